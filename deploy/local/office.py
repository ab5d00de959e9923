"""`python -m deploy.local.office portal filing …`: some rooms of Kaiye in one process, each as it would run alone."""

from __future__ import annotations

import asyncio
import importlib
import os
import sys
from collections.abc import Collection
from typing import Any

from deploy.local.applications import has_tables
from deploy.local.layout import SANDBOX_ROOM, SERVICES, WORKFLOWS_ROOM
from kernel import logging as logs
from kernel.database import migrate
from kernel.running import run_to_end, stop_on_signals
from kernel.service import Service, run_services


async def run_rooms(rooms: Collection[str], stop: asyncio.Event) -> None:
    """Until `stop`; the first part that fails stops the others and is raised."""
    services: list[Service] = [_load(f"services.{name}.main", "build")() for name in SERVICES if name in rooms]
    async with asyncio.TaskGroup() as group:
        if SANDBOX_ROOM in rooms:
            group.create_task(_load("sandbox.main", "run")(stop))
        if services:
            group.create_task(run_services(services, stop=stop))
        if WORKFLOWS_ROOM in rooms:
            group.create_task(_load("workflows.worker", "run")(_load("workflows.worker", "WorkerSettings")(), stop))


def migrate_rooms(rooms: Collection[str]) -> None:
    """Bring the schema of each of the rooms up to date; running it again changes nothing."""
    for room in rooms:
        if has_tables(room):
            migrate(room, os.environ[f"KAIYE_{room.upper()}_DATABASE_URL"])


def _load(module: str, name: str) -> Any:
    return getattr(importlib.import_module(module), name)


async def _main(rooms: Collection[str]) -> None:
    await run_rooms(rooms, stop_on_signals())


if __name__ == "__main__":
    logs.configure(os.environ.get("KAIYE_LOG_FORMAT", "json"))
    migrate_rooms(sys.argv[1:])
    run_to_end(_main(sys.argv[1:]))
