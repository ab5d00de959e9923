"""Outcomes of a decision, outages that are waited out and defects that park the case."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.testing import TimeSkipper

from catalogues.filing_types.words import Stage
from kernel.errors import Defect, Outage, Refusal
from services.approval.contract import Outcome
from services.portal.clients.engine import Engine, ParkedCase
from services.portal.domain.temporal_web import PARKED_CASES
from tests.workflows.province import Applicant, Province, examiner_decides
from tests.workflows.references import document
from workflows.contract import DeclareName, Extend, RequestReview, Step


async def _until(condition: Any) -> None:
    for _ in range(400):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("did not happen")


async def test_rejection_frees_the_name_and_is_archived(applicant: Applicant, province: Province) -> None:
    """A refused application ends with its refusal on file and its name free."""
    province.decisions = [province.decision(Outcome.REJECT)]
    await applicant.up_to(Stage.SUBMITTED)
    assert (await applicant.handle.result()).stage == Stage.REJECTED
    assert province.requests("hand_over_file")[0].outcome == "REJECTED"
    assert province.requests("release_name")[0].reason == "rejected"
    assert province.requests("message_applicant")[0].template == "rejected"


async def test_correction_comes_back_and_is_licensed(applicant: Applicant, province: Province) -> None:
    """After a one-time notice the applicant mends the section named, signs again and is licensed."""
    province.decisions = [province.decision(Outcome.CORRECT, return_to="details")]
    await applicant.up_to(Stage.SUBMITTED)
    await _until(lambda: Stage.CORRECTION_REQUIRED in province.stages())
    assert province.requests("record_stages")[-1].reopen == ("details",)
    assert province.requests("void_signatures")[0].reason == "corrected"
    assert (await applicant.take(Step.CORRECT)).stage == Stage.OPERATOR_LOCKED
    for step in (
        Step.COMPLETE_DETAILS,
        Step.CONFIRM_DOCUMENTS,
        Step.AUTHENTICATE,
        Step.COLLECT_SIGNATURES,
        Step.SUBMIT,
    ):
        await applicant.take(step)
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED
    assert [request.submission for request in province.requests("decide_case")] == [1, 2]


async def test_what_was_returned_stays_in_the_file(applicant: Applicant, province: Province) -> None:
    """The first signed set and its notice of correction, then the receipt, the extension and the decision of the
    second: everything is handed over once, in the order in which it came."""
    now = datetime.now(UTC)
    returned = (document("review_sheet", "s1"), document("decision_notice", "n1"))
    referred = (document("review_sheet", "s2"), document("material_receipt", "r2"))
    province.decisions = [
        province.decision(Outcome.CORRECT, return_to="details", decided_at=now).model_copy(
            update={"documents": returned}
        ),
        province.decision(Outcome.REFER, review_due=now + timedelta(days=3)).model_copy(update={"documents": referred}),
        province.decision(Outcome.APPROVE),
    ]
    province.extended_until, province.extension = now + timedelta(days=6), document("extension_notice")
    await applicant.up_to(Stage.SUBMITTED)
    await _until(lambda: Stage.CORRECTION_REQUIRED in province.stages())
    for step in (Step.CORRECT, Step.COMPLETE_DETAILS, Step.CONFIRM_DOCUMENTS, Step.AUTHENTICATE):
        await applicant.take(step)
    await applicant.take(Step.COLLECT_SIGNATURES)
    await applicant.take(Step.SUBMIT)
    await _until(lambda: province.stages()[-1] == Stage.MANUAL_REVIEW)
    await applicant.take(Step.EXTEND, Extend(extension_id="x1"))
    await applicant.take(Step.DECIDE, examiner_decides())
    await applicant.handle.result()
    [handed] = province.requests("hand_over_file")
    before = [(filed.submission, filed.document.kind, filed.outcome) for filed in handed.earlier]
    assert before == [
        (1, "application_form", None),
        (1, "review_sheet", "CORRECT"),
        (1, "decision_notice", "CORRECT"),
        (2, "extension_notice", None),
        (2, "review_sheet", "REFER"),
        (2, "material_receipt", "REFER"),
    ]
    assert [each.kind for each in handed.documents] == [
        "application_form",
        "review_sheet",
        "decision_notice",
        "licence",
    ]


async def test_what_was_handed_in_unchanged_belongs_to_the_last_submission(
    applicant: Applicant, province: Province
) -> None:
    """A document whose signature stood after a correction is handed over once, with what was granted."""
    province.signed_before = (document("name_notice", "n"),)
    province.decisions = [province.decision(Outcome.CORRECT, return_to="details"), province.decision(Outcome.APPROVE)]
    await applicant.up_to(Stage.SUBMITTED)
    await _until(lambda: Stage.CORRECTION_REQUIRED in province.stages())
    for step in (Step.CORRECT, Step.COMPLETE_DETAILS, Step.CONFIRM_DOCUMENTS, Step.AUTHENTICATE):
        await applicant.take(step)
    await applicant.take(Step.COLLECT_SIGNATURES)
    await applicant.take(Step.SUBMIT)
    await applicant.handle.result()
    [handed] = province.requests("hand_over_file")
    assert [filed.document.kind for filed in handed.earlier].count("application_form") == 1
    assert "name_notice" not in [filed.document.kind for filed in handed.earlier]
    assert [each.kind for each in handed.documents].count("name_notice") == 1


async def test_correction_of_the_name_starts_at_the_name(applicant: Applicant, province: Province) -> None:
    """A defect in the name leads back to the name; the new declaration replaces the old hold."""
    province.decisions = [province.decision(Outcome.CORRECT, return_to="name")]
    await applicant.up_to(Stage.SUBMITTED)
    await _until(lambda: Stage.CORRECTION_REQUIRED in province.stages())
    assert (await applicant.take(Step.CORRECT)).stage == Stage.DRAFT
    taken = await applicant.take(Step.DECLARE_NAME, DeclareName(declaration_id="d2"))
    assert taken.stage == Stage.NAME_RESERVED


async def test_examiner_decides_a_referred_case(applicant: Applicant, province: Province) -> None:
    """A case a machine must not decide waits for a person, whose decision is carried out at once."""
    province.decisions = [province.decision(Outcome.REFER, review_due=datetime.now(UTC) + timedelta(days=3))]
    await applicant.up_to(Stage.SUBMITTED)
    await _until(lambda: Stage.MANUAL_REVIEW in province.stages())
    await applicant.take(Step.DECIDE, examiner_decides())
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED


async def test_overdue_review_is_shown(applicant: Applicant, province: Province, time: TimeSkipper) -> None:
    """Past the legal limit the case says so to operators, and can still be decided."""
    province.decisions = [province.decision(Outcome.REFER, review_due=datetime.now(UTC) + timedelta(days=3))]
    await applicant.up_to(Stage.SUBMITTED)
    await _until(lambda: Stage.MANUAL_REVIEW in province.stages())
    await time.fast_forward(applicant.handle, timedelta(days=3, minutes=1))
    await applicant.take(Step.DECIDE, examiner_decides())
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED
    timers = [
        event
        for event in (await applicant.handle.fetch_history()).events
        if event.HasField("timer_fired_event_attributes")
    ]
    assert len(timers) == 1


async def test_outage_is_waited_out(applicant: Applicant, province: Province) -> None:
    """A service that is down for a while delays the licence and changes nothing else."""
    province.trouble["issue_licence"] = [Outage("database.unavailable")] * 3
    await applicant.up_to(Stage.SUBMITTED)
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED
    assert province.names().count("issue_licence") == 4


async def test_defect_parks_the_case_until_an_operator_retries(applicant: Applicant, province: Province) -> None:
    """A defect after a few tries parks the case; `retry` finishes it with one licence, without SQL."""
    province.trouble["issue_licence"] = [Defect("licence.code_block_exhausted")] * 4
    await applicant.up_to(Stage.SUBMITTED)
    await _until(lambda: province.names().count("issue_licence") == 4)
    await _parked(applicant)
    engine = Engine(applicant.client)
    waiting = await _listed(engine, applicant)
    assert waiting.workflow_id == applicant.handle.id
    assert "licence.code_block_exhausted" in waiting.reasons["制发执照"]
    assert (await engine.workers(["licence"])) == {"licence": 1, "workflows": 1}
    await applicant.take(Step.RETRY)
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED
    assert province.names().count("issue_licence") == 5


_RESTRICTED = Refusal("register.person_restricted", "有人被限制登记", "Somebody is restricted", status=409)


async def test_who_was_restricted_after_the_decision_is_refused(applicant: Applicant, province: Province) -> None:
    """The register refuses before it writes anything: the case is decided once more, told like any refusal, and can be
    brought before a person; the approval, of which nobody was told, stays in the file."""
    until = datetime.now(UTC) + timedelta(days=7)
    approval = (document("review_sheet", "s1"), document("decision_notice", "n1"))
    province.decisions = [
        province.decision(Outcome.APPROVE).model_copy(update={"documents": approval}),
        province.decision(Outcome.REJECT, review_request_until=until),
        province.decision(Outcome.REJECT),
    ]
    province.trouble["apply_filing"] = [_RESTRICTED]
    await applicant.up_to(Stage.SUBMITTED)
    await _until(lambda: province.stages()[-1] == Stage.REJECTED)
    assert province.stages()[-4:] == [Stage.UNDER_REVIEW, Stage.APPROVED, Stage.UNDER_REVIEW, Stage.REJECTED]
    await _until(lambda: province.requests("message_applicant"))
    first, second = province.requests("decide_case")
    assert second == first.model_copy(update={"submission": 2})
    assert [told.template for told in province.requests("message_applicant")] == ["rejected"]
    province.requested = True
    assert (await applicant.take(Step.REQUEST_REVIEW, RequestReview(request_id="q1"))).stage == Stage.MANUAL_REVIEW
    await applicant.take(Step.DECIDE, examiner_decides())
    assert (await applicant.handle.result()).stage == Stage.REJECTED
    assert not {"issue_licence", "announce_registration"} & set(province.names())
    [handed] = province.requests("hand_over_file")
    assert [filed.document for filed in handed.earlier if filed.submission == 1] == list(approval)


async def test_a_restriction_that_ended_meanwhile_keeps_nobody(applicant: Applicant, province: Province) -> None:
    """The lists are asked at the new decision: it approves, and the case goes on to its licence."""
    province.trouble["apply_filing"] = [_RESTRICTED]
    await applicant.up_to(Stage.SUBMITTED)
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED
    assert province.names().count("decide_case") == province.names().count("apply_filing") == 2


async def test_a_register_that_refuses_what_was_decided_anew_waits_for_operations(
    applicant: Applicant, province: Province
) -> None:
    """Decision and register contradict each other: nothing is decided in circles."""
    province.trouble["apply_filing"] = [_RESTRICTED] * 2
    await applicant.up_to(Stage.SUBMITTED)
    await _parked(applicant)
    assert province.names().count("decide_case") == 2
    await applicant.take(Step.RETRY)
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED


async def test_on_an_earlier_course_who_was_restricted_waits_for_operations(
    applicant: Applicant, province: Province
) -> None:
    """No code, no licence, no event. Once the restriction is lifted, `retry` goes on where the case stands."""
    applicant = Applicant(applicant.client, course=1)
    province.trouble["apply_filing"] = [_RESTRICTED]
    await applicant.up_to(Stage.SUBMITTED)
    await _parked(applicant)
    assert not {"issue_licence", "announce_registration", "hand_over_file"} & set(province.names())
    await applicant.take(Step.RETRY)
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED
    assert province.names().count("apply_filing") == 2


async def _parked(applicant: Applicant) -> None:
    for _ in range(100):
        found = (await applicant.handle.describe()).typed_search_attributes
        if any(pair.key.name == "Stage" and pair.value == Stage.NEEDS_ATTENTION for pair in found):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("not parked")


async def _listed(engine: Engine, applicant: Applicant) -> ParkedCase:
    """The list of what is parked comes a moment after the case itself says so."""
    for _ in range(100):
        for case in await engine.parked(PARKED_CASES):
            if case.application_no == applicant.application_no:
                return case
        await asyncio.sleep(0.05)
    raise AssertionError("not in the list of what is parked")


async def test_retry_without_need_is_refused(applicant: Applicant, province: Province) -> None:
    """Nothing is parked: there is nothing to retry."""
    await applicant.open()
    assert (await applicant.refused(Step.RETRY)).code == "case.step_out_of_order"
