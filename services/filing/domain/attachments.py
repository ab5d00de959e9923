"""Which files may be attached, and what is kept of them; what a file is, is read from its content, never its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import filetype

from catalogues import upload_limits
from catalogues.filing_types.words import Section
from kernel.errors import Refusal
from kernel.pdf.page_pictures import is_pdf
from kernel.pdf.picture_book import picture_book
from services.filing.domain.legibility import look_alike, look_of, refuse_illegible
from services.filing.domain.pictures import JPEG, PNG, kept, opened
from services.filing.domain.uploads import refused

PDF = "application/pdf"


class AttachmentKind(StrEnum):
    PHOTO = "photo"
    ID_CARD_FRONT = "id_card_front"
    ID_CARD_BACK = "id_card_back"
    HOUSEHOLD_BOOK = "household_book"
    MARRIAGE_CERTIFICATE = "marriage_certificate"
    PREMISES_PROOF = "premises_proof"
    FURTHER_PREMISES_PROOF = "further_premises_proof"


_LABELS: Mapping[str, tuple[str, str]] = {
    AttachmentKind.PHOTO: ("申请人照片", "photograph"),
    AttachmentKind.ID_CARD_FRONT: ("证件照（人像面）", "portrait side of the identity card"),
    AttachmentKind.ID_CARD_BACK: ("证件照（国徽面）", "emblem side of the identity card"),
    AttachmentKind.HOUSEHOLD_BOOK: ("户口簿", "household book"),
    AttachmentKind.MARRIAGE_CERTIFICATE: ("结婚证", "marriage certificate"),
    AttachmentKind.PREMISES_PROOF: ("经营场所使用证明", "proof of the premises"),
    AttachmentKind.FURTHER_PREMISES_PROOF: ("其他经营场所的使用证明", "proof of the further premises"),
}


_OF_PREMISES = frozenset({AttachmentKind.PREMISES_PROOF, AttachmentKind.FURTHER_PREMISES_PROOF})


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored of an upload. `look` tells the same picture again; a PDF has none."""

    content: bytes
    media_type: str
    look: str | None


def section_of(kind: AttachmentKind) -> Literal[Section.OPERATOR, Section.DETAILS]:
    """The section whose lock also locks the file."""
    return Section.DETAILS if kind in _OF_PREMISES else Section.OPERATOR


def refuse_size(content: bytes) -> None:
    """Raises Refusal for a file that is empty or larger than any may be."""
    if not content:
        raise refused("empty", "文件是空的（0 字节）", "The file is empty (0 bytes)")
    if len(content) > upload_limits.most_bytes():
        most = upload_limits.most_megabytes()
        raise refused("too_large", f"文件不得超过 {most} MB", f"A file has at most {most} MB")


def media_type_of(kind: AttachmentKind, content: bytes) -> str:
    """What the file is. Raises Refusal for what cannot be attached as `kind`."""
    refuse_size(content)
    allowed = upload_limits.of(kind).media_types
    guessed = filetype.guess(content[:8192])
    found = PDF if is_pdf(content) else guessed.mime if guessed else ""
    if found not in allowed:
        names = "、".join(_NAMES[media_type] for media_type in allowed)
        raise refused("wrong_type", f"只能上传 {names} 文件", f"Only {names} files can be uploaded here")
    return str(found)


def picture_of(kind: AttachmentKind, content: bytes) -> Kept:
    """The picture as it is kept. Raises Refusal for what cannot be opened, or shows nothing an official could read."""
    limits = upload_limits.of(kind)
    picture = opened(content, limits.kept_side)
    refuse_illegible(picture, limits)
    return Kept(kept(picture), JPEG, look_of(picture))


def bound(kind: AttachmentKind, pages: Sequence[bytes]) -> Kept:
    """The pages of a PDF as they are kept: one as a picture, several bound together. Raises Refusal where no page
    shows anything an official could read."""
    limits, trouble = upload_limits.of(kind), None
    for page in pages:
        try:
            refuse_illegible(opened(page), limits)
        except Refusal as refusal:
            trouble = trouble or refusal
        else:
            return Kept(pages[0], JPEG, None) if len(pages) == 1 else Kept(picture_book(pages), PDF, None)
    raise trouble or refused("pdf_no_pages", "PDF 没有任何页面", "The PDF has no pages")


def refuse_same(kind: AttachmentKind, look: str | None, others: Iterable[tuple[str, str | None]]) -> None:
    """Raises Refusal where one of the `others`, kind and look, is this very picture. Proofs of premises may be: leases
    on one form look alike, and one paper may prove several places."""
    for other, looks in others:
        if {kind, other} <= _OF_PREMISES:
            continue
        if look and looks and look_alike(look, looks):
            raise _same_as(other)


def _same_as(kind: str) -> Refusal:
    zh, en = _LABELS[kind]
    return refused(
        "same_picture",
        f"与已上传的“{zh}”是同一张图片",
        f"This is the same picture as the one uploaded as {en}",
    )


_NAMES = {JPEG: "JPG", PNG: "PNG", PDF: "PDF"}
