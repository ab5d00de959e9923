"""The answer to a request that came after its period is told and filed, whatever happens on the way."""

from __future__ import annotations

from uuid import uuid4

from temporalio.client import WorkflowHandle
from temporalio.testing import TimeSkipper

from kernel.errors import Outage
from tests.workflows.province import Province
from workflows.contract import LATE_REVIEW, TASK_QUEUE, DeliverReviewAnswer, ReviewAnswerDelivered, late_review_id

NUMBER = "14021301202611220000016"


async def begun(time: TimeSkipper, request_id: str) -> WorkflowHandle[object, ReviewAnswerDelivered]:
    return await time.client.start_workflow(
        LATE_REVIEW,
        DeliverReviewAnswer(application_no=NUMBER, request_id=request_id),
        id=late_review_id(request_id),
        task_queue=TASK_QUEUE,
        result_type=ReviewAnswerDelivered,
    )


async def test_told_and_filed_then_noted(time: TimeSkipper, released: Province) -> None:
    """Both papers with their own moments go to the archive, the message has the answer's part, and only then is the
    request off the desk. A gateway and an archive that are silent are waited for."""
    released.trouble = {
        "add_supplement": [Outage("archive.volume_not_filed")],
        "message_applicant": [Outage("sms.unavailable")] * 2,
    }
    request_id = str(uuid4())
    done = await (await begun(time, request_id)).result()
    assert done.supplement_name.endswith("-B1")
    filed = released.requests("add_supplement")[-1]
    assert (filed.application_no, filed.occasion) == (NUMBER, request_id)
    assert [each.document.kind for each in filed.documents] == ["review_application", "review_answer"]
    assert filed.documents[0].made_at < filed.documents[1].made_at
    message = released.requests("message_applicant")[-1]
    assert (message.template, set(message.parts)) == ("review_answered", {"application", "decision", "review_answer"})
    assert released.names()[0] == "publish_review_answer" and released.names()[-1] == "end_late_review"


async def test_beginning_it_again_asks_with_the_same_keys(time: TimeSkipper, released: Province) -> None:
    """The desk may deliver again: every activity is asked with the key it had, so that nothing is done twice."""
    request_id = str(uuid4())
    await (await begun(time, request_id)).result()
    first, released.asked = released.asked, []
    await (await begun(time, request_id)).result()

    def keys(asked: list[tuple[str, object]]) -> list[str]:
        return sorted(f"{name} {request}" for name, request in asked)

    assert keys(released.asked) == keys(first)
