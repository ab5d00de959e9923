"""The activities of the notice service."""

from __future__ import annotations

from temporalio import activity

from services.notice.contract import (
    AnnounceRegistration,
    ApplicantMessaged,
    MessageApplicant,
    NoticeActivities,
    RegistrationAnnounced,
)
from services.notice.operations import announcements, messages
from services.notice.operations.resources import Resources


class Activities(NoticeActivities):
    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    @activity.defn(name="notice.announce_registration")
    def announce_registration(self, request: AnnounceRegistration) -> RegistrationAnnounced:
        return announcements.announce_registration(self._resources, request)

    @activity.defn(name="notice.message_applicant")
    def message_applicant(self, request: MessageApplicant) -> ApplicantMessaged:
        return messages.message_applicant(self._resources, request)
