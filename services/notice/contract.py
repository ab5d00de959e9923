"""What the notice service promises to workflows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Literal

from temporalio import activity

from kernel.messages import Carried, CarriesParts, Message

TASK_QUEUE = "notice"


class AnnounceRegistration(CarriesParts):
    """Idempotency key: application_no + event type. Parts: `application`, `entity`, `licence`, and `entity_before`
    where a registered business was changed: agencies are told what stood there before. Before there is a `licence`,
    `licence_voided` tells of one that is void. Which events are due says the kind of filing.

    With `occasion` the applicant is sent the first message of the kind of filing, too, once for each occasion. A case
    from before there was a register has no `entity`; agencies are told what its other parts say.
    `records` is what the filing service is to be asked when all that is done: the lines of the timeline.
    """

    application_no: str
    uscc: str
    occasion: int | None = None
    records: Carried | None = None


class RegistrationAnnounced(Message):
    """Every event is stored by JetStream when this is returned."""

    event_ids: tuple[str, ...]
    announced_at: datetime


class MessageApplicant(CarriesParts):
    """Idempotency key: application_no + template + occasion (counts repeated occasions, such as corrections). Parts:
    `application`, and `licence`, `decision`, `extension`, `review_answer` where there are any."""

    application_no: str
    template: Literal[
        "licensed",
        "changed",
        "replaced",
        "correction",
        "rejected",
        "referred",
        "lapsed",
        "extended",
        "review_opened",
        "correction_lapsed",
        "review_answered",
    ]
    occasion: int


class ApplicantMessaged(Message):
    message_no: str


class TellPosted(Message):
    """Idempotency key: application_no + occasion, the number of the paper. Asked by the licence service for itself,
    with its part as the proof."""

    application_no: str
    occasion: int
    copy_kind: Literal["正本", "副本"]
    tracking_no: str


class PostingTold(Message):
    """`recorded` False: no message was ever sent about this application, so that there is no number to send to."""

    recorded: bool


class NoticeActivities(ABC):
    @abstractmethod
    @activity.defn(name="notice.announce_registration")
    def announce_registration(self, request: AnnounceRegistration) -> RegistrationAnnounced:
        """Write the publicity and tax events into the ledger and publish them, then message the applicant; redelivery
        doubles nothing. Nobody waits for the SMS gateway: a message it does not take is sent as soon as it does."""

    @abstractmethod
    @activity.defn(name="notice.message_applicant")
    def message_applicant(self, request: MessageApplicant) -> ApplicantMessaged:
        """Send the text message; a gateway that is down is an Outage and is retried."""
