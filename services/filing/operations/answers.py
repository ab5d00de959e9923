"""What the filing service tells applicants and examiners."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel


class Labelled(BaseModel):
    code: str
    name: str


class OpenApplication(BaseModel):
    """`request_id` is chosen by the applicant's browser; sending it again opens nothing new."""

    request_id: str
    type_code: str
    county_code: str


class ApplicationOpened(BaseModel):
    """`filing_type` and its edition are what the case is opened with."""

    application_no: str
    authority: Labelled
    filing_type: str
    filing_type_edition: str


class SectionView(BaseModel):
    """A section as kept and what follows from it. `version` is the section's ETag."""

    version: int
    updated_at: datetime
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


class SigningWindowView(BaseModel):
    """`deadline` is 24:00 of `last_day` in China; `notice` is the red sentence of the signing page."""

    deadline: datetime
    last_day: date
    notice: str


class ApplicationSummary(BaseModel):
    application_no: str
    type: Labelled
    authority: Labelled
    stage: str
    stage_label: str
    full_name: str | None
    created_at: datetime


class ApplicationPage(BaseModel):
    items: tuple[ApplicationSummary, ...]
    total: int
    page: int
    size: int


class ApplicationView(ApplicationSummary):
    """`missing_for_operator` and `missing_for_documents` say what keeps the next steps from being taken."""

    county_code: str
    masked: bool
    premises: SectionView | None
    operator: SectionView | None
    details: SectionView | None
    attachments: tuple[AttachmentView, ...]
    locks: Locks
    operator_locked_at: datetime | None
    documents_revision: int | None
    documents_current: bool
    signing: SigningWindowView | None
    missing_for_operator: tuple[FindingView, ...]
    missing_for_documents: tuple[FindingView, ...]


class DocumentView(BaseModel):
    kind: str
    title: str
    pages: int
    sha256: str
    sm3: str


class DocumentList(BaseModel):
    """`current` is false once something changed after the documents were made; `confirmed_at` fixes them."""

    revision: int
    prepared_at: datetime
    current: bool
    confirmed_at: datetime | None
    documents: tuple[DocumentView, ...]


class StageView(BaseModel):
    number: int
    stage: str
    label: str
    at: datetime


class Timeline(BaseModel):
    application_no: str
    stage: str
    stage_label: str
    entries: tuple[StageView, ...]
