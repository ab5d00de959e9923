"""Which release of the workflows' code continues an open case (Temporal's worker versioning).

Applications live for weeks: they go on with whatever release is in charge, and patches keep their histories readable.
What is over in seconds is pinned to the release that began it (docs/decisions/0057-a-filing-survives-a-new-release.md).
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import structlog
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.deployment.v1 import WorkerDeploymentInfo
from temporalio.api.workflowservice.v1 import (
    DescribeWorkerDeploymentRequest,
    SetWorkerDeploymentCurrentVersionRequest,
    UpdateWorkflowExecutionOptionsRequest,
)
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import WorkerDeploymentConfig

log = structlog.get_logger()

DEPLOYMENT = "kaiye-workflows"
_ROOT = Path(__file__).resolve().parents[1]
CODE = ("workflows/**/*.py", "services/*/contract.py", "services/*/contract/*.py", "catalogues/filing_types/*.py")
"""What the order of a case's acts follows from. A release that changes none of it is the same release to a case."""

_MOMENT, _ROUND = 0.05, 60.0
PATIENCE = timedelta(minutes=5)
"""What is pinned is over in seconds: what an earlier release has not ended by then nobody works on any more."""


@dataclass(frozen=True)
class Release:
    """`build`: a digest of its workflows' code, the same in every process of an image."""

    build: str

    @property
    def config(self) -> WorkerDeploymentConfig:
        """For a worker: cases go on with the release in charge, unless their workflow says that it is pinned."""
        return WorkerDeploymentConfig(
            version=WorkerDeploymentVersion(DEPLOYMENT, self.build),
            use_worker_versioning=True,
            default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
        )


@cache
def this_release() -> Release:
    """Of the code that runs."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in CODE for path in _ROOT.glob(pattern)):
        digest.update(str(path.relative_to(_ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return Release(digest.hexdigest()[:16])


async def take_charge(client: Client, release: Release, stop: asyncio.Event, *, alone: bool) -> None:
    """Have new and waiting tasks given to this release, as soon as the server knows its worker.

    A release that came later keeps the charge: a process of an earlier one that starts again in the midst of a roll-out
    only ends what is pinned to it. `alone`: no other release runs, as on a laptop, so that this one takes over whatever
    came later too. A server that does not answer is waited for, until `stop`.
    """
    while not stop.is_set():
        with contextlib.suppress(RPCError):
            if await _in_charge(client, release, alone=alone):
                return
        await asyncio.sleep(_MOMENT)


async def bring_along(client: Client, release: Release, stop: asyncio.Event, *, patience: timedelta = PATIENCE) -> None:
    """Until `stop`: while this release is in charge, what is pinned to another and was left behind goes on with it."""
    while not stop.is_set():
        try:
            if count := await _bring_along(client, release, patience):
                log.info("runs_brought_along", count=count, version=release.build)
        except RPCError as error:
            log.warning("runs_not_brought_along", error_code=str(error.status), exc_info=error)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _ROUND)


async def give_up_charge(client: Client) -> None:
    """Have tasks given to workers without a release again, as before there were any: the way back to such a release."""
    await _set_current(client, build="")


async def _in_charge(client: Client, release: Release, *, alone: bool) -> bool:
    known = await _known(client)
    if known is None:
        return False
    made = {each.deployment_version.build_id: each.create_time.ToDatetime() for each in known.version_summaries}
    current = known.routing_config.current_deployment_version.build_id
    if release.build not in made:
        return False
    if current == release.build:
        return True
    if not alone and current and _later(made, current, release.build):
        log.info("a_later_release_is_in_charge", version=current)
        return True
    await _set_current(client, release.build)
    log.info("release_took_charge", version=release.build)
    return True


def _later(made: dict[str, datetime], one: str, other: str) -> bool:
    """One that the server has forgotten came earlier."""
    return one in made and made[one] > made[other]


async def _known(client: Client) -> WorkerDeploymentInfo | None:
    request = DescribeWorkerDeploymentRequest(namespace=client.namespace, deployment_name=DEPLOYMENT)
    try:
        return (await client.workflow_service.describe_worker_deployment(request)).worker_deployment_info
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise


async def _set_current(client: Client, build: str) -> None:
    await client.workflow_service.set_worker_deployment_current_version(
        SetWorkerDeploymentCurrentVersionRequest(
            namespace=client.namespace, deployment_name=DEPLOYMENT, build_id=build, identity=client.identity
        )
    )


async def _bring_along(client: Client, release: Release, patience: timedelta) -> int:
    known = await _known(client)
    if known is None or known.routing_config.current_deployment_version.build_id != release.build:
        return 0
    since = known.routing_config.current_version_changed_time.ToDatetime(UTC)
    if datetime.now(UTC) - since < patience:
        return 0
    left = (
        "ExecutionStatus = 'Running' AND TemporalWorkflowVersioningBehavior = 'Pinned' "
        f"AND TemporalWorkerDeployment = '{DEPLOYMENT}' "
        f"AND TemporalWorkerDeploymentVersion != '{DEPLOYMENT}:{release.build}'"
    )
    count = 0
    async for run in client.list_workflows(left):
        request = UpdateWorkflowExecutionOptionsRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=run.id, run_id=run.run_id),
        )
        request.workflow_execution_options.versioning_override.auto_upgrade = True
        request.update_mask.paths.append("versioning_override")
        with contextlib.suppress(RPCError):  # one that ended meanwhile
            await client.workflow_service.update_workflow_execution_options(request)
            count += 1
    return count
