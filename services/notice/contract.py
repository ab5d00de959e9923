"""What the notice service promises to workflows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel
from temporalio import activity

from kernel.exchange import Reference
from kernel.messages import Carried, CarriesParts, Message

TASK_QUEUE = "notice"

REPLIED = "department_replied"
"""The Signal to a case that waits for departments that one has replied: it looks at once. Nothing depends on it, a case
looks by itself too."""


class AnnounceRegistration(CarriesParts):
    """Idempotency key: application_no + event type. Parts: `application`, `entity`, `licence`, and `entity_before`
    where a registered business was changed: agencies are told what stood there before. A filing that leaves the
    licence alone has none. Before there is a `licence`,
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


class AnnounceRevocation(CarriesParts):
    """Idempotency key: application_no (of the revocation) + event type. Parts: `revocation`; `application`, of the
    registration that it is about; `entity`, the version that it made."""

    application_no: str
    uscc: str


class AskDepartments(CarriesParts):
    """Idempotency key: application_no + event type. Parts: `application`, `entity_before`."""

    application_no: str


class DepartmentsAsked(Message):
    """`until` is the end of the time for objections (24:00 in China), None where a reply is waited for."""

    until: datetime | None = None


class CollectReplies(Message):
    """What was replied to the question of this application."""

    application_no: str


class RepliesCollected(Message):
    """`part` is a `RepliesPart` once nothing more is waited for: it is `complete`."""

    complete: bool
    part: Reference | None = None


class ReplyPart(BaseModel):
    """What one department said: that it cleared or not, or an objection. `reason` in its own words;
    `question` is the type of the event that asked it, by default the only one there was before others."""

    department: str
    kind: Literal["clearance", "objection"]
    cleared: bool | None = None
    certificate_no: str | None = None
    reason: str | None = None
    question: str = "tax.clearance_request.v1"
    replied_at: datetime


class RepliesPart(BaseModel):
    """Deposited as kind `replies`: what was asked of departments about a deregistration, and what they said. `until` is
    the end of the time for objections, where there was one."""

    application_no: str
    uscc: str
    asked_at: datetime
    until: datetime | None
    replies: tuple[ReplyPart, ...]


class MarkPart(BaseModel):
    """Left as kind `mark`, in its reference: a department's order to put a mark on a business or to lift it, whose
    signature and permission were checked. `mark_no` is the department's own number; `message` is the signed message as
    it came. Only a mark that is put has `uscc` and `kind`, and `to_on` where it was ordered for a time."""

    agency: str
    act: Literal["put", "lifted"]
    mark_no: str
    document_no: str
    authority: str
    message: str
    on: date
    uscc: str | None
    kind: str | None
    to_on: date | None


Reminder = Literal["signing_ends", "correction_ends", "name_ends"]
"""That a limit is near. Limits are the same for every kind of filing, so that its description names no reminder."""


class MessageApplicant(CarriesParts):
    """Idempotency key: application_no + template + occasion (counts repeated occasions, such as corrections). Parts:
    `application`, and `licence`, `decision`, `extension`, `review_answer` where there are any; a reminder has `contact`
    alone. `until` is the limit that a reminder, or the word that a person decides, speaks of."""

    application_no: str
    template: (
        Literal[
            "licensed",
            "changed",
            "moved",
            "replaced",
            "deregistered",
            "recorded",
            "suspended",
            "resumed",
            "correction",
            "rejected",
            "referred",
            "lapsed",
            "extended",
            "review_opened",
            "correction_lapsed",
            "review_answered",
            "move_lapsed",
        ]
        | Reminder
    )
    occasion: int
    until: datetime | None = None


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
    @activity.defn(name="notice.ask_departments")
    def ask_departments(self, request: AskDepartments) -> DepartmentsAsked:
        """Write the question that this kind of filing puts to departments into the ledger and publish it. Outage
        `notice.nats_unavailable`, after which it is in the ledger and will be published."""

    @abstractmethod
    @activity.defn(name="notice.collect_replies")
    def collect_replies(self, request: CollectReplies) -> RepliesCollected:
        """What was replied, and whether nothing more is waited for: the tax authority's word, an objection, or the end
        of the time for one. Defect `notice.nothing_asked`."""

    @abstractmethod
    @activity.defn(name="notice.message_applicant")
    def message_applicant(self, request: MessageApplicant) -> ApplicantMessaged:
        """Send the text message; a gateway that is down is an Outage and is retried."""

    @abstractmethod
    @activity.defn(name="notice.announce_revocation")
    def announce_revocation(self, request: AnnounceRevocation) -> RegistrationAnnounced:
        """Tell publicity and tax that a registration was revoked, or that a revocation was withdrawn. Outage
        `notice.nats_unavailable`, after which it is in the ledger and will be published."""
