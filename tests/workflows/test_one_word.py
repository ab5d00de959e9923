"""One word on where a case stands: answers, search attributes, timeline and details say the same."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from catalogues.filing_types.words import Actor, Stage
from kernel.errors import Outage
from services.approval.contract import Outcome
from tests.workflows.province import Applicant, Province
from tests.workflows.test_reviews import details
from workflows.contract import DEADLINE, POSSIBLE_STEPS, STAGE, WAITS_FOR, DeclareName, Step, StepTaken


async def _told(applicant: Applicant) -> dict[str, Any]:
    found = (await applicant.handle.describe()).typed_search_attributes
    return {
        "stage": found.get(STAGE),
        "possible_steps": tuple(sorted(found.get(POSSIBLE_STEPS) or ())),
        "waits_for": found.get(WAITS_FOR),
        "deadline": found.get(DEADLINE),
    }


def _answered(taken: StepTaken) -> dict[str, Any]:
    return {
        "stage": taken.stage,
        "possible_steps": tuple(sorted(taken.possible_steps)),
        "waits_for": taken.waits_for,
        "deadline": taken.deadline,
    }


async def _standing(applicant: Applicant, stage: Stage) -> dict[str, Any]:
    for _ in range(400):
        if (told := await _told(applicant))["stage"] == stage:
            return told
        await asyncio.sleep(0.05)
    raise AssertionError(told)


async def test_answers_and_attributes_agree(applicant: Applicant, province: Province) -> None:
    """After every step that somebody waits on, the search attributes tell what its answer told."""
    opened = await applicant.open()
    assert _answered(opened) | {"possible_steps": set(opened.possible_steps)} == {
        "stage": Stage.DRAFT,
        "possible_steps": {Step.DECLARE_NAME, Step.ABANDON},
        "waits_for": Actor.APPLICANT,
        "deadline": None,
    }
    for step, arguments in (
        (Step.DECLARE_NAME, (DeclareName(declaration_id="d1"),)),
        (Step.CONFIRM_OPERATOR, ()),
        (Step.COMPLETE_DETAILS, ()),
        (Step.CONFIRM_DOCUMENTS, ()),
        (Step.AUTHENTICATE, ()),
        (Step.COLLECT_SIGNATURES, ()),
    ):
        taken = await applicant.take(step, *arguments)
        assert await _told(applicant) == _answered(taken), step
        assert taken.deadline == (taken.signing_deadline or taken.name_held_until)
    await applicant.take(Step.SUBMIT)
    await applicant.handle.result()
    assert await _told(applicant) == {
        "stage": Stage.ARCHIVED,
        "possible_steps": (),
        "waits_for": Actor.NOBODY,
        "deadline": None,
    }


async def test_the_timeline_tells_whom_the_case_waits_for(applicant: Applicant, province: Province) -> None:
    """Every line the filing service keeps says who acts next, and until when where a limit runs."""
    due = datetime.now(UTC) + timedelta(days=3)
    province.decisions = [province.decision(Outcome.REFER, review_due=due)]
    await applicant.up_to(Stage.SUBMITTED)
    told = await _standing(applicant, Stage.MANUAL_REVIEW)
    assert told["possible_steps"] == tuple(sorted((Step.DECIDE, Step.EXTEND, Step.WITHDRAW)))
    assert told["waits_for"] == Actor.EXAMINER and abs(told["deadline"] - due) < timedelta(seconds=1)
    while Stage.MANUAL_REVIEW not in province.stages():
        await asyncio.sleep(0.02)
    lines = {e.stage: e for _, request in province.asked for e in getattr(request, "entries", ())}
    assert {stage: line.waits_for for stage, line in lines.items()} == {
        Stage.DRAFT: Actor.APPLICANT,
        Stage.NAME_RESERVED: Actor.APPLICANT,
        Stage.OPERATOR_LOCKED: Actor.APPLICANT,
        Stage.INFO_READY: Actor.APPLICANT,
        Stage.AUTH_PENDING: Actor.APPLICANT,
        Stage.SIGN_PENDING: Actor.APPLICANT,
        Stage.SIGNED: Actor.APPLICANT,
        Stage.SUBMITTED: Actor.SYSTEM,
        Stage.UNDER_REVIEW: Actor.SYSTEM,
        Stage.MANUAL_REVIEW: Actor.EXAMINER,
    }
    assert lines[Stage.NAME_RESERVED].deadline == province.now + province.held
    assert lines[Stage.AUTH_PENDING].deadline is None  # the activity that carries this line begins the window
    assert lines[Stage.SIGN_PENDING].deadline == province.now + province.window
    assert lines[Stage.MANUAL_REVIEW].deadline == due


async def test_operators_read_it_in_their_language(applicant: Applicant, province: Province) -> None:
    """Chinese, Beijing time, the rules that referred the case, and a link to it."""
    due = datetime(2099, 1, 5, 16, 0, tzinfo=UTC)
    province.decisions = [province.decision(Outcome.REFER, review_due=due, rules=("AR-12", "AR-33"))]
    await applicant.up_to(Stage.SUBMITTED)
    await _standing(applicant, Stage.MANUAL_REVIEW)
    told = await details(applicant)
    assert "**人工审查**（MANUAL_REVIEW）— 等待：**审查人员** 作出审查决定" in told
    assert f"[在门户中查看本案](https://portal.example/desk/{applicant.application_no})" in told
    assert "决定 D1：转人工审查，依据规则 AR-12、AR-33" in told
    assert "审查期限 2099年1月5日24:00" in told
    assert "北京时间" in told and "UTC" not in told


async def test_a_silent_register_keeps_nobody_waiting(applicant: Applicant, province: Province) -> None:
    """The submission is received and answered while the approval service, which asks the register, gets no answer; it
    can be withdrawn, and nothing is decided."""
    province.trouble["decide_case"] = [Outage("register.unavailable")] * 50
    taken = await applicant.up_to(Stage.SUBMITTED)
    assert Step.WITHDRAW in taken.possible_steps
    while "decide_case" not in province.names():
        await asyncio.sleep(0.02)
    assert (await applicant.take(Step.WITHDRAW)).stage == Stage.WITHDRAWN
    assert (await applicant.handle.result()).stage == Stage.WITHDRAWN
    assert not {"issue_licence", "apply_filing"} & set(province.names())


async def test_the_approval_service_asks_the_register(applicant: Applicant, province: Province) -> None:
    """And the register tells the naming service; the workflow asks neither itself."""
    await applicant.up_to(Stage.SUBMITTED)
    await applicant.handle.result()
    [decided], [applied] = province.requests("decide_case"), province.requests("apply_filing")
    assert decided.asks_register and "register_facts" not in decided.parts
    assert applied.tells_naming
    assert not {"open_filing", "confirm_name"} & set(province.names())


async def test_a_business_without_a_name_is_no_matter_of_the_naming_service(
    applicant: Applicant, province: Province
) -> None:
    """The register is not to tell it (民法典 Art. 54)."""
    await applicant.begin()
    await applicant.take(Step.DECLARE_NAME, DeclareName(declaration_id=None))
    for step in (Step.CONFIRM_OPERATOR, Step.COMPLETE_DETAILS, Step.CONFIRM_DOCUMENTS, Step.AUTHENTICATE, Step.SUBMIT):
        await applicant.take(step)
    await applicant.handle.result()
    [applied] = province.requests("apply_filing")
    assert not applied.tells_naming


async def test_a_silent_register_keeps_no_earlier_case_waiting(applicant: Applicant, province: Province) -> None:
    """One whose workflow asks the register: the submission is received and answered while the register is down, and
    can be withdrawn; nothing is decided."""
    applicant.course = 0
    province.trouble["open_filing"] = [Outage("database.unavailable")] * 50
    taken = await applicant.up_to(Stage.SUBMITTED)
    assert Step.WITHDRAW in taken.possible_steps
    while "open_filing" not in province.names():
        await asyncio.sleep(0.02)
    assert (await applicant.take(Step.WITHDRAW)).stage == Stage.WITHDRAWN
    assert (await applicant.handle.result()).stage == Stage.WITHDRAWN
    assert "decide_case" not in province.names()


async def test_an_earlier_case_asks_the_register_meanwhile(applicant: Applicant, province: Province) -> None:
    """While the submission is received. Neither waits for the other; the decision waits for both and reads what the
    register said."""
    applicant.course = 0
    asked = threading.Event()
    province.trouble["accept_submission"] = [lambda: asked.wait(20)]
    province.trouble["open_filing"] = [asked.set]
    await applicant.up_to(Stage.SUBMITTED)
    await applicant.handle.result()
    [decided] = province.requests("decide_case")
    assert decided.part("register_facts").key == "register_facts"
