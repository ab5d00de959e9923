"""Deadlines, new windows, withdrawal and abandoning, on a virtual clock."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.testing import TimeSkipper

from catalogues.filing_types.words import Stage
from kernel.errors import Outage
from services.approval.contract import Outcome
from tests.workflows.province import Applicant, Province
from workflows.contract import DeclareName, Step


async def _stage(applicant: Applicant, province: Province, stage: Stage) -> None:
    for _ in range(200):
        if stage in province.stages():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(province.stages())


async def test_lapsed_application_gets_a_new_window(
    applicant: Applicant, province: Province, time: TimeSkipper
) -> None:
    """Past six working days signatures are void; after re-authentication the same application is licensed."""
    await applicant.up_to(Stage.SIGNED)
    await time.fast_forward(applicant.handle, province.window + timedelta(minutes=1))
    await _stage(applicant, province, Stage.LAPSED)
    assert province.requests("void_signatures")[0].reason == "lapsed"
    assert (await applicant.refused(Step.SUBMIT)).code == "case.step_out_of_order"
    again = await applicant.take(Step.REAUTHENTICATE)
    assert again.stage == Stage.AUTH_PENDING
    for step in (Step.AUTHENTICATE, Step.COLLECT_SIGNATURES, Step.SUBMIT):
        await applicant.take(step)
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED
    assert [r.window for r in province.requests("authenticate_persons")] == [1, 2]
    assert [m.template for m in province.requests("message_applicant")] == ["signing_ends", "lapsed"]


async def test_name_hold_expires(applicant: Applicant, province: Province, time: TimeSkipper) -> None:
    """After two months the name is free again and the applicant is back at choosing one."""
    await applicant.up_to(Stage.OPERATOR_LOCKED)
    await time.fast_forward(applicant.handle, province.held + timedelta(minutes=1))
    await _stage(applicant, province, Stage.OPERATOR_LOCKED)
    for _ in range(200):
        if province.stages()[-1] == Stage.DRAFT:
            break
        await asyncio.sleep(0.05)
    assert province.requests("release_name")[0].reason == "expired"
    assert province.requests("record_stages")[-1].reopen == ("name",)
    assert (await applicant.take(Step.DECLARE_NAME, DeclareName(declaration_id="d2"))).stage == Stage.NAME_RESERVED


async def test_no_new_window_without_the_name(applicant: Applicant, province: Province, time: TimeSkipper) -> None:
    """When the name's reservation has ended too, the way leads back to the name."""
    province.held = timedelta(days=9)
    await applicant.up_to(Stage.SIGN_PENDING)
    await time.fast_forward(applicant.handle, timedelta(days=8, minutes=1))
    await _stage(applicant, province, Stage.LAPSED)
    await time.fast_forward(applicant.handle, timedelta(days=1, minutes=1))
    for _ in range(200):
        if province.stages()[-1] == Stage.DRAFT:
            break
        await asyncio.sleep(0.05)
    assert (await applicant.refused(Step.REAUTHENTICATE)).code == "case.step_out_of_order"
    assert province.stages()[-2:] == [Stage.LAPSED, Stage.DRAFT]


async def _returned(applicant: Applicant, province: Province, until: datetime) -> None:
    province.decisions = [province.decision(Outcome.CORRECT, return_to="details", correction_until=until)]
    await applicant.up_to(Stage.SUBMITTED)
    await _stage(applicant, province, Stage.CORRECTION_REQUIRED)


@pytest.mark.parametrize("begun", [False, True])
async def test_a_correction_has_a_limit(
    applicant: Applicant, province: Province, time: TimeSkipper, begun: bool
) -> None:
    """Whether it was begun or not, every answer names the limit; when it has passed, the application counts as taken
    back: told, filed, its name free."""
    until = datetime.now(UTC) + timedelta(days=8)
    await _returned(applicant, province, until)
    taken = await applicant.take(Step.CORRECT if begun else Step.OPEN)
    assert taken.deadline == until
    if begun:
        assert (await applicant.take(Step.COMPLETE_DETAILS)).deadline == until
    await time.fast_forward(applicant.handle, timedelta(days=8, minutes=1))
    assert (await applicant.handle.result()).stage == Stage.WITHDRAWN
    assert province.requests("message_applicant")[-1].template == "correction_lapsed"
    [handed] = province.requests("hand_over_file")
    assert handed.outcome == "WITHDRAWN"
    assert [filed.document.kind for filed in handed.earlier] == ["application_form", "review_sheet", "decision_notice"]
    assert province.requests("release_name")[0].reason == "expired"


async def test_a_corrected_application_has_its_signing_limit(
    applicant: Applicant, province: Province, time: TimeSkipper
) -> None:
    """Once the corrected documents are confirmed six working days for the signatures count, and no other limit."""
    province.window = timedelta(days=20)
    await _returned(applicant, province, datetime.now(UTC) + timedelta(days=8))
    for step in (Step.CORRECT, Step.COMPLETE_DETAILS, Step.CONFIRM_DOCUMENTS):
        taken = await applicant.take(step)
    assert taken.deadline == province.now + province.window
    await time.fast_forward(applicant.handle, timedelta(days=9))
    for step in (Step.AUTHENTICATE, Step.COLLECT_SIGNATURES, Step.SUBMIT):
        await applicant.take(step)
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED


async def test_giving_a_correction_up_leaves_a_file(applicant: Applicant, province: Province) -> None:
    """What was handed in and returned is filed, also when the applicant gives up in the middle of the correction."""
    await _returned(applicant, province, datetime.now(UTC) + timedelta(days=8))
    await applicant.take(Step.CORRECT)
    assert (await applicant.take(Step.ABANDON)).stage == Stage.ABANDONED
    [handed] = province.requests("hand_over_file")
    assert (handed.outcome, len(handed.earlier)) == ("WITHDRAWN", 3)


async def test_abandoning_gives_the_name_back(applicant: Applicant, province: Province) -> None:
    """An abandoned application ends, its name is free, nothing is archived."""
    await applicant.up_to(Stage.SIGN_PENDING)
    assert (await applicant.take(Step.ABANDON)).stage == Stage.ABANDONED
    assert (await applicant.handle.result()).stage == Stage.ABANDONED
    assert province.names().count("release_name") == 1
    assert "hand_over_file" not in province.names()


async def test_abandoning_stops_a_step_that_waits_for_an_outage(applicant: Applicant, province: Province) -> None:
    """Somebody whose authentication waits for a silent registry can still leave."""
    await applicant.up_to(Stage.AUTH_PENDING)
    province.trouble["authenticate_persons"] = [Outage("identity.registry_silent")] * 50
    waiting = asyncio.create_task(applicant.refused(Step.AUTHENTICATE))
    while "authenticate_persons" not in province.names():
        await asyncio.sleep(0.02)
    assert (await applicant.take(Step.ABANDON)).stage == Stage.ABANDONED
    assert (await waiting).code == "case.leaving"


async def test_withdrawal_during_manual_review(applicant: Applicant, province: Province) -> None:
    """Until the examiner decides, the applicant may withdraw; the file of the withdrawn case is archived."""
    province.decisions = [province.decision(Outcome.REFER)]
    await applicant.up_to(Stage.SUBMITTED)
    await _stage(applicant, province, Stage.MANUAL_REVIEW)
    assert (await applicant.take(Step.WITHDRAW)).stage == Stage.WITHDRAWN
    assert (await applicant.handle.result()).stage == Stage.WITHDRAWN
    assert province.requests("hand_over_file")[0].outcome == "WITHDRAWN"
    assert province.requests("release_name")[0].reason == "withdrawn"
    assert "issue_licence" not in province.names()


async def test_withdrawal_takes_the_case_off_the_desk(applicant: Applicant, province: Province) -> None:
    """Once withdrawn the examiner's task of this submission is closed; a case nobody examines has none to close."""
    province.decisions = [province.decision(Outcome.REFER)]
    await applicant.up_to(Stage.SUBMITTED)
    await _stage(applicant, province, Stage.MANUAL_REVIEW)
    await applicant.take(Step.WITHDRAW)
    await applicant.handle.result()
    assert [request.submission for request in province.requests("close_task")] == [1]


async def test_withdrawal_of_a_correction_closes_no_task(applicant: Applicant, province: Province) -> None:
    """An application that was returned for correction waits for no examiner."""
    province.decisions = [province.decision(Outcome.CORRECT, return_to="details")]
    await applicant.up_to(Stage.SUBMITTED)
    await _stage(applicant, province, Stage.CORRECTION_REQUIRED)
    assert (await applicant.take(Step.WITHDRAW)).stage == Stage.WITHDRAWN
    assert (await applicant.handle.result()).stage == Stage.WITHDRAWN
    assert "close_task" not in province.names()


async def test_a_silent_desk_keeps_nobody_from_withdrawing(applicant: Applicant, province: Province) -> None:
    """The withdrawal is answered while the approval service is down; the task is closed when it is back."""
    province.decisions = [province.decision(Outcome.REFER)]
    back = threading.Event()

    def silent() -> None:
        if not back.is_set():
            raise Outage("database.unavailable")

    province.trouble["close_task"] = [silent] * 50
    await applicant.up_to(Stage.SUBMITTED)
    await _stage(applicant, province, Stage.MANUAL_REVIEW)
    assert (await applicant.take(Step.WITHDRAW)).stage == Stage.WITHDRAWN
    while "close_task" not in province.names():
        await asyncio.sleep(0.02)
    assert (await applicant.handle.describe()).status == WorkflowExecutionStatus.RUNNING
    back.set()
    assert (await applicant.handle.result()).stage == Stage.WITHDRAWN


async def test_withdrawal_while_the_decision_waits(applicant: Applicant, province: Province) -> None:
    """An approval service that is down cannot keep an applicant who wants to withdraw."""
    province.trouble["decide_case"] = [Outage("database.unavailable")] * 50
    await applicant.up_to(Stage.SUBMITTED)
    while "decide_case" not in province.names():
        await asyncio.sleep(0.02)
    assert (await applicant.take(Step.WITHDRAW)).stage == Stage.WITHDRAWN
    assert (await applicant.handle.result()).stage == Stage.WITHDRAWN
    assert "close_task" in province.names()  # the decision that was under way may refer the case after all


async def test_withdrawal_too_late_is_refused(applicant: Applicant, province: Province) -> None:
    """Once the licence is being issued there is no way back, and the case ends well."""
    issuing, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        issuing.set()
        go_on.wait(20)

    province.trouble["issue_licence"] = [hold]
    await applicant.up_to(Stage.SUBMITTED)
    await asyncio.to_thread(issuing.wait, 20)
    refused = asyncio.create_task(applicant.refused(Step.WITHDRAW))
    await asyncio.sleep(0.2)
    go_on.set()
    assert (await refused).code == "case.step_out_of_order"
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED
