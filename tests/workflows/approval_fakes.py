"""The approval service and the archive as a province of memory has them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from temporalio import activity

from kernel.exchange import DocumentRef
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
    Outcome,
    PublishReviewAnswer,
    ReviewAnswerPublished,
    ReviewOpened,
    RevocationStanding,
    StandRevocation,
    TaskClosed,
)
from services.archive.contract import (
    AddSupplement,
    ArchiveActivities,
    FileHandedOver,
    HandOverFile,
    MoveStands,
    StandMove,
    SupplementAdded,
)
from tests.workflows.references import document, ref


class Answering(Protocol):
    """What the fakes need of a province."""

    examined: list[RevocationStanding]
    moves: list[MoveStands]
    decisions: list[CaseDecided]
    extended_until: datetime | None
    extension: DocumentRef | None
    requested: bool
    reviewed_until: datetime
    now: datetime

    def answer(self, name: str, request: Any, result: Any) -> Any: ...

    def decision(self, outcome: Outcome, **fields: Any) -> CaseDecided: ...


def approval(p: Answering) -> ApprovalActivities:
    class Approval(ApprovalActivities):
        @activity.defn(name="approval.decide_case")
        def decide_case(self, request: DecideCase) -> CaseDecided:
            decided = p.decisions.pop(0) if p.decisions else p.decision(Outcome.APPROVE)
            return p.answer("decide_case", request, decided)

        @activity.defn(name="approval.confirm_examiner_decision")
        def confirm_examiner_decision(self, request: ConfirmExaminerDecision) -> CaseDecided:
            decided = p.decisions.pop(0) if p.decisions else p.decision(Outcome.APPROVE)
            return p.answer("confirm_examiner_decision", request, decided)

        @activity.defn(name="approval.confirm_extension")
        def confirm_extension(self, request: ConfirmExtension) -> ExtensionConfirmed:
            assert p.extended_until
            confirmed = ExtensionConfirmed(extended_until=p.extended_until, part=ref("extension"), document=p.extension)
            return p.answer("confirm_extension", request, confirmed)

        @activity.defn(name="approval.open_review")
        def open_review(self, request: OpenReview) -> ReviewOpened:
            asked = request.request_id is not None or p.requested
            opened = ReviewOpened(
                review_due=p.reviewed_until if asked else None,
                document=document("review_application") if asked else None,
            )
            return p.answer("open_review", request, opened)

        @activity.defn(name="approval.publish_review_answer")
        def publish_review_answer(self, request: PublishReviewAnswer) -> ReviewAnswerPublished:
            published = ReviewAnswerPublished(
                parts={kind: ref(kind) for kind in ("application", "decision", "review_answer")},
                documents=(document("review_application"), document("review_answer")),
                requested_at=p.now,
                answered_at=p.now + timedelta(days=1),
            )
            return p.answer("publish_review_answer", request, published)

        @activity.defn(name="approval.stand_revocation")
        def stand_revocation(self, request: StandRevocation) -> RevocationStanding:
            standing = p.examined.pop(0) if len(p.examined) > 1 else p.examined[0]
            return p.answer("stand_revocation", request, standing)

        @activity.defn(name="approval.end_late_review")
        def end_late_review(self, request: EndLateReview) -> LateReviewEnded:
            return p.answer("end_late_review", request, LateReviewEnded(ended=True))

        @activity.defn(name="approval.close_task")
        def close_task(self, request: CloseTask) -> TaskClosed:
            return p.answer("close_task", request, TaskClosed(closed=True))

    return Approval()


def received() -> MoveStands:
    """The file of a business has come, with its papers."""
    papers = tuple(document(kind) for kind in ("move_letter", "move_manifest", "move_receipt"))
    return MoveStands(status="RECEIVED", until=datetime.now(UTC) + timedelta(days=90), papers=papers)


def archive(p: Answering) -> ArchiveActivities:
    class Archive(ArchiveActivities):
        @activity.defn(name="archive.hand_over_file")
        def hand_over_file(self, request: HandOverFile) -> FileHandedOver:
            return p.answer(
                "hand_over_file",
                request,
                FileHandedOver(
                    archive_no="14021300A000010",
                    volume_name="14021300A000010-20260101",
                    filed_at=p.now,
                    package_sha256="0" * 64,
                ),
            )

        @activity.defn(name="archive.stand_move")
        def stand_move(self, request: StandMove) -> MoveStands:
            return p.answer("stand_move", request, p.moves.pop(0) if p.moves else received())

        @activity.defn(name="archive.add_supplement")
        def add_supplement(self, request: AddSupplement) -> SupplementAdded:
            added = SupplementAdded(supplement_name="14021300A000010-20260101-B1", package_sha256="0" * 64)
            return p.answer("add_supplement", request, added)

    return Archive()
