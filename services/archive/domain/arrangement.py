"""Where each document lies in a volume, and on which pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol, TypeVar

from catalogues.archive import catalogue, page_label
from catalogues.filing_types import editions
from catalogues.filing_types.description import FilingType
from catalogues.filing_types.words import DocumentKind
from kernel.errors import Defect

INVENTORY = "catalogue"
"""The word under which volumes keep their inventory, and which names its file."""
INVENTORY_TITLE = "卷内目录"
FILING_RECORD = "filing_record"

# The notice's catalogue in its order (晋市监发〔2022〕66号 2.3); notice and licence lie between its last two sections.
_BEFORE = (
    DocumentKind.NAME_COMMITMENT,
    DocumentKind.NAME_NOTICE,
    DocumentKind.APPLICATION_FORM,
    DocumentKind.IDENTITY_DOCUMENT,
    DocumentKind.PREMISES_COMMITMENT,
    DocumentKind.REVIEW_SHEET,
)
_MATERIAL = (*_BEFORE[:-1], DocumentKind.SIGNED_SCAN)
_ESTABLISHMENT = "设立登记"
_COURSE = "办理过程"
"""What was handed in and returned, and what the authority wrote on the way: after the notice's own sections."""
LATER = "补充材料"
"""What came after the volume was filed."""
_ESTABLISHMENTS = "01"
"""Business type of what that catalogue is for."""


@dataclass(frozen=True)
class Section:
    group: str
    subgroup: str | None
    title: str


@dataclass(frozen=True)
class Entry:
    """One line of the inventory; `number` counts from 1 through the whole volume (0 is the inventory itself)."""

    number: int
    kind: str
    section: Section
    page_from: int
    page_to: int

    @property
    def pages(self) -> int:
        return self.page_to - self.page_from + 1

    @property
    def page_label(self) -> str:
        return page_label(self.page_from, self.page_to)

    @property
    def file_name(self) -> str:
        return file_name(self.number, self.kind)


class Paged(Protocol):
    @property
    def kind(self) -> str: ...

    @property
    def pages(self) -> int: ...

    @property
    def submission(self) -> int | None: ...

    @property
    def outcome(self) -> str | None: ...


DocumentType = TypeVar("DocumentType", bound=Paged)


@cache
def sections(business_type: str = _ESTABLISHMENTS) -> dict[str, Section]:
    """The section of each kind of document, in the order of the volume: as the notice has it for an establishment; of
    another business with its own category and the titles of its description, what only it has before the rest."""
    of_establishment = _of_establishment()
    if business_type == _ESTABLISHMENTS:
        return of_establishment
    described = editions.of_business_type(business_type)
    own = {
        document.kind: Section(described.archive_category, f"{described.archive_category}材料", document.title)
        for document in described.documents
        if document.kind not in of_establishment
    }
    return own | {
        kind: _of_business(described, kind, section) if section.group == _ESTABLISHMENT else section
        for kind, section in of_establishment.items()
    }


def _of_business(described: FilingType, kind: str, section: Section) -> Section:
    known = {document.kind: document.title for document in described.documents}
    title = known.get(DocumentKind(kind), section.title) if kind != FILING_RECORD else section.title
    category = described.archive_category
    title = title.replace(_ESTABLISHMENT, category)
    subgroup = section.subgroup and (f"{category}材料" if kind in _MATERIAL else title)
    return Section(category, subgroup, title)


def _of_establishment() -> dict[str, Section]:
    found = catalogue().sections
    named = {
        kind: Section(section.group, _subgroup(section.group, section.subgroup, section.title), section.title)
        for kind, section in zip((*_BEFORE, FILING_RECORD), found, strict=True)
    }
    record, sheet = named.pop(FILING_RECORD), named.pop(DocumentKind.REVIEW_SHEET)
    return {
        **named,
        DocumentKind.SIGNED_SCAN: Section(_ESTABLISHMENT, "设立登记材料", "签署件扫描件"),
        DocumentKind.REVIEW_SHEET: sheet,
        DocumentKind.MATERIAL_RECEIPT: Section(_ESTABLISHMENT, "申请材料接收凭证", "申请材料接收凭证"),
        DocumentKind.EXTENSION_NOTICE: Section(_ESTABLISHMENT, "延期通知书", "延期通知书"),
        DocumentKind.REVIEW_REQUEST: Section(_ESTABLISHMENT, "人工审查申请书", "人工审查申请书"),
        DocumentKind.COUNTERSIGNATURES: Section(_ESTABLISHMENT, "复核意见书", "复核意见书"),
        DocumentKind.REVIEW_ANSWER: Section(_ESTABLISHMENT, "人工审查答复书", "人工审查答复书"),
        DocumentKind.DECISION_NOTICE: Section(_ESTABLISHMENT, "登记通知书", "登记通知书"),
        DocumentKind.LICENCE: Section(_ESTABLISHMENT, "营业执照", "营业执照"),
        FILING_RECORD: record,
    }


def _subgroup(group: str, subgroup: str, title: str) -> str | None:
    return (subgroup or title) if group == _ESTABLISHMENT else None


def in_order(documents: Sequence[DocumentType], business_type: str = _ESTABLISHMENTS) -> list[DocumentType]:
    """The documents as the volume has them: those of the last submission by their sections, then those of earlier
    stages as they came; equals keep their order.

    Raises Defect `archive.unknown_document` for a kind the catalogue has no section for.
    """
    order = {kind: place for place, kind in enumerate(sections(business_type))}
    for document in documents:
        if document.kind not in order:
            raise Defect("archive.unknown_document", document.kind)
    return sorted(
        documents, key=lambda document: (document.submission or 0, 0 if document.submission else order[document.kind])
    )


def arrange(
    documents: Sequence[Paged], decision: str | None = None, business_type: str = _ESTABLISHMENTS
) -> tuple[Entry, ...]:
    """The inventory of documents that are in order: in each group of it pages count from 1, each document following
    the one before. `decision` is the outcome the notice to the applicant tells."""
    entries: list[Entry] = []
    for number, document in enumerate(documents, start=1):
        section = _section(document, document.outcome or decision, business_type)
        last = entries[-1] if entries else None
        follows = last and (last.section.group, last.section.subgroup) == (section.group, section.subgroup)
        start = last.page_to + 1 if last and follows else 1
        entries.append(Entry(number, document.kind, section, start, start + document.pages - 1))
    return tuple(entries)


def arrange_later(documents: Sequence[Paged], number: int, page: int) -> tuple[Entry, ...]:
    """Entries of a supplement: they go on with `number` and, among what came later, with `page`. Raises Defect
    `archive.unknown_document`."""
    entries = []
    for document in documents:
        found = sections().get(document.kind)
        if found is None:
            raise Defect("archive.unknown_document", document.kind)
        section = Section(LATER, None, found.title)
        entries.append(Entry(number, document.kind, section, page, page + document.pages - 1))
        number, page = number + 1, page + document.pages
    return tuple(entries)


def _section(document: Paged, outcome: str | None, business_type: str) -> Section:
    section = sections(business_type)[document.kind]
    title = section.title
    if document.kind == DocumentKind.DECISION_NOTICE:
        titles = editions.of_business_type(business_type).document(document.kind).titles
        title = titles.get(outcome or "", title)
    if document.submission is None:
        return Section(section.group, section.subgroup, title)
    return Section(_COURSE, f"第{document.submission}次提交", title)


def file_name(number: int, kind: str) -> str:
    """Plain letters only: names outlive file systems, and no normalisation form can break them."""
    return f"{number:02d}-{kind}.pdf"
