"""Carries out what workflows ask of the approval service."""

from __future__ import annotations

from temporalio import activity

from services.approval.contract import (
    ApprovalActivities,
    CaseDecided,
    CloseTask,
    ConfirmExaminerDecision,
    ConfirmExtension,
    DecideCase,
    EndLateReview,
    ExtensionConfirmed,
    LateReviewEnded,
    OpenReview,
    PublishReviewAnswer,
    ReviewAnswerPublished,
    ReviewOpened,
    RevocationStanding,
    StandRevocation,
    TaskClosed,
)
from services.approval.operations import (
    closing,
    confirming,
    deciding,
    extending,
    late_reviews,
    requesting,
    review_papers,
)
from services.approval.operations.resources import Resources
from services.approval.operations.revocations import publishing as revocations


class Activities(ApprovalActivities):
    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    @activity.defn(name="approval.decide_case")
    def decide_case(self, request: DecideCase) -> CaseDecided:
        return deciding.decide_case(self._resources, request)

    @activity.defn(name="approval.confirm_examiner_decision")
    def confirm_examiner_decision(self, request: ConfirmExaminerDecision) -> CaseDecided:
        return confirming.confirm_examiner_decision(self._resources, request)

    @activity.defn(name="approval.confirm_extension")
    def confirm_extension(self, request: ConfirmExtension) -> ExtensionConfirmed:
        return extending.confirm_extension(self._resources, request)

    @activity.defn(name="approval.open_review")
    def open_review(self, request: OpenReview) -> ReviewOpened:
        return requesting.open_review(self._resources, request)

    @activity.defn(name="approval.close_task")
    def close_task(self, request: CloseTask) -> TaskClosed:
        return closing.close_task(self._resources, request)

    @activity.defn(name="approval.publish_review_answer")
    def publish_review_answer(self, request: PublishReviewAnswer) -> ReviewAnswerPublished:
        return review_papers.publish_review_answer(self._resources, request)

    @activity.defn(name="approval.end_late_review")
    def end_late_review(self, request: EndLateReview) -> LateReviewEnded:
        return late_reviews.end_late_review(self._resources, request)

    @activity.defn(name="approval.stand_revocation")
    def stand_revocation(self, request: StandRevocation) -> RevocationStanding:
        return revocations.stand_revocation(self._resources, request)
