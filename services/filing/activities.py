"""Carries out what workflows ask of the filing service."""

from __future__ import annotations

from temporalio import activity

from services.filing import contract
from services.filing.operations import confirmed, documents, operator_lock, submissions, timelines
from services.filing.operations.resources import Resources


class Activities(contract.FilingActivities):
    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    @activity.defn(name="filing.lock_operator")
    def lock_operator(self, request: contract.LockOperator) -> contract.OperatorLocked:
        return operator_lock.lock_operator(self._resources, request)

    @activity.defn(name="filing.prepare_documents")
    def prepare_documents(self, request: contract.PrepareDocuments) -> contract.DocumentsPrepared:
        return documents.prepare_documents(self._resources, request)

    @activity.defn(name="filing.fix_documents")
    def fix_documents(self, request: contract.FixDocuments) -> contract.DocumentsFixed:
        return documents.fix_documents(self._resources, request)

    @activity.defn(name="filing.open_signing_window")
    def open_signing_window(self, request: contract.OpenSigningWindow) -> contract.SigningWindowOpened:
        return documents.open_signing_window(self._resources, request)

    @activity.defn(name="filing.accept_submission")
    def accept_submission(self, request: contract.AcceptSubmission) -> contract.SubmissionAccepted:
        return submissions.accept_submission(self._resources, request)

    @activity.defn(name="filing.record_stages")
    def record_stages(self, request: contract.RecordStages) -> contract.StagesRecorded:
        return timelines.record_stages(self._resources, request)

    @activity.defn(name="filing.confirmed_application")
    def confirmed_application(self, request: contract.ConfirmedApplication) -> contract.ApplicationFound:
        return confirmed.confirmed_application(self._resources, request)
