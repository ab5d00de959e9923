"""Migrations of the schema `naming`."""

from kernel.database import run_migrations

run_migrations("naming")
