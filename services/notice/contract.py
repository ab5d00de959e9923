"""What the notice service promises to workflows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Literal

from temporalio import activity

from kernel.messages import CarriesParts, Message

TASK_QUEUE = "notice"


class AnnounceRegistration(CarriesParts):
    """Idempotency key: application_no + event type. Parts: `application`, `licence`, and `name` if there is one."""

    application_no: str
    uscc: str


class RegistrationAnnounced(Message):
    """Every event is stored by JetStream when this is returned."""

    event_ids: tuple[str, ...]
    announced_at: datetime


class MessageApplicant(CarriesParts):
    """Idempotency key: application_no + template + occasion (counts repeated occasions, such as corrections). Parts:
    `application`, and `licence`, `decision`, `extension` where there are any."""

    application_no: str
    template: Literal["licensed", "correction", "rejected", "referred", "lapsed", "extended", "review_opened"]
    occasion: int


class ApplicantMessaged(Message):
    message_no: str


class NoticeActivities(ABC):
    @abstractmethod
    @activity.defn(name="notice.announce_registration")
    def announce_registration(self, request: AnnounceRegistration) -> RegistrationAnnounced:
        """Write the publicity and tax events into the ledger and publish them; redelivery doubles nothing."""

    @abstractmethod
    @activity.defn(name="notice.message_applicant")
    def message_applicant(self, request: MessageApplicant) -> ApplicantMessaged:
        """Send the text message; a gateway that is down is an Outage and is retried."""
