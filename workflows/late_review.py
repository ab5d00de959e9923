"""Tells an applicant what a person answered to a request that came after its period, and files both papers.

The case is closed, and stays so: this is a small workflow of its own, begun once the answer is written down. Beginning
it again tells and files nothing twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.common import VersioningBehavior

with workflow.unsafe.imports_passed_through():
    from services.approval.contract import ApprovalActivities, EndLateReview, PublishReviewAnswer
    from services.archive.contract import AddSupplement, ArchiveActivities, FiledLater
    from services.notice.contract import MessageApplicant, NoticeActivities
    from workflows.contract import LATE_REVIEW, DeliverReviewAnswer, ReviewAnswerDelivered
    from workflows.options import CALLS

Result = TypeVar("Result")

_FIRST_OCCASION = 1
"""One request is answered once."""


@workflow.defn(name=LATE_REVIEW, versioning_behavior=VersioningBehavior.PINNED)
class LateReviewWorkflow:
    """A service that is down is waited for; one that fails for good ends the run, which the desk begins again."""

    @workflow.run
    async def run(self, answered: DeliverReviewAnswer) -> ReviewAnswerDelivered:
        number, request_id = answered.application_no, answered.request_id
        published = await _ask(
            ApprovalActivities.publish_review_answer, PublishReviewAnswer(application_no=number, request_id=request_id)
        )
        moments = (published.requested_at, published.answered_at)
        supplement = AddSupplement(
            application_no=number,
            occasion=request_id,
            documents=tuple(
                FiledLater(document=each, made_at=at) for each, at in zip(published.documents, moments, strict=True)
            ),
        )
        message = MessageApplicant(
            application_no=number, template="review_answered", occasion=_FIRST_OCCASION, parts=published.parts
        )
        added, _ = await asyncio.gather(
            _ask(ArchiveActivities.add_supplement, supplement), _ask(NoticeActivities.message_applicant, message)
        )
        await _ask(ApprovalActivities.end_late_review, EndLateReview(request_id=request_id))
        return ReviewAnswerDelivered(supplement_name=added.supplement_name)


async def _ask(method: Callable[[Any, Any], Result], request: Any) -> Result:
    call = CALLS[method]
    return await workflow.execute_activity_method(
        method, request, task_queue=call.queue, summary=call.summary, **call.options
    )
