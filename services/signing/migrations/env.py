"""Migrations of the schema `signing`."""

from kernel.database import run_migrations

run_migrations("signing")
