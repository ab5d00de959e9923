"""Migrations of the schema `register`."""

from kernel.database import run_migrations

run_migrations("register")
