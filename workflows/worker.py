"""The worker that runs the workflows; it holds no business data and knows no database."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta

import structlog
from fastapi import FastAPI
from pydantic import Field
from temporalio.client import Client
from temporalio.worker import Worker

from kernel import logging as logs
from kernel.service import serve, stop_on_signals
from kernel.settings import SharedSettings
from kernel.temporal import connect
from kernel.web.application import add_operations_pages
from workflows.contract import TASK_QUEUE
from workflows.establishment import EstablishmentWorkflow

log = structlog.get_logger()

WORKFLOWS = (EstablishmentWorkflow,)


def workflow_worker(client: Client) -> Worker:
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=list(WORKFLOWS),
        graceful_shutdown_timeout=timedelta(seconds=10),
        max_cached_workflows=500,
    )


async def work(settings: SharedSettings, stop: asyncio.Event) -> None:
    """Run workflows until `stop`."""
    async with workflow_worker(await connect(settings)):
        log.info("worker_started", service="workflows", queue=TASK_QUEUE)
        await stop.wait()


class WorkerSettings(SharedSettings):
    """`listen`: where health and readiness are shown, if anywhere."""

    listen: str | None = Field(default=None, validation_alias="KAIYE_WORKFLOWS_LISTEN")


async def main() -> None:
    settings = WorkerSettings()
    logs.configure(settings.log_format)
    stop = stop_on_signals()
    async with asyncio.TaskGroup() as group:
        group.create_task(work(settings, stop))
        if settings.listen:
            pages = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
            add_operations_pages(pages, {})
            group.create_task(serve(pages, settings.listen, stop))


if __name__ == "__main__":
    asyncio.run(main())
    sys.stdout.flush()
    os._exit(0)  # the Temporal client may abort the interpreter at exit
