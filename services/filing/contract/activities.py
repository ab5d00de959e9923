"""What the filing service promises to workflows."""

from __future__ import annotations

from abc import ABC, abstractmethod

from temporalio import activity

from services.filing.contract.messages import (
    AcceptSubmission,
    ApplicationFound,
    ConfirmedApplication,
    ContactLeft,
    DocumentsFixed,
    DocumentsPrepared,
    FixDocuments,
    LeaveContact,
    LockOperator,
    OpenSigningWindow,
    OperatorLocked,
    PrepareDocuments,
    RecordStages,
    SigningWindowOpened,
    StagesRecorded,
    SubmissionAccepted,
    TakenUp,
    TakeUp,
)

TASK_QUEUE = "filing"


class FilingActivities(ABC):
    @abstractmethod
    @activity.defn(name="filing.lock_operator")
    def lock_operator(self, request: LockOperator) -> OperatorLocked:
        """Check type, premises, capital and every operator field, then lock them for good (通知 2.1.2.2).

        Refusal `filing.operator_incomplete` names every missing or wrong field.
        """

    @abstractmethod
    @activity.defn(name="filing.take_up")
    def take_up(self, request: TakeUp) -> TakenUp:
        """Fill in an application about a business with what stands in the register."""

    @abstractmethod
    @activity.defn(name="filing.prepare_documents")
    def prepare_documents(self, request: PrepareDocuments) -> DocumentsPrepared:
        """Check the details and render every document for preview. Refusal `filing.details_incomplete`."""

    @abstractmethod
    @activity.defn(name="filing.fix_documents")
    def fix_documents(self, request: FixDocuments) -> DocumentsFixed:
        """Fix the previewed documents' digests and start the signing window (通知 2.1.2.4, 2.1.2.6).

        Refusal `filing.documents_outdated` when data changed after the preview was made.
        """

    @abstractmethod
    @activity.defn(name="filing.open_signing_window")
    def open_signing_window(self, request: OpenSigningWindow) -> SigningWindowOpened:
        """A new six-working-day window for a lapsed application, data unchanged."""

    @abstractmethod
    @activity.defn(name="filing.accept_submission")
    def accept_submission(self, request: AcceptSubmission) -> SubmissionAccepted:
        """Receive the application (受理) and state what other applications say about it."""

    @abstractmethod
    @activity.defn(name="filing.record_stages")
    def record_stages(self, request: RecordStages) -> StagesRecorded:
        """Write the timeline; opens sections again for correction."""

    @abstractmethod
    @activity.defn(name="filing.confirmed_application")
    def confirmed_application(self, request: ConfirmedApplication) -> ApplicationFound:
        """The part of the application as it was confirmed last, for the register's take-over. Defect
        `filing.application_unconfirmed`."""

    @abstractmethod
    @activity.defn(name="filing.leave_contact")
    def leave_contact(self, request: LeaveContact) -> ContactLeft:
        """Where the applicant is reached about an application that need not be confirmed yet."""
