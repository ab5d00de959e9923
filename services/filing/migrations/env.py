"""Runs the migrations of the filing service."""

from kernel.database import run_migrations

run_migrations("filing")
