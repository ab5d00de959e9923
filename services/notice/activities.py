"""The activities of the notice service."""

from __future__ import annotations

from temporalio import activity

from services.notice.contract import (
    AnnounceRegistration,
    AnnounceRevocation,
    ApplicantMessaged,
    AskDepartments,
    CollectReplies,
    DepartmentsAsked,
    MessageApplicant,
    NoticeActivities,
    RegistrationAnnounced,
    RepliesCollected,
)
from services.notice.operations import announcements, departments, messages, revocations
from services.notice.operations.resources import Resources


class Activities(NoticeActivities):
    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    @activity.defn(name="notice.announce_registration")
    def announce_registration(self, request: AnnounceRegistration) -> RegistrationAnnounced:
        return announcements.announce_registration(self._resources, request)

    @activity.defn(name="notice.ask_departments")
    def ask_departments(self, request: AskDepartments) -> DepartmentsAsked:
        return departments.ask_departments(self._resources, request)

    @activity.defn(name="notice.collect_replies")
    def collect_replies(self, request: CollectReplies) -> RepliesCollected:
        return departments.collect_replies(self._resources, request)

    @activity.defn(name="notice.message_applicant")
    def message_applicant(self, request: MessageApplicant) -> ApplicantMessaged:
        return messages.message_applicant(self._resources, request)

    @activity.defn(name="notice.announce_revocation")
    def announce_revocation(self, request: AnnounceRevocation) -> RegistrationAnnounced:
        return revocations.announce_revocation(self._resources, request)
