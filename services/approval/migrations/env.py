"""Migrations of the schema `approval`."""

from kernel.database import run_migrations

run_migrations("approval")
