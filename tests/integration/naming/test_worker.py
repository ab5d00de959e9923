"""The activities behind a real Temporal worker, with encrypted payloads and our kinds of trouble."""

from __future__ import annotations

from datetime import timedelta

import pytest
from temporalio import workflow
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from kernel.temporal import activity_worker, data_converter
from services.naming.activities import Activities
from services.naming.contract import TASK_QUEUE, NameReserved, NamingActivities, ReserveName
from tests.fixtures.services.keys import RING
from tests.integration.naming.conftest import Naming
from tests.servers import RunningTemporal

_WORKFLOWS = "naming-test-workflows"


@workflow.defn(name="naming-test")
class _Reserve:
    @workflow.run
    async def run(self, request: ReserveName) -> NameReserved:
        return await workflow.execute_activity_method(
            NamingActivities.reserve_name,
            request,
            task_queue=TASK_QUEUE,
            start_to_close_timeout=timedelta(seconds=30),
        )


async def _run(naming: Naming, temporal: RunningTemporal, request: ReserveName) -> NameReserved:
    client = await temporal.connect(data_converter=data_converter(RING))
    activities = Activities(naming.resources)
    async with (
        activity_worker(client, TASK_QUEUE, [activities.reserve_name]),
        Worker(client, task_queue=_WORKFLOWS, workflows=[_Reserve], workflow_runner=UnsandboxedWorkflowRunner()),
    ):
        return await client.execute_workflow(
            _Reserve.run, request, id=f"naming-test/{request.declaration_id}", task_queue=_WORKFLOWS
        )


async def test_a_workflow_holds_a_name(naming: Naming, temporal: RunningTemporal) -> None:
    """The promised activity is found by its contract and answers with a reference to the part."""
    declared = naming.declare("穆静")
    request = ReserveName(application_no=declared.application_no, declaration_id=declared.declaration_id)
    assert naming.part(await _run(naming, temporal, request)).full_name == "大同市平城区穆静饺子馆（个体工商户）"


async def test_a_refusal_reaches_the_workflow_without_the_name(naming: Naming, temporal: RunningTemporal) -> None:
    """The workflow sees a refusal that is not retried, with the declaration's id and no name."""
    naming.hold("穆静")
    declared = naming.declare("穆静")
    request = ReserveName(application_no=declared.application_no, declaration_id=declared.declaration_id)
    with pytest.raises(WorkflowFailureError) as caught:
        await _run(naming, temporal, request)
    assert isinstance(caught.value.cause, ActivityError)
    refused = caught.value.cause.cause
    assert isinstance(refused, ApplicationError)
    assert (refused.type, refused.message, refused.non_retryable) == ("refusal", "naming.name_taken", True)
    assert refused.details[0]["details"]["declaration_id"] == declared.declaration_id
    assert "穆静" not in repr(refused.details)
