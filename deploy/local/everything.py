"""`python -m deploy.local.everything`: the sandbox, every service and the workflow worker in one process."""

from __future__ import annotations

import asyncio
import importlib
import os
import sys
from typing import Any

from deploy.local.applications import present_services, sandbox_present, workflows_present
from deploy.local.migrations import migrate_services
from kernel import logging as logs
from kernel.service import Service, run_services, stop_on_signals


async def run_everything(stop: asyncio.Event) -> None:
    """Until `stop`; the first part that fails stops the others and is raised."""
    services: list[Service] = [_load(f"services.{name}.main", "build")() for name in present_services()]
    async with asyncio.TaskGroup() as group:
        if sandbox_present():
            group.create_task(_load("sandbox.main", "run")(stop))
        if services:
            group.create_task(run_services(services, stop=stop))
        if workflows_present():
            group.create_task(_load("workflows.worker", "run")(_load("workflows.worker", "WorkerSettings")(), stop))


def _load(module: str, name: str) -> Any:
    return getattr(importlib.import_module(module), name)


async def _main() -> None:
    await run_everything(stop_on_signals())


if __name__ == "__main__":
    logs.configure(os.environ.get("KAIYE_LOG_FORMAT", "json"))
    migrate_services()
    asyncio.run(_main())
    sys.stdout.flush()
    os._exit(0)  # the Temporal client may abort the interpreter at exit
