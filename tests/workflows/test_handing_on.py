"""Acts that follow from one another are handed on by the services; trouble on the way changes nothing of a case."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta

from temporalio.testing import TimeSkipper

from catalogues.filing_types.words import Stage
from kernel.errors import Outage, Refusal
from tests.workflows.province import Applicant, Province
from tests.workflows.test_families import FAMILY
from workflows.contract import SIGNED, STAGE, Step

_INCOMPLETE = Refusal(
    "signing.incomplete", "还有人员未完成签名，暂不能提交", "Not everybody has signed yet", status=409
)


async def _stands_at(applicant: Applicant, stage: Stage) -> None:
    while (await applicant.handle.describe()).typed_search_attributes.get(STAGE) != stage:
        await asyncio.sleep(0.02)


async def test_every_line_is_told_once(applicant: Applicant, province: Province) -> None:
    """Whoever carries it, and however often its carrier had to try."""
    province.trouble |= {
        "accept_submission": [Outage("database.unavailable")],
        "record_stages": [Outage("database.unavailable")],
        "apply_filing": [Outage("database.unavailable")],
    }
    await applicant.up_to(Stage.SIGN_PENDING)
    await applicant.take(Step.SUBMIT)
    assert (await applicant.handle.result()).stage == Stage.ARCHIVED
    assert province.stages()[-6:] == ["SIGN_PENDING", "SIGNED", "SUBMITTED", "UNDER_REVIEW", "APPROVED", "LICENSED"]
    for name in ("accept_submission", "record_stages", "apply_filing"):
        assert [province.requests(name)[0]] * 2 == province.requests(name)


async def test_a_signature_that_is_missing_refuses_the_submission(applicant: Applicant, province: Province) -> None:
    """The answer is the one of the signatures, nothing is handed in, and the next try is the first submission still."""
    province.trouble["collect_signatures"] = [_INCOMPLETE]
    await applicant.up_to(Stage.SIGN_PENDING)
    assert (await applicant.refused(Step.SUBMIT)).code == "signing.incomplete"
    assert (await applicant.open()).stage == Stage.SIGN_PENDING
    await applicant.take(Step.SUBMIT)
    await applicant.handle.result()
    assert [request.submission for request in province.requests("accept_submission")] == [1]


async def test_signed_is_heard_where_it_is_waited_for(applicant: Applicant, province: Province) -> None:
    """Told too early, twice or too late it changes nothing; it puts nothing in the place of the signatures."""
    await applicant.up_to(Stage.AUTH_PENDING)
    await applicant.handle.signal(SIGNED)
    assert (await applicant.take(Step.AUTHENTICATE)).stage == Stage.SIGN_PENDING
    for _ in range(2):
        await applicant.handle.signal(SIGNED)
    await _stands_at(applicant, Stage.SIGNED)
    province.trouble["collect_signatures"] = [_INCOMPLETE]
    assert (await applicant.refused(Step.SUBMIT)).code == "signing.incomplete"
    assert (await applicant.take(Step.SUBMIT)).stage == Stage.SUBMITTED
    await applicant.handle.result()
    assert province.stages().count("SIGNED") == 1


async def test_an_earlier_case_hears_it_too(applicant: Applicant, province: Province) -> None:
    """Its signatures are collected with the submission, by an act of their own; so are a family's."""
    for course, signers in ((1, ()), (2, FAMILY)):
        province.asked.clear()
        province.signers = signers
        case = Applicant(applicant.client, course=course)
        await case.up_to(Stage.SIGN_PENDING)
        await case.handle.signal(SIGNED)
        await _stands_at(case, Stage.SIGNED)
        await case.take(Step.SUBMIT)
        assert (await case.handle.result()).stage == Stage.ARCHIVED
        names = province.names()
        assert names.index("collect_signatures") < names.index("accept_submission")
        assert province.stages()[5:9] == ["SIGN_PENDING", "SIGNED", "SUBMITTED", "UNDER_REVIEW"]


async def test_a_session_on_its_way_is_void_when_the_applicant_leaves(
    applicant: Applicant, province: Province, time: TimeSkipper
) -> None:
    """The authentication takes long; who leaves meanwhile says which session must not live, and so does a deadline
    that passes."""
    answers, asked = threading.Event(), threading.Event()

    def slowly() -> None:
        asked.set()
        answers.wait(20)

    province.trouble["authenticate_persons"] = [slowly]
    await applicant.up_to(Stage.AUTH_PENDING)
    step = asyncio.create_task(applicant.refused(Step.AUTHENTICATE))
    await asyncio.to_thread(asked.wait, 20)
    await applicant.take(Step.ABANDON)
    answers.set()
    assert (await step).code == "case.leaving"
    [left] = province.requests("void_signatures")
    assert (left.unopened.window, left.unopened.deadline) == (1, province.now + province.window)

    late = Applicant(applicant.client)
    province.asked.clear()
    await late.up_to(Stage.AUTH_PENDING)
    await time.fast_forward(late.handle, province.window + timedelta(minutes=1))
    await _stands_at(late, Stage.LAPSED)
    assert province.requests("void_signatures")[0].unopened.window == 1
