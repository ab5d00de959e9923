"""A person's review of an automatic refusal, and extensions of a review, on a virtual clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import WorkflowExecutionStatus
from temporalio.testing import TimeSkipper

from catalogues.filing_types.words import Stage
from kernel.errors import Refusal
from services.approval.contract import CaseDecided, Outcome
from tests.workflows.province import Applicant, Province, examiner_decides
from workflows.contract import REVIEW_DUE, STAGE, Extend, RequestReview, Step

PERIOD = timedelta(days=7)
ASKED = RequestReview(request_id="r1")
EXTENDED = Extend(extension_id="x1")


async def _until(condition: Callable[[], bool]) -> None:
    for _ in range(400):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("did not happen")


def _refused(province: Province) -> CaseDecided:
    return province.decision(Outcome.REJECT, review_request_until=datetime.now(UTC) + PERIOD)


async def _refuse(applicant: Applicant, province: Province) -> None:
    province.decisions.insert(0, _refused(province))
    await applicant.up_to(Stage.SUBMITTED)
    await _until(lambda: province.stages()[-1] == Stage.REJECTED)


async def _refer(applicant: Applicant, province: Province) -> None:
    province.decisions.insert(0, province.decision(Outcome.REFER, review_due=datetime.now(UTC) + timedelta(days=3)))
    await applicant.up_to(Stage.SUBMITTED)
    await _until(lambda: Stage.MANUAL_REVIEW in province.stages())


def _templates(province: Province) -> list[str]:
    return [request.template for request in province.requests("message_applicant")]


async def test_a_refusal_is_told_at_once_and_kept(applicant: Applicant, province: Province) -> None:
    """Refused by the rules: the applicant knows at once, while name and file are kept for a review."""
    await _refuse(applicant, province)
    await _until(lambda: _templates(province) == ["rejected"])
    assert "可申请人工复核至" in await details(applicant)
    assert not {"release_name", "hand_over_file"} & set(province.names())
    described = await applicant.handle.describe()
    assert described.status == WorkflowExecutionStatus.RUNNING
    assert described.typed_search_attributes[STAGE] == Stage.REJECTED


async def test_a_refusal_nobody_questions_is_closed(
    applicant: Applicant, province: Province, time: TimeSkipper
) -> None:
    """When the period ends without a request, the refusal is filed and the name is free."""
    await _refuse(applicant, province)
    await time.fast_forward(applicant.handle, PERIOD + timedelta(minutes=2))
    closed = await applicant.handle.result()
    assert closed.stage == Stage.REJECTED and closed.volume_name
    assert province.requests("hand_over_file")[0].outcome == "REJECTED"
    assert [request.reason for request in province.requests("release_name")] == ["rejected"]
    assert province.stages().count("REJECTED") == 1 and _templates(province) == ["rejected"]
    assert "close_task" not in province.names()


async def test_whoever_accepts_a_refusal_does_not_wait(applicant: Applicant, province: Province) -> None:
    """The case is closed at once, as it would be when the period ends, and only once; afterwards nothing can be done
    about it."""
    await _refuse(applicant, province)
    taken = await applicant.take(Step.ACCEPT_REFUSAL)
    assert (taken.stage, taken.possible_steps) == (Stage.REJECTED, ())
    closed = await applicant.handle.result()
    assert closed.stage == Stage.REJECTED and closed.volume_name
    assert [request.outcome for request in province.requests("hand_over_file")] == ["REJECTED"]
    assert [request.reason for request in province.requests("release_name")] == ["rejected"]
    assert province.stages().count("REJECTED") == 1 and _templates(province) == ["rejected"]


async def test_a_review_asked_for_before_the_refusal_is_accepted(applicant: Applicant, province: Province) -> None:
    """A request that reached the approval service only is not lost by it."""
    await _refuse(applicant, province)
    province.requested = True
    assert (await applicant.take(Step.ACCEPT_REFUSAL)).stage == Stage.MANUAL_REVIEW
    await applicant.take(Step.DECIDE, examiner_decides())
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED
    assert len(province.requests("hand_over_file")) == 1


async def test_review_leads_to_a_licence(applicant: Applicant, province: Province) -> None:
    """An examiner who finds the refusal wrong approves, and the case ends licensed as any other."""
    await _refuse(applicant, province)
    assert (await applicant.take(Step.REQUEST_REVIEW, ASKED)).stage == Stage.MANUAL_REVIEW
    await applicant.take(Step.DECIDE, examiner_decides())
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED
    assert province.stages()[-4:] == ["REJECTED", "MANUAL_REVIEW", "APPROVED", "LICENSED"]
    assert _templates(province) == ["rejected", "review_opened"]
    assert [request.request_id for request in province.requests("open_review")] == ["r1"]
    assert "release_name" not in province.names()


async def test_review_leads_to_a_refusal_by_a_person(applicant: Applicant, province: Province) -> None:
    """A person's refusal is final: filed at once, the name free, no further request."""
    await _refuse(applicant, province)
    await applicant.take(Step.REQUEST_REVIEW, ASKED)
    province.decisions = [province.decision(Outcome.REJECT)]
    await applicant.take(Step.DECIDE, examiner_decides())
    assert (await applicant.handle.result()).stage == Stage.REJECTED
    assert province.stages()[-3:] == ["REJECTED", "MANUAL_REVIEW", "REJECTED"]
    assert _templates(province) == ["rejected", "review_opened", "rejected"]
    assert [request.outcome for request in province.requests("hand_over_file")] == ["REJECTED"]


async def test_review_leads_to_a_correction(applicant: Applicant, province: Province) -> None:
    """An examiner may ask for a correction instead; the applicant goes on with it."""
    await _refuse(applicant, province)
    await applicant.take(Step.REQUEST_REVIEW, ASKED)
    province.decisions = [province.decision(Outcome.CORRECT, return_to="details")]
    await applicant.take(Step.DECIDE, examiner_decides())
    await _until(lambda: province.stages()[-1] == Stage.CORRECTION_REQUIRED)
    assert (await applicant.take(Step.CORRECT)).stage == Stage.OPERATOR_LOCKED


async def test_withdrawn_during_the_review(applicant: Applicant, province: Province) -> None:
    """Who leaves during the review leaves nothing on the examiners' desk."""
    await _refuse(applicant, province)
    await applicant.take(Step.REQUEST_REVIEW, ASKED)
    assert (await applicant.take(Step.WITHDRAW)).stage == Stage.WITHDRAWN
    assert (await applicant.handle.result()).stage == Stage.WITHDRAWN
    assert province.names().count("close_task") == 1
    assert [request.outcome for request in province.requests("hand_over_file")] == ["WITHDRAWN"]


async def test_a_request_whose_step_got_lost_is_heard(
    applicant: Applicant, province: Province, time: TimeSkipper
) -> None:
    """A request that reached the approval service only is found when the period ends."""
    await _refuse(applicant, province)
    province.requested = True
    await time.fast_forward(applicant.handle, PERIOD + timedelta(minutes=2))
    await _until(lambda: province.stages()[-1] == Stage.MANUAL_REVIEW)
    assert [request.request_id for request in province.requests("open_review")] == [None]
    await applicant.take(Step.DECIDE, examiner_decides())
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED


async def test_an_unknown_request_changes_nothing(applicant: Applicant, province: Province) -> None:
    """A request the approval service does not know is refused, and the right one can follow."""
    await _refuse(applicant, province)
    province.trouble["open_review"] = [Refusal("approval.review_request_unknown", "没有", "None")]
    assert (await applicant.refused(Step.REQUEST_REVIEW, ASKED)).code == "approval.review_request_unknown"
    assert province.stages()[-1] == Stage.REJECTED
    assert (await applicant.take(Step.REQUEST_REVIEW, ASKED)).stage == Stage.MANUAL_REVIEW


async def test_two_requests_at_once_open_one_review(applicant: Applicant, province: Province) -> None:
    """Of two clicks one opens the review; the other is told so."""
    await _refuse(applicant, province)
    answers = await asyncio.gather(
        applicant.take(Step.REQUEST_REVIEW, ASKED),
        applicant.take(Step.REQUEST_REVIEW, ASKED),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, Exception) for answer in answers) == 1
    assert province.names().count("open_review") == 1 and province.stages().count("MANUAL_REVIEW") == 1


async def test_nobody_withdraws_or_corrects_what_was_refused(applicant: Applicant, province: Province) -> None:
    """While a refusal is kept for a review, that is all that can be asked for, or to be done with it."""
    await _refuse(applicant, province)
    for step in (Step.WITHDRAW, Step.ABANDON, Step.CORRECT, Step.SUBMIT):
        assert (await applicant.refused(step)).code == "case.step_out_of_order"
    assert (await applicant.refused(Step.DECIDE, examiner_decides())).code == "case.step_out_of_order"


async def test_no_review_is_asked_for_before_a_refusal(applicant: Applicant, province: Province) -> None:
    """The step is out of order in a case that an examiner has already, and so is being done with it."""
    await _refer(applicant, province)
    assert (await applicant.refused(Step.REQUEST_REVIEW, ASKED)).code == "case.step_out_of_order"
    assert (await applicant.refused(Step.ACCEPT_REFUSAL)).code == "case.step_out_of_order"


async def test_an_extension_moves_the_limit(applicant: Applicant, province: Province, time: TimeSkipper) -> None:
    """The applicant learns why; the case is overdue only past the new limit, and can still be decided then."""
    await _refer(applicant, province)
    province.extended_until = datetime.now(UTC) + timedelta(days=6)
    assert (await applicant.take(Step.EXTEND, EXTENDED)).stage == Stage.MANUAL_REVIEW
    [message] = [m for m in province.requests("message_applicant") if m.template == "extended"]
    assert message.part("extension").key == "extension"
    due = (await applicant.handle.describe()).typed_search_attributes[REVIEW_DUE]
    assert abs(due - province.extended_until) < timedelta(seconds=1)
    await time.fast_forward(applicant.handle, timedelta(days=3, minutes=1))
    told = await details(applicant)
    assert "已延长" in told and "逾期" not in told
    await time.fast_forward(applicant.handle, timedelta(days=3))
    await _until_overdue(applicant)
    await applicant.take(Step.DECIDE, examiner_decides())
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED


async def test_an_extension_again_is_the_same(applicant: Applicant, province: Province) -> None:
    """A step sent twice moves the limit once and tells the applicant once."""
    await _refer(applicant, province)
    province.extended_until = datetime.now(UTC) + timedelta(days=6)
    await applicant.take(Step.EXTEND, EXTENDED)
    await applicant.take(Step.EXTEND, EXTENDED)
    assert _templates(province) == ["referred", "extended"]


async def test_nothing_is_extended_before_a_review(applicant: Applicant, province: Province) -> None:
    """Only a case on the examiners' desk has a review to extend."""
    await applicant.up_to(Stage.SIGNED)
    assert (await applicant.refused(Step.EXTEND, EXTENDED)).code == "case.step_out_of_order"


async def test_an_extension_takes_the_word_overdue_back(
    applicant: Applicant, province: Province, time: TimeSkipper
) -> None:
    """Extended in time, heard of by the workflow too late: the case is not overdue any more, until it is again."""
    await _refer(applicant, province)
    await time.fast_forward(applicant.handle, timedelta(days=3, minutes=1))
    await _until_overdue(applicant)
    province.extended_until = datetime.now(UTC) + timedelta(days=6)
    await applicant.take(Step.EXTEND, EXTENDED)
    assert "逾期" not in await details(applicant)
    await time.fast_forward(applicant.handle, timedelta(days=3))
    await _until_overdue(applicant)


async def details(applicant: Applicant) -> str:
    """What operations read of the case."""
    metadata = await applicant.handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    return str(metadata.current_details)


async def _until_overdue(applicant: Applicant) -> None:
    for _ in range(200):
        if "逾期" in await details(applicant):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the limit did not pass")
