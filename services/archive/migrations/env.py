"""Migrations of the schema `archive`."""

from kernel.database import run_migrations

run_migrations("archive")
