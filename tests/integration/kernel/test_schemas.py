"""What the services' code calls a column is a column of the schema that their migrations make."""

from __future__ import annotations

import importlib
import pkgutil

import psycopg
import pytest
from sqlmodel import SQLModel

from deploy.local.applications import present_services
from deploy.local.rooms import has_tables
from kernel.database import migrate
from tests.servers import RunningPostgres


@pytest.mark.parametrize("service", [name for name in present_services() if has_tables(name)])
def test_every_column_exists(postgres: RunningPostgres, service: str) -> None:
    """Of every table of the service, by the name that the database knows it by."""
    store = importlib.import_module(f"services.{service}.store")
    for room in pkgutil.iter_modules(store.__path__) if hasattr(store, "__path__") else ():
        importlib.import_module(f"services.{service}.store.{room.name}")
    url = postgres.database(service)
    migrate(service, url)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        found = connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = %s", [service]
        ).fetchall()
    tables = [table for table in SQLModel.metadata.tables.values() if table.schema == service]
    wanted = {(table.name, column.name) for table in tables for column in table.columns}
    assert wanted
    assert wanted - set(found) == set()
