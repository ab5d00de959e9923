"""What workflows ask of the filing service, and its answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from catalogues.filing_types.words import Section, SignerRole, Stage
from kernel.exchange import DocumentRef, Reference
from kernel.messages import Message


class StageEntered(Message):
    """One line of the timeline. `number` counts the case's stages from 1 and makes the line idempotent.

    `waits_for` and `deadline` are the workflow's word on whom the case waits for from then on, and until when; lines
    written before they were told have neither.
    """

    number: int
    stage: str
    at: datetime
    waits_for: str | None = None
    deadline: datetime | None = None


class LockOperator(Message):
    """Idempotency key: application_no + number of the last entry. `name` is the naming service's part, if any."""

    asked_by: ClassVar[frozenset[str]] = frozenset({"confirm_operator"})

    application_no: str
    name: Reference | None
    entries: tuple[StageEntered, ...]


class OperatorLocked(Message):
    locked_at: datetime


class TakeUp(Message):
    """Idempotency key: application_no. `entity` is the register's `EntityPart` of the version in force."""

    asked_by: ClassVar[frozenset[str]] = frozenset({"take_up"})

    application_no: str
    entity: Reference
    entries: tuple[StageEntered, ...]


class TakenUp(Message):
    """Since when it stands fast who the operator is; None where somebody else is to run the business, who is filled in
    yet."""

    locked_at: datetime | None


class PrepareDocuments(Message):
    """Idempotency key: application_no + revision; a later revision replaces the earlier documents. `name` is the naming
    service's part, where one is held and the kind of filing leaves the name open until its documents are confirmed."""

    asked_by: ClassVar[frozenset[str]] = frozenset({"complete_details"})

    application_no: str
    revision: int
    entries: tuple[StageEntered, ...]
    name: Reference | None = None


class DocumentsPrepared(Message):
    documents: tuple[DocumentRef, ...]


class FixDocuments(Message):
    """Idempotency key: application_no + revision."""

    asked_by: ClassVar[frozenset[str]] = frozenset({"confirm_documents"})

    application_no: str
    revision: int
    entries: tuple[StageEntered, ...]


class SignerNamed(Message):
    """Somebody who must be authenticated and sign; `party` is the `ref` of a `Party` in the application's part."""

    party: str
    role: SignerRole


class DocumentsFixed(Message):
    """`application` is an `ApplicationPart`; `signing_deadline` is 24:00 of `last_signing_day` in China.

    `signers` are all who must sign, the applicant first; empty in answers written before there was more than one.
    """

    application: Reference
    documents: tuple[DocumentRef, ...]
    signing_deadline: datetime
    last_signing_day: date
    signers: tuple[SignerNamed, ...] = ()


class OpenSigningWindow(Message):
    """Idempotency key: application_no + window. A lapsed application gets a new window from today."""

    asked_by: ClassVar[frozenset[str]] = frozenset({"reauthenticate", "correct"})

    application_no: str
    window: int
    entries: tuple[StageEntered, ...]


class SigningWindowOpened(Message):
    signing_deadline: datetime
    last_signing_day: date


class AcceptSubmission(Message):
    """Idempotency key: application_no + submission."""

    asked_by: ClassVar[frozenset[str]] = frozenset({"submit"})

    application_no: str
    submission: int
    entries: tuple[StageEntered, ...]


class SubmissionAccepted(Message):
    """`facts` is a `FilingFactsPart`."""

    accepted_at: datetime
    facts: Reference


class RecordStages(Message):
    """Idempotency key: application_no + each entry's number.

    `reopen` names the sections the applicant may edit again, as the filing type says what a section reopens.
    """

    application_no: str
    entries: tuple[StageEntered, ...]
    reopen: tuple[Section, ...] = ()

    @property
    def ordered_by(self) -> frozenset[str]:
        given_up = any(entry.stage == Stage.ABANDONED for entry in self.entries)
        return frozenset({"abandon"} if given_up else ())


class StagesRecorded(Message):
    stage: str


class ConfirmedApplication(Message):
    """Which application an application number stands for, as it was confirmed last."""

    application_no: str


class ApplicationFound(Message):
    """`application` is an `ApplicationPart`."""

    application: Reference


class LeaveContact(Message):
    """Idempotency key: none; it changes nothing but what it leaves."""

    application_no: str


class ContactLeft(Message):
    """`contact` is a `ContactPart`; None where no number of the applicant's is known yet."""

    contact: Reference | None = None
