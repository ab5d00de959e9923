"""The way without trouble, and steps that are not their turn."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from temporalio.api.enums.v1 import EventType

from catalogues.filing_types.words import Stage
from kernel.errors import Refusal
from tests.workflows.province import Applicant, Province
from workflows.contract import SIGNED, STAGE, DeclareName, Step


async def test_ends_licensed_and_archived(applicant: Applicant, province: Province) -> None:
    """A submitted application is licensed, published, told and archived without anybody doing anything."""
    await applicant.up_to(Stage.SUBMITTED)
    closed = await applicant.handle.result()
    assert closed.stage == Stage.ARCHIVED
    assert closed.uscc == "92140213MA0MU7MP45"
    assert closed.volume_name == "14021300A000010-20260101"
    assert province.stages() == [
        "DRAFT",
        "NAME_RESERVED",
        "OPERATOR_LOCKED",
        "INFO_READY",
        "AUTH_PENDING",
        "SIGN_PENDING",
        "SIGNED",
        "SUBMITTED",
        "UNDER_REVIEW",
        "APPROVED",
        "LICENSED",
    ]


async def test_applicant_is_told_only_after_publication(applicant: Applicant, province: Province) -> None:
    """Publication, and the message with it, begins when number, licence and registered name exist; nothing else is
    sent, and the file is handed over afterwards."""
    await applicant.up_to(Stage.SUBMITTED)
    await applicant.handle.result()
    names = province.names()
    assert names[-5:-2] == ["apply_filing", "issue_licence", "announce_registration"]
    assert set(names[-2:]) == {"record_stages", "hand_over_file"}
    assert "message_applicant" not in names
    [announced] = province.requests("announce_registration")
    assert (announced.occasion, set(announced.parts)) == (1, {"application", "entity", "licence"})


@pytest.mark.parametrize("told", [False, True])
async def test_history_is_short(applicant: Applicant, province: Province, told: bool) -> None:
    """A registration costs the engine at most 110 events as the pages take its steps, and tell that the phone has
    signed; at most 105 as a program does. Ten activities, six steps, no timer that is given up, no mark of a version.
    """
    await applicant.up_to(Stage.SIGN_PENDING)
    if told:
        await applicant.handle.signal(SIGNED)
        while (await applicant.handle.describe()).typed_search_attributes.get(STAGE) != Stage.SIGNED:
            await asyncio.sleep(0.02)
    await applicant.take(Step.SUBMIT)
    await applicant.handle.result()
    history = await applicant.handle.fetch_history()
    kinds = Counter(EventType.Name(event.event_type).removeprefix("EVENT_TYPE_") for event in history.events)
    assert len(history.events) <= (110 if told else 105), kinds
    assert (kinds["ACTIVITY_TASK_SCHEDULED"], kinds["TIMER_STARTED"]) == (10, 2)
    assert province.stages()[5:9] == ["SIGN_PENDING", "SIGNED", "SUBMITTED", "UNDER_REVIEW"]
    assert not {"TIMER_CANCELED", "MARKER_RECORDED"} & kinds.keys()


async def test_no_name_wanted(applicant: Applicant, province: Province) -> None:
    """A business without a name (民法典 Art. 54) never troubles the naming service."""
    await applicant.open()
    taken = await applicant.take(Step.DECLARE_NAME, DeclareName(declaration_id=None))
    assert taken.stage == Stage.NAME_RESERVED
    for step in (Step.CONFIRM_OPERATOR, Step.COMPLETE_DETAILS, Step.CONFIRM_DOCUMENTS, Step.AUTHENTICATE, Step.SUBMIT):
        await applicant.take(step)
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED
    assert not {"reserve_name", "confirm_name", "release_name"} & set(province.names())


async def test_opening_twice_is_one_case(applicant: Applicant, province: Province) -> None:
    """A repeated request to open finds the case that exists."""
    first, second = await asyncio.gather(applicant.open(), applicant.open())
    assert first == second


@pytest.mark.parametrize("step", [Step.CONFIRM_OPERATOR, Step.COMPLETE_DETAILS, Step.AUTHENTICATE, Step.SUBMIT])
async def test_step_out_of_order_is_refused(applicant: Applicant, province: Province, step: Step) -> None:
    """A step before its turn is refused, leaves no trace in history and says where the case stands."""
    await applicant.open()
    before = len((await applicant.handle.fetch_history()).events)
    refusal = await applicant.refused(step)
    assert (refusal.code, refusal.status) == ("case.step_out_of_order", 409)
    assert refusal.details["stage"] == Stage.DRAFT
    accepted = [
        event
        for event in (await applicant.handle.fetch_history()).events[before:]
        if event.HasField("workflow_execution_update_accepted_event_attributes")
    ]
    assert accepted == []


async def test_double_click_takes_the_step_once(applicant: Applicant, province: Province) -> None:
    """Of two submissions at one instant one is taken; the other is told so."""
    await applicant.up_to(Stage.SIGNED)
    answers = await asyncio.gather(applicant.take(Step.SUBMIT), applicant.take(Step.SUBMIT), return_exceptions=True)
    assert sum(isinstance(answer, Exception) for answer in answers) == 1
    await applicant.handle.result()
    assert province.names().count("accept_submission") == 1
    assert province.names().count("issue_licence") == 1


async def test_refusal_is_the_steps_answer(applicant: Applicant, province: Province) -> None:
    """A taken name is refused with its code, and another name can be declared at once."""
    taken = Refusal("naming.name_taken", "名称已被占用", "The name is taken", article="企业名称登记管理规定第十七条")
    province.trouble["reserve_name"] = [taken]
    await applicant.open()
    refusal = await applicant.refused(Step.DECLARE_NAME, DeclareName(declaration_id="d1"))
    assert refusal.code == "naming.name_taken"
    assert refusal.all_findings()[0].article == "企业名称登记管理规定第十七条"
    assert (await applicant.take(Step.DECLARE_NAME, DeclareName(declaration_id="d2"))).stage == Stage.NAME_RESERVED


async def test_preview_can_be_made_again(applicant: Applicant, province: Province) -> None:
    """Until the documents are confirmed, details may be changed and the documents made anew."""
    await applicant.up_to(Stage.INFO_READY)
    assert (await applicant.take(Step.COMPLETE_DETAILS)).stage == Stage.INFO_READY
    assert [request.revision for request in province.requests("prepare_documents")] == [1, 2]
