"""What the filing service tells applicants and examiners."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from catalogues import application_stages
from catalogues.evidence import Reading
from catalogues.filing_types import editions
from catalogues.filing_types.words import Actor, Section
from services.filing.operations.founding import FoundingView
from services.filing.store.timeline import StageEntry


class Labelled(BaseModel):
    code: str
    name: str


class OpenApplication(BaseModel):
    """`request_id` is chosen by the applicant's browser; sending it again opens nothing new. `filing_type` is the
    establishment of a kind of business."""

    request_id: str
    type_code: str
    county_code: str
    filing_type: str = editions.ESTABLISHMENT


class OpenFiling(BaseModel):
    """A filing of a kind `about` the business that this application registered, or changed last. `county_code`: where
    it moves to; only a move has one."""

    request_id: str
    filing_type: str
    about: str
    county_code: str | None = None


class HandoverGiven(BaseModel):
    """`code` is what whoever takes the business over applies with, until the end of the day `until`."""

    code: str
    until: date


class ApplicationOpened(BaseModel):
    """`filing_type` and its edition are what the case is opened with; `about` is the application that made the version
    in force of the business it is about, None for an establishment."""

    application_no: str
    authority: Labelled
    filing_type: str
    filing_type_edition: str
    about: str | None = None


class SectionView(BaseModel):
    """A section as kept and what follows from it. `version` is the section's ETag, `edit` which open page saved it."""

    version: int
    updated_at: datetime
    edit: str | None = None
    section: dict[str, Any]
    derived: dict[str, Any]


class AttachmentView(BaseModel):
    kind: str
    media_type: str
    size: int
    sha256: str
    uploaded_at: datetime


class Locks(BaseModel):
    premises: bool
    operator: bool
    details: bool


class FindingView(BaseModel):
    code: str
    pointer: str | None
    zh: str
    en: str
    article: str | None = None
    remedy_zh: str | None = None
    remedy_en: str | None = None


class SigningWindowView(BaseModel):
    """`deadline` is 24:00 of `last_day` in China; `notice` is the red sentence of the signing page."""

    deadline: datetime
    last_day: date
    notice: str


class ApplicationSummary(BaseModel):
    """`filing_type` is what kind of filing it is, and `filing_title` what that is called. Whom the application
    `waits_for`, and until when, is what the workflow said with the last stage that was recorded; None where it said
    nothing. `named` is whether the business is to have a name."""

    application_no: str
    filing_type: str
    filing_title: str
    type: Labelled
    authority: Labelled
    stage: str
    stage_label: str
    waits_for: Actor | None
    deadline: datetime | None
    full_name: str | None
    named: bool
    created_at: datetime


class StageView(BaseModel):
    number: int
    stage: str
    label: str
    at: datetime
    waits_for: Actor | None
    deadline: datetime | None


class RegisteredView(BaseModel):
    """What stood in the register when the filing was taken up; `premises` are all places in one text."""

    uscc: str
    name: str | None
    premises: str
    scope_text: str


class ChangeView(BaseModel):
    """An item of registration stated anew, in the words of the law; `section` is where it is filled in."""

    section: Section
    item: str
    before: str
    after: str


class ApplicationView(ApplicationSummary):
    """`about` is the application that made the version in force of the business a filing is about, `registered` what is
    registered of it and `changes`, for its applicant, what the filing states anew as far as it is filled in. `entries`
    is the course it took, `founding` what founders choose from. `missing_for_operator` and `missing_for_documents` say
    what keeps the next steps from being taken."""

    about: str | None
    registered: RegisteredView | None
    changes: tuple[ChangeView, ...]
    county_code: str
    masked: bool
    premises: SectionView | None
    operator: SectionView | None
    parties: SectionView | None
    founding: FoundingView | None
    details: SectionView | None
    matter: SectionView | None
    attachments: tuple[AttachmentView, ...]
    locks: Locks
    operator_locked_at: datetime | None
    documents_revision: int | None
    documents_current: bool
    signing: SigningWindowView | None
    entries: tuple[StageView, ...]
    missing_for_operator: tuple[FindingView, ...]
    missing_for_documents: tuple[FindingView, ...]


class Changes(BaseModel):
    """JSON pointers to the fields that differ from what the applicant confirmed last."""

    pointers: tuple[str, ...]


class PictureView(BaseModel):
    """`reading` is None while it is being read. `insisted`: the applicant stands by it."""

    kind: str
    reading: Reading | None
    insisted: bool
    doubts: tuple[FindingView, ...]


class EvidenceView(BaseModel):
    """`offered` are fields of the operator's form as they stand on the identity card."""

    pictures: tuple[PictureView, ...]
    offered: dict[str, str]


class DocumentView(BaseModel):
    """`unchanged`: it is the document that was handed in before the correction, and its signature stands."""

    kind: str
    title: str
    pages: int
    sha256: str
    sm3: str
    unchanged: bool = False


class DocumentList(BaseModel):
    """`current` is false once something changed after the documents were made; `confirmed_at` fixes them."""

    revision: int
    prepared_at: datetime
    current: bool
    confirmed_at: datetime | None
    documents: tuple[DocumentView, ...]


class Timeline(BaseModel):
    application_no: str
    stage: str
    stage_label: str
    waits_for: Actor | None
    deadline: datetime | None
    entries: tuple[StageView, ...]


def shown(entries: Sequence[StageEntry]) -> tuple[StageView, ...]:
    """The lines of a timeline as everybody is told them."""
    return tuple(
        StageView(
            number=entry.number,
            stage=entry.stage,
            label=application_stages.label(entry.stage),
            at=entry.at,
            waits_for=told(entry.waits_for),
            deadline=entry.deadline,
        )
        for entry in entries
    )


def waits_for(last: StageEntry | None) -> Actor | None:
    """Whom an application waits for by its last line; one without any was just opened, by its applicant."""
    return told(last.waits_for) if last else Actor.APPLICANT


def told(actor: str | None) -> Actor | None:
    return Actor(actor) if actor else None
