"""`python -m deploy.local.office [--after FILE] portal filing …`: some rooms of Kaiye in one process, each as it would
run alone. It makes itself ready beside the servers, and uses them once FILE is there."""

from __future__ import annotations

import argparse
import asyncio
import gc
import importlib
import os
import sys
import time
import traceback
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from deploy.local.layout import SANDBOX_ROOM, SERVICES, WORKFLOWS_ROOM
from deploy.local.rooms import has_tables
from kernel import logging as logs
from kernel.database import migrate
from kernel.running import run_to_end, stop_on_signals
from kernel.service import Service, run_services

_MAINS = {SANDBOX_ROOM: "sandbox.main", WORKFLOWS_ROOM: "workflows.worker"}
_PAUSE_SECONDS = 0.02


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


def import_rooms(rooms: Collection[str]) -> None:
    """The longest part of a start, and the one that needs no server."""
    gc.disable()  # what is imported stays
    for room in rooms:
        importlib.import_module(_MAINS.get(room, f"services.{room}.main"))
    gc.enable()


def migrate_rooms(rooms: Collection[str]) -> None:
    """Bring the schema of each of the rooms up to date; running it again changes nothing."""
    for room in rooms:
        if has_tables(room):
            migrate(room, os.environ[_owner(room)], os.environ[f"KAIYE_{room.upper()}_DATABASE_URL"])


def forget_owners(rooms: Collection[str]) -> None:
    """What runs has no use for them."""
    for room in rooms:
        os.environ.pop(_owner(room), None)


def _owner(room: str) -> str:
    return f"KAIYE_{room.upper()}_OWNER_DATABASE_URL"


def _load(module: str, name: str) -> Any:
    return getattr(importlib.import_module(module), name)


async def _main(rooms: Collection[str]) -> None:
    await run_rooms(rooms, stop_on_signals())


def wait_for(file: Path) -> None:
    """Return once `file` is there, however long that takes."""
    while not file.exists():
        time.sleep(_PAUSE_SECONDS)


def in_a_child(work: Callable[[], None]) -> None:
    """Do `work` in a copy of this process, so that what it needed is gone with it. Before there are threads.
    Ends this process when it fails, which the child's own words explain."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        os._exit(code)
    if os.waitpid(child, 0)[1]:
        sys.exit(1)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--after", type=Path)
    arguments.add_argument("rooms", nargs="+")
    given = arguments.parse_args()
    logs.configure(os.environ.get("KAIYE_LOG_FORMAT", "json"))
    import_rooms(given.rooms)
    if given.after:
        wait_for(given.after)
    in_a_child(lambda: migrate_rooms(given.rooms))
    forget_owners(given.rooms)
    run_to_end(_main(given.rooms))
