"""The worker that runs the workflows; it holds no business data and knows no database."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog
from pydantic import AwareDatetime, Field
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkflowRunner

from kernel import logging as logs
from kernel.authors import Authors, pinned
from kernel.orders import WantsOrders
from kernel.running import run_to_end, stop_on_signals
from kernel.service import serve
from kernel.settings import SharedSettings
from kernel.temporal import connect
from workflows.change import ChangeWorkflow
from workflows.codec_server import codec_app
from workflows.contract import TASK_QUEUE, Step
from workflows.deregistration import DeregistrationWorkflow
from workflows.establishment import EstablishmentWorkflow
from workflows.late_review import LateReviewWorkflow
from workflows.record import RecordWorkflow
from workflows.releases import PATIENCE, Release, bring_along, take_charge, this_release
from workflows.replacement import ReplacementWorkflow
from workflows.revocation import RevocationWorkflow
from workflows.suspension import SuspensionWorkflow
from workflows.suspension_term import SuspensionTermWorkflow
from workflows.take_over import RegisterTakeOver, begin_take_over
from workflows.web_ui import web_ui

log = structlog.get_logger()

WORKFLOWS = (
    EstablishmentWorkflow,
    ChangeWorkflow,
    ReplacementWorkflow,
    DeregistrationWorkflow,
    RevocationWorkflow,
    RecordWorkflow,
    SuspensionWorkflow,
    SuspensionTermWorkflow,
    LateReviewWorkflow,
    RegisterTakeOver,
)


FREE = frozenset({Step.OPEN, Step.DECIDE, Step.EXTEND})
"""Steps without an order: the first changes nothing, of the others the approval service has the order in its books."""


def workflow_worker(
    client: Client,
    runner: WorkflowRunner | None = None,
    orders: WantsOrders | None = None,
    release: Release | None = None,
) -> Worker:
    """With a `release` it works on what is that release's (`workflows/releases.py`), without one on what is nobody's.
    With `orders` a step is refused that nobody ordered whose case it is. The sandbox that finds what is not
    deterministic costs a tenth of a second each registration: tests run every way through a case in it, and here
    `runner` is the plain one unless another is given."""
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=list(WORKFLOWS),
        workflow_runner=runner or UnsandboxedWorkflowRunner(),
        graceful_shutdown_timeout=timedelta(seconds=10),
        max_cached_workflows=500,
        interceptors=[orders] if orders else [],
        deployment_config=release.config if release else None,
    )


async def work(settings: WorkerSettings, stop: asyncio.Event) -> None:
    """Run workflows until `stop`. On a laptop no other release runs beside this one."""
    client, release, alone = await connect(settings), this_release(), settings.environment == "local"
    orders = WantsOrders(Authors(None, None, pinned(settings.part_authors), settings.parts_signed_since), FREE)
    async with workflow_worker(client, orders=orders, release=release):
        await take_charge(client, release, stop, alone=alone)
        await begin_take_over(client)
        log.info("worker_started", service="workflows", queue=TASK_QUEUE, version=release.build)
        await bring_along(client, release, stop, patience=timedelta() if alone else PATIENCE)


class WorkerSettings(SharedSettings):
    """`listen`: where health and the codec for the Web UI are served, if anywhere. `web_ui_listen`: where the Web UI at
    `web_ui_upstream` is passed on for reading, for one that has no switch of its own; with `web_ui_writes` for all."""

    listen: str | None = Field(default=None, validation_alias="KAIYE_WORKFLOWS_LISTEN")
    web_ui_url: str = Field(default="http://127.0.0.1:8233", validation_alias="KAIYE_TEMPORAL_WEB_URL")
    web_ui_listen: str | None = Field(default=None, validation_alias="KAIYE_TEMPORAL_WEB_LISTEN")
    web_ui_upstream: str = Field(default="http://127.0.0.1:8235", validation_alias="KAIYE_TEMPORAL_WEB_UPSTREAM")
    web_ui_writes: bool = Field(default=False, validation_alias="KAIYE_TEMPORAL_WEB_WRITES")
    environment: str = "production"
    part_authors: str = Field(description="Public keys of all services' parts, and of orders")
    parts_signed_since: AwareDatetime | None = Field(default=None, description="Steps before it need no order")


async def run(settings: WorkerSettings, stop: asyncio.Event) -> None:
    """The worker, and its pages where they are wanted; the first that fails ends both."""
    async with asyncio.TaskGroup() as group:
        group.create_task(work(settings, stop))
        if settings.listen:
            pages = codec_app(settings, web_ui=settings.web_ui_url, open_here=settings.environment == "local")
            group.create_task(serve(pages, settings.listen, stop))
        if settings.web_ui_listen:
            passed_on = web_ui(settings.web_ui_upstream, settings.temporal_namespace, writes=settings.web_ui_writes)
            group.create_task(serve(passed_on, settings.web_ui_listen, stop))


async def main() -> None:
    settings = WorkerSettings()
    logs.configure(settings.log_format)
    await run(settings, stop_on_signals())


if __name__ == "__main__":
    run_to_end(main())
