"""Records the histories that `test_histories.py` replays: `pytest tests/replay/recording.py` after a versioned change.

`COURSE` names that change; what earlier code ran stays on file. The straight history is the demonstration's own
(`kaiye history NUMBER --out tests/replay/histories/straight.json`).
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.testing import TimeSkipper

from catalogues.filing_types.words import Stage
from kernel.errors import Defect, Outage, Refusal
from services.approval.contract import Outcome
from tests.replay.keeping import keep
from tests.workflows.conftest import applicant, province, released, time
from tests.workflows.province import Applicant, Province, examiner_decides
from tests.workflows.references import document
from tests.workflows.test_families import FAMILY
from tests.workflows.test_late_reviews import begun as late_review_begun
from tests.workflows.test_take_over import licensed
from workflows import course
from workflows.contract import (
    SIGNED,
    STAGE,
    TASK_QUEUE,
    Extend,
    RequestReview,
    Step,
)
from workflows.take_over import RegisterTakeOver, TakeOverBegun

COURSE = "reminding"
LATE_REQUEST = "01970000-0000-7000-8000-000000000001"

__all__ = ["applicant", "province", "released", "time"]


async def _record(name: str, case: Applicant) -> None:
    await keep(f"{COURSE}_{name}", case.client, case.handle.id)


async def test_record_late_review(time: TimeSkipper, released: Province) -> None:
    """The answer to a request after its period: told and filed, after an outage."""
    released.trouble = {"add_supplement": [Outage("archive.volume_not_filed")]}
    handle = await late_review_begun(time, LATE_REQUEST)
    await handle.result()
    await keep("late_review", time.client, handle.id)


async def test_record_take_over(time: TimeSkipper, released: Province) -> None:
    """Businesses that were licensed before there was a register come into it; one of them cannot."""
    released.licensed = licensed(3)
    released.trouble = {"take_over": [Defect("register.parts_differ")] * 4}
    handle = await time.client.start_workflow(
        RegisterTakeOver.run, TakeOverBegun(), id="take-over-recorded", task_queue=TASK_QUEUE
    )
    await handle.result()
    await keep("take_over", time.client, handle.id)


async def test_record_straight(applicant: Applicant, province: Province) -> None:
    """As the pages take the steps: signed, submitted, registered, licensed."""
    await applicant.up_to(Stage.SIGN_PENDING)
    await applicant.handle.signal(SIGNED)
    while (await applicant.handle.describe()).typed_search_attributes.get(STAGE) != Stage.SIGNED:
        await asyncio.sleep(0.05)
    await applicant.take(Step.SUBMIT)
    await applicant.handle.result()
    await _record("straight", applicant)


async def test_record_family(applicant: Applicant, province: Province) -> None:
    """A family business: everybody who signs is authenticated."""
    province.signers = FAMILY
    await applicant.up_to(Stage.SUBMITTED)
    await applicant.handle.result()
    await _record("family", applicant)


async def test_record_opened_before(applicant: Applicant, province: Province) -> None:
    """Opened before there was a register, submitted afterwards."""
    applicant.filing_type = None
    await applicant.up_to(Stage.SUBMITTED)
    await applicant.handle.result()
    await _record("opened_before", applicant)


async def test_record_carried(applicant: Applicant, province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last run of a case that went on in new runs: submitted with what an earlier one carried over."""
    monkeypatch.setattr(course, "EVENTS_AT_MOST", 12)
    await applicant.up_to(Stage.SIGNED)
    monkeypatch.undo()
    await applicant.take(Step.SUBMIT)
    await applicant.handle.result()
    await _record("carried", applicant)


async def test_record_lapsed(applicant: Applicant, province: Province, time: TimeSkipper) -> None:
    """Lapsed, given a new window, licensed."""
    await applicant.up_to(Stage.SIGNED)
    await time.fast_forward(applicant.handle, province.window + timedelta(minutes=1))
    while Stage.LAPSED not in province.stages():
        await asyncio.sleep(0.05)
    for step in (Step.REAUTHENTICATE, Step.AUTHENTICATE, Step.COLLECT_SIGNATURES, Step.SUBMIT):
        await applicant.take(step)
    await applicant.handle.result()
    await _record("lapsed", applicant)


async def test_record_withdrawn_from_the_desk(applicant: Applicant, province: Province) -> None:
    """Referred to an examiner, withdrawn before the decision, the task closed."""
    province.decisions = [province.decision(Outcome.REFER)]
    await applicant.up_to(Stage.SUBMITTED)
    while Stage.MANUAL_REVIEW not in province.stages():
        await asyncio.sleep(0.05)
    await applicant.take(Step.WITHDRAW)
    await applicant.handle.result()
    await _record("withdrawn_from_the_desk", applicant)


async def test_record_corrected(applicant: Applicant, province: Province) -> None:
    """Returned for correction once, with a limit, then licensed."""
    until = datetime.now(UTC) + timedelta(days=8)
    province.decisions = [province.decision(Outcome.CORRECT, return_to="details", correction_until=until)]
    await applicant.up_to(Stage.SUBMITTED)
    while Stage.CORRECTION_REQUIRED not in province.stages():
        await asyncio.sleep(0.05)
    for step in (
        Step.CORRECT,
        Step.COMPLETE_DETAILS,
        Step.CONFIRM_DOCUMENTS,
        Step.AUTHENTICATE,
        Step.COLLECT_SIGNATURES,
        Step.SUBMIT,
    ):
        await applicant.take(step)
    await applicant.handle.result()
    await _record("corrected", applicant)


async def test_record_uncorrected(applicant: Applicant, province: Province, time: TimeSkipper) -> None:
    """Returned for correction, begun, and not handed in again in time."""
    until = datetime.now(UTC) + timedelta(days=8)
    province.decisions = [province.decision(Outcome.CORRECT, return_to="details", correction_until=until)]
    await applicant.up_to(Stage.SUBMITTED)
    await _until(province, Stage.CORRECTION_REQUIRED)
    await applicant.take(Step.CORRECT)
    await time.fast_forward(applicant.handle, timedelta(days=8, minutes=1))
    await applicant.handle.result()
    await _record("uncorrected", applicant)


async def test_record_given_up(applicant: Applicant, province: Province) -> None:
    """Returned for correction and given up: the file is handed over."""
    until = datetime.now(UTC) + timedelta(days=8)
    province.decisions = [province.decision(Outcome.CORRECT, return_to="details", correction_until=until)]
    await applicant.up_to(Stage.SUBMITTED)
    await _until(province, Stage.CORRECTION_REQUIRED)
    await applicant.take(Step.CORRECT)
    await applicant.take(Step.ABANDON)
    await applicant.handle.result()
    await _record("given_up", applicant)


async def _until(province: Province, stage: Stage) -> None:
    while stage != province.stages()[-1]:
        await asyncio.sleep(0.05)


async def test_record_rejected(applicant: Applicant, province: Province) -> None:
    """Refused and closed at once, by an answer that offers no person's review."""
    province.decisions = [province.decision(Outcome.REJECT)]
    await applicant.up_to(Stage.SUBMITTED)
    await applicant.handle.result()
    await _record("rejected", applicant)


async def test_record_accepted(applicant: Applicant, province: Province) -> None:
    """Refused, and closed by its applicant before the period for a review ends."""
    until = datetime.now(UTC) + timedelta(days=7)
    province.decisions = [province.decision(Outcome.REJECT, review_request_until=until)]
    await applicant.up_to(Stage.SUBMITTED)
    await _until(province, Stage.REJECTED)
    await applicant.take(Step.ACCEPT_REFUSAL)
    await applicant.handle.result()
    await _record("refusal_accepted", applicant)


async def test_record_unquestioned(applicant: Applicant, province: Province, time: TimeSkipper) -> None:
    """Refused, kept for a person's review, closed when nobody had asked for one."""
    province.decisions = [province.decision(Outcome.REJECT, review_request_until=datetime.now(UTC) + timedelta(days=7))]
    await applicant.up_to(Stage.SUBMITTED)
    await _until(province, Stage.REJECTED)
    await time.fast_forward(applicant.handle, timedelta(days=7, minutes=2))
    await applicant.handle.result()
    await _record("unquestioned", applicant)


async def test_record_restricted(applicant: Applicant, province: Province) -> None:
    """Approved, refused by the register since somebody was restricted meanwhile, decided anew and refused."""
    province.decisions = [province.decision(Outcome.APPROVE), province.decision(Outcome.REJECT)]
    province.trouble["apply_filing"] = [Refusal("register.person_restricted", "限制登记", "Restricted", status=409)]
    await applicant.up_to(Stage.SUBMITTED)
    await applicant.handle.result()
    await _record("restricted", applicant)


async def test_record_reviewed(applicant: Applicant, province: Province, time: TimeSkipper) -> None:
    """Refused, brought before a person, extended, overdue, licensed."""
    now = datetime.now(UTC)
    province.decisions = [province.decision(Outcome.REJECT, review_request_until=now + timedelta(days=7))]
    province.reviewed_until, province.extended_until = now + timedelta(days=3), now + timedelta(days=6)
    province.extension = document("extension_notice")
    await applicant.up_to(Stage.SUBMITTED)
    await _until(province, Stage.REJECTED)
    await applicant.take(Step.REQUEST_REVIEW, RequestReview(request_id="r1"))
    await applicant.take(Step.EXTEND, Extend(extension_id="x1"))
    await time.fast_forward(applicant.handle, timedelta(days=6, minutes=1))
    await applicant.take(Step.DECIDE, examiner_decides())
    await applicant.handle.result()
    await _record("reviewed", applicant)
