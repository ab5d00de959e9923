"""Which files may be attached; what a file is, is read from its content and never from its name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import filetype

from catalogues.filing_types.words import Section
from kernel.pdf.reading import page_count
from services.filing.domain.pictures import check_picture, refused

MOST_PDF_PAGES = 30

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"


class AttachmentKind(StrEnum):
    PHOTO = "photo"
    ID_CARD_FRONT = "id_card_front"
    ID_CARD_BACK = "id_card_back"
    HOUSEHOLD_BOOK = "household_book"
    MARRIAGE_CERTIFICATE = "marriage_certificate"
    PREMISES_PROOF = "premises_proof"
    FURTHER_PREMISES_PROOF = "further_premises_proof"


@dataclass(frozen=True, slots=True)
class _Rule:
    media_types: tuple[str, ...]
    most_bytes: int
    section: Literal[Section.OPERATOR, Section.DETAILS]


_PICTURE = _Rule((JPEG, PNG), 5_000_000, Section.OPERATOR)
_PROOF = _Rule((JPEG, PNG, PDF), 5_000_000, Section.DETAILS)
_RULES = dict.fromkeys(AttachmentKind, _PICTURE) | {
    AttachmentKind.PHOTO: _Rule((JPEG, PNG), 2_000_000, Section.OPERATOR),
    AttachmentKind.PREMISES_PROOF: _PROOF,
    AttachmentKind.FURTHER_PREMISES_PROOF: _PROOF,
}


def section_of(kind: AttachmentKind) -> Literal[Section.OPERATOR, Section.DETAILS]:
    """The section whose lock also locks the file."""
    return _RULES[kind].section


def inspect(kind: AttachmentKind, content: bytes) -> str:
    """The media type of a file that may be attached as `kind`. Raises Refusal for any other file."""
    rule = _RULES[kind]
    if not content:
        raise refused("empty", "文件是空的", "The file is empty")
    if len(content) > rule.most_bytes:
        most = rule.most_bytes // 1_000_000
        raise refused("too_large", f"文件不得超过 {most} MB", f"A file of this kind has at most {most} MB")
    guessed = filetype.guess(content[:8192])
    if guessed is None or guessed.mime not in rule.media_types:
        names = "、".join(_NAMES[allowed] for allowed in rule.media_types)
        raise refused("wrong_type", f"只能上传 {names} 文件", f"Only {names} files can be uploaded here")
    if guessed.mime == PDF:
        if page_count(content) > MOST_PDF_PAGES:
            raise refused("too_many_pages", f"最多 {MOST_PDF_PAGES} 页", f"At most {MOST_PDF_PAGES} pages")
        return PDF
    check_picture(content)
    return JPEG if guessed.mime == JPEG else PNG


_NAMES = {JPEG: "JPG", PNG: "PNG", PDF: "PDF"}
