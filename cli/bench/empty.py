"""The empty registration: the same updates and activities with no work in them. What the engine alone costs.

`python -m cli.bench.empty ADDRESS` is its worker.
"""

from __future__ import annotations

import asyncio
import base64
import os
import sys
import time
import typing
import uuid
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from typing import Any

from temporalio import activity
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import GrpcCompression

from catalogues.filing_types import editions
from catalogues.filing_types.words import Stage
from kernel.exchange import DocumentRef, Reference
from kernel.running import stop_on_signals
from kernel.temporal import activity_worker, data_converter
from services.approval.contract import CaseDecided, Outcome
from services.archive.contract import FileHandedOver
from services.filing.contract import messages as filing
from services.identity.contract import PersonsAuthenticated
from services.licence.contract import LicenceIssued
from services.naming import contract as naming
from services.notice import contract as notice
from services.register.contract.messages import FilingApplied, FilingOpened
from services.signing import contract as signing
from workflows import contract
from workflows.contract import DeclareName, OpenCase, Step
from workflows.options import CALLS
from workflows.standing import opening_attributes
from workflows.worker import workflow_worker

_KEYS = "k1:" + base64.b64encode(bytes(32)).decode()
_REF = Reference(key="none", digest="0" * 64)
_DOCUMENTS = tuple(
    DocumentRef(kind=f"document_{n}", key="none", sha256="0" * 64, sm3="0" * 64, pages=1) for n in range(5)
)
_LATER = timedelta(days=30)
_COURSE = 1
"""The order of acts with one for every service, to which the figures of earlier releases are compared."""


def _answers() -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "naming.reserve_name": naming.NameReserved(
            reservation_no="R", verdict=naming.Verdict.AVAILABLE, reserved_at=now, held_until=now + _LATER, part=_REF
        ),
        "naming.release_name": naming.NameReleased(released=True),
        "naming.confirm_name": naming.NameConfirmed(confirmed=True),
        "filing.lock_operator": filing.OperatorLocked(locked_at=now),
        "filing.prepare_documents": filing.DocumentsPrepared(documents=_DOCUMENTS),
        "filing.fix_documents": filing.DocumentsFixed(
            application=_REF, documents=_DOCUMENTS, signing_deadline=now + _LATER, last_signing_day=now.date()
        ),
        "filing.open_signing_window": filing.SigningWindowOpened(
            signing_deadline=now + _LATER, last_signing_day=now.date()
        ),
        "filing.accept_submission": filing.SubmissionAccepted(accepted_at=now, facts=_REF),
        "filing.record_stages": filing.StagesRecorded(stage=Stage.LICENSED),
        "identity.authenticate_persons": PersonsAuthenticated(part=_REF, valid_until=now + _LATER),
        "signing.open_session": signing.SigningSessionOpened(session_no="S"),
        "signing.collect_signatures": signing.SignaturesCollected(documents=_DOCUMENTS, part=_REF, signed_at=now),
        "signing.void_signatures": signing.SignaturesVoided(voided=True),
        "approval.decide_case": CaseDecided(
            outcome=Outcome.APPROVE, decision_no="D", part=_REF, documents=_DOCUMENTS[:2]
        ),
        "approval.confirm_examiner_decision": CaseDecided(
            outcome=Outcome.APPROVE, decision_no="D", part=_REF, documents=_DOCUMENTS[:2]
        ),
        "register.open_filing": FilingOpened(facts=_REF),
        "register.apply_filing": FilingApplied(
            uscc="0" * 18, version=1, established_on=now.date(), effective_on=now.date(), entity=_REF
        ),
        "licence.issue_licence": LicenceIssued(
            uscc="0" * 18,
            licence_no="L",
            established_on=date(2026, 1, 1),
            issued_at=now,
            part=_REF,
            document=_DOCUMENTS[0],
        ),
        "notice.announce_registration": notice.RegistrationAnnounced(event_ids=("a", "b"), announced_at=now),
        "notice.message_applicant": notice.ApplicantMessaged(message_no="M"),
        "archive.hand_over_file": FileHandedOver(
            archive_no="A", volume_name="A-1", filed_at=now, package_sha256="0" * 64
        ),
    }


def _empty(method: Callable[..., Any], answers: dict[str, Any]) -> Callable[..., Any]:
    name = method.__temporal_activity_definition.name  # type: ignore[attr-defined]  # the decorator leaves it there
    hints = typing.get_type_hints(method)

    def answer(_: Any) -> Any:
        return answers[name]

    answer.__annotations__ = {"_": hints["request"], "return": hints["return"]}
    return activity.defn(name=name)(answer)


async def _connect(address: str) -> Client:
    return await Client.connect(address, data_converter=data_converter(_KEYS), grpc_compression=GrpcCompression.NONE)


async def work(address: str) -> None:
    """Workers on every queue, until a signal."""
    client = await _connect(address)
    answers = _answers()
    queues: dict[str, list[Callable[..., Any]]] = {}
    for method, call in CALLS.items():
        queues.setdefault(call.queue, []).append(_empty(method, answers))
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(workflow_worker(client))
        for queue, activities in queues.items():
            await stack.enter_async_context(activity_worker(client, queue, activities))
        print("ready", flush=True)
        await stop_on_signals().wait()


async def drive(address: str, count: int, at_once: int) -> tuple[float, int]:
    """Carry `count` empty registrations through, `at_once` side by side. Returns seconds and events per history."""
    client = await _connect(address)
    await _one(client)
    gate = asyncio.Semaphore(at_once)

    async def guarded() -> None:
        async with gate:
            await _one(client)

    began = time.perf_counter()
    await asyncio.gather(*(guarded() for _ in range(count)))
    seconds = time.perf_counter() - began
    last = await _one(client)
    history = await client.get_workflow_handle(last).fetch_history()
    return seconds, len(history.events)


async def _one(client: Client) -> str:
    number = uuid.uuid4().hex
    identity = contract.case_id(number)
    opened = OpenCase(
        application_no=number,
        authority_code="14021300",
        filing_type=editions.ESTABLISHMENT,
        edition=editions.FIRST_EDITION,
        course=_COURSE,
    )
    handle = await client.start_workflow(
        contract.ESTABLISHMENT,
        opened,
        id=identity,
        task_queue=contract.TASK_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        search_attributes=opening_attributes(opened),
    )
    await handle.describe()
    await handle.execute_update(Step.DECLARE_NAME, DeclareName(declaration_id="d"))
    for step in (
        Step.CONFIRM_OPERATOR,
        Step.COMPLETE_DETAILS,
        Step.CONFIRM_DOCUMENTS,
        Step.AUTHENTICATE,
        Step.SUBMIT,
    ):
        await handle.execute_update(step)
    await handle.result()
    return identity


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1]))
    os._exit(0)  # the Temporal client may abort the interpreter at exit
