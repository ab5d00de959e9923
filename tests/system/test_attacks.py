"""Attacks that worked once, carried out on the running stack with everything its services share."""

from __future__ import annotations

import asyncio
import base64
import os
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import BaseModel
from temporalio import workflow
from temporalio.client import Client, WorkflowFailureError, WorkflowUpdateFailedError
from temporalio.common import RetryPolicy
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from catalogues.filing_types.words import PartKind
from deploy.local.generated_secrets import SecretFile
from kernel import orders
from kernel.authors import Authors, pinned, private_key, public_key
from kernel.exchange import Exchange
from kernel.failures import refusal_in
from kernel.settings import ExchangeSettings
from kernel.temporal import data_converter
from tests.system.people import Person, newcomer
from tests.system.stack import RunningStack
from workflows.contract import case_id

OURS = base64.b64encode(os.urandom(32)).decode()


class Content(BaseModel, extra="allow"):
    """Whatever an attacker writes."""


@workflow.defn(name="Attack")
class Attack:
    """Asks an activity of ours for what only a case of ours may ask."""

    @workflow.run
    async def run(self, activity: str, queue: str, request: dict[str, Any]) -> Any:
        once = RetryPolicy(maximum_attempts=1)
        return await workflow.execute_activity(
            activity, request, task_queue=queue, start_to_close_timeout=timedelta(seconds=30), retry_policy=once
        )


def _shared(stack: RunningStack) -> ExchangeSettings:
    """What several processes of ours have, with the key of the object store's keeper; no service's own secrets."""
    keeper = SecretFile(stack.home / "secrets.json")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAIYE_EXCHANGE_KEYS", stack.environment.own["filing"]["KAIYE_EXCHANGE_KEYS"])
        patch.setenv("KAIYE_S3_ACCESS_KEY", keeper.password("s3-keeper-access"))
        patch.setenv("KAIYE_S3_SECRET_KEY", keeper.password("s3-keeper-secret"))
        for name, value in stack.environment.shared.items():
            patch.setenv(name, value)
        return ExchangeSettings()


async def _reach(stack: RunningStack, converter: DataConverter) -> Client:
    settings = _shared(stack)
    return await Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        data_converter=converter,
        interceptors=[orders.CarriesOrders()],
    )


async def _ask(stack: RunningStack, converter: DataConverter, activity: str, queue: str, request: Any) -> str:
    """What came of it."""
    client = await _reach(stack, converter)
    theirs = f"attack-{uuid.uuid4().hex}"
    worker = Worker(client, task_queue=theirs, workflows=[Attack], workflow_runner=UnsandboxedWorkflowRunner())
    async with worker:
        try:
            await client.execute_workflow("Attack", args=[activity, queue, request], id=theirs, task_queue=theirs)
        except WorkflowFailureError as failed:
            return str(failed.cause.__cause__).removeprefix("defect: ")
    return "done"


def _encrypted(stack: RunningStack) -> DataConverter:
    return data_converter(_shared(stack).codec_keys.get_secret_value())


def _invented(stack: RunningStack, number: str, *, signed: bool) -> dict[str, Any]:
    """An application, its approval and an entity that nobody applied for, decided on or entered."""
    exchange = Exchange(_shared(stack))
    references = {}
    for kind in (PartKind.APPLICATION, PartKind.DECISION, PartKind.ENTITY):
        content = Content(application_no=number, outcome="APPROVE", decision_no="D1")
        exchange.authors = Authors(kind.author, private_key(OURS), pinned(f"{kind.author}:{public_key(OURS)}"))
        reference = exchange.deposit(number, kind, content)
        if not signed:
            exchange._write(reference.key, content.model_dump_json().encode())
        references[kind.value] = reference.model_dump()
    return {"application_no": number, "authority_code": "14021300", "parts": references}


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
@pytest.mark.parametrize("signed", [False, True], ids=["unsigned", "signed by the attacker"])
def test_invented_parts_issue_no_licence(stack: RunningStack, encrypted: bool, signed: bool) -> None:
    """A process with the exchange's key asks for a licence, in plain JSON and as our own workflows ask."""
    number = f"140213012020010100000{11 + 2 * encrypted + signed}"
    request = _invented(stack, number, signed=signed)
    converter = _encrypted(stack) if encrypted else pydantic_data_converter
    said = asyncio.run(_ask(stack, converter, "licence.issue_licence", "licence", request))
    refused = "exchange.another_author" if signed else "exchange.unsigned"
    assert said == (refused if encrypted else "Encoded failure")  # why, they cannot read


def _stage(person: Person, number: str) -> str:
    stage: str = person.case(number)["stage"]
    return stage


def test_nobody_abandons_a_strangers_case(stack: RunningStack) -> None:
    """Whoever reaches Temporal takes a step in a stranger's case, asks its activities, and achieves nothing; then its
    owner abandons it."""
    with newcomer(stack) as owner:
        number = owner.open()
        before = _stage(owner, number)
        for order in (None, _forged(number)):
            assert asyncio.run(_abandon(stack, number, order)) == "order.missing"
        entries = [{"number": 2, "stage": "ABANDONED", "at": "2026-12-01T09:00:00+08:00"}]
        for activity, queue, request in (
            ("filing.record_stages", "filing", {"application_no": number, "entries": entries}),
            ("naming.release_name", "naming", {"application_no": number, "reason": "abandoned"}),
            ("signing.void_signatures", "signing", {"application_no": number, "window": 1, "reason": "abandoned"}),
        ):
            said = asyncio.run(_ask(stack, _encrypted(stack), activity, queue, request))
            assert said == "order.missing", activity
        assert _stage(owner, number) == before
        assert owner.step(number, "abandon")["stage"] == "ABANDONED"


def _forged(number: str) -> str:
    author = Authors("filing", private_key(OURS), {})
    return orders.give(author, "owner", number, "abandon", "attack-0001", datetime.now(UTC))


async def _abandon(stack: RunningStack, number: str, order: str | None) -> str:
    client = await _reach(stack, _encrypted(stack))
    try:
        with orders.carried(order):
            await client.get_workflow_handle(case_id(number)).execute_update("abandon", id="abandon/attack-0001")
    except WorkflowUpdateFailedError as failed:
        refusal = refusal_in(failed)
        return refusal.code if refusal else "failed"
    return "done"
