"""Migrations of the schema `transparency`."""

from kernel.database import run_migrations

run_migrations("transparency")
