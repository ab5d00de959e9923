"""Migrations of the schema `licence`."""

from kernel.database import run_migrations

run_migrations("licence")
