"""Carries out what workflows ask of the filing service."""

from __future__ import annotations

from temporalio import activity

from services.filing.contract import messages
from services.filing.contract.activities import FilingActivities
from services.filing.operations import confirmed, contact, documents, filings, operator_lock, submissions, timelines
from services.filing.operations.resources import Resources


class Activities(FilingActivities):
    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    @activity.defn(name="filing.lock_operator")
    def lock_operator(self, request: messages.LockOperator) -> messages.OperatorLocked:
        return operator_lock.lock_operator(self._resources, request)

    @activity.defn(name="filing.take_up")
    def take_up(self, request: messages.TakeUp) -> messages.TakenUp:
        return filings.take_up(self._resources, request)

    @activity.defn(name="filing.prepare_documents")
    def prepare_documents(self, request: messages.PrepareDocuments) -> messages.DocumentsPrepared:
        return documents.prepare_documents(self._resources, request)

    @activity.defn(name="filing.fix_documents")
    def fix_documents(self, request: messages.FixDocuments) -> messages.DocumentsFixed:
        return documents.fix_documents(self._resources, request)

    @activity.defn(name="filing.open_signing_window")
    def open_signing_window(self, request: messages.OpenSigningWindow) -> messages.SigningWindowOpened:
        return documents.open_signing_window(self._resources, request)

    @activity.defn(name="filing.accept_submission")
    def accept_submission(self, request: messages.AcceptSubmission) -> messages.SubmissionAccepted:
        return submissions.accept_submission(self._resources, request)

    @activity.defn(name="filing.record_stages")
    def record_stages(self, request: messages.RecordStages) -> messages.StagesRecorded:
        return timelines.record_stages(self._resources, request)

    @activity.defn(name="filing.confirmed_application")
    def confirmed_application(self, request: messages.ConfirmedApplication) -> messages.ApplicationFound:
        return confirmed.confirmed_application(self._resources, request)

    @activity.defn(name="filing.leave_contact")
    def leave_contact(self, request: messages.LeaveContact) -> messages.ContactLeft:
        return contact.leave_contact(self._resources, request)
