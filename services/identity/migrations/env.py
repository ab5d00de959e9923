"""Migrations of the schema `identity`."""

from kernel.database import run_migrations

run_migrations("identity")
