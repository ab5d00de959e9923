"""Migrations of the schema `notice`."""

from kernel.database import run_migrations

run_migrations("notice")
