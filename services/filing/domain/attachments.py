"""Which files may be attached; what a file is, is read from its content and never from its name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import Literal

import filetype
from PIL import Image, ImageOps

from catalogues.filing_types.words import Section
from kernel.errors import Refusal
from kernel.pdf.reading import page_count

MOST_PIXELS = 30_000_000
MOST_PDF_PAGES = 30
PRINTED_SIDE = 1600
"""Longest side in pixels of a picture inside a document: 200 dpi over the width of a page."""

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"


class AttachmentKind(StrEnum):
    PHOTO = "photo"
    ID_CARD_FRONT = "id_card_front"
    ID_CARD_BACK = "id_card_back"
    HOUSEHOLD_BOOK = "household_book"
    MARRIAGE_CERTIFICATE = "marriage_certificate"
    PREMISES_PROOF = "premises_proof"


@dataclass(frozen=True, slots=True)
class _Rule:
    media_types: tuple[str, ...]
    most_bytes: int
    section: Literal[Section.OPERATOR, Section.DETAILS]


_PICTURE = _Rule((JPEG, PNG), 5_000_000, Section.OPERATOR)
_RULES = dict.fromkeys(AttachmentKind, _PICTURE) | {
    AttachmentKind.PHOTO: _Rule((JPEG, PNG), 2_000_000, Section.OPERATOR),
    AttachmentKind.PREMISES_PROOF: _Rule((JPEG, PNG, PDF), 5_000_000, Section.DETAILS),
}


def section_of(kind: AttachmentKind) -> Literal[Section.OPERATOR, Section.DETAILS]:
    """The section whose lock also locks the file."""
    return _RULES[kind].section


def inspect(kind: AttachmentKind, content: bytes) -> str:
    """The media type of a file that may be attached as `kind`. Raises Refusal for any other file."""
    rule = _RULES[kind]
    if not content:
        raise _refused("empty", "文件是空的", "The file is empty")
    if len(content) > rule.most_bytes:
        most = rule.most_bytes // 1_000_000
        raise _refused("too_large", f"文件不得超过 {most} MB", f"A file of this kind has at most {most} MB")
    guessed = filetype.guess(content[:8192])
    if guessed is None or guessed.mime not in rule.media_types:
        names = "、".join(_NAMES[allowed] for allowed in rule.media_types)
        raise _refused("wrong_type", f"只能上传 {names} 文件", f"Only {names} files can be uploaded here")
    if guessed.mime == PDF:
        if page_count(content) > MOST_PDF_PAGES:
            raise _refused("too_many_pages", f"最多 {MOST_PDF_PAGES} 页", f"At most {MOST_PDF_PAGES} pages")
        return PDF
    with _opened(content):
        pass
    return JPEG if guessed.mime == JPEG else PNG


def printable(content: bytes) -> bytes:
    """The picture as documents carry it: upright, plain RGB, no larger than print needs, without the metadata a
    camera writes (place and time). The same picture gives the same bytes."""
    with _opened(content) as picture:
        upright = ImageOps.exif_transpose(picture) or picture
        upright.thumbnail((PRINTED_SIDE, PRINTED_SIDE), Image.Resampling.LANCZOS)
        flat = Image.new("RGB", upright.size, "white")
        rgba = upright.convert("RGBA")
        flat.paste(rgba, mask=rgba.getchannel("A"))
        out = BytesIO()
        flat.save(out, "JPEG", quality=85)
        return out.getvalue()


_NAMES = {JPEG: "JPG", PNG: "PNG", PDF: "PDF"}


def _opened(content: bytes) -> Image.Image:
    """The whole picture, decoded; its size is known before any pixel is."""
    try:
        picture = Image.open(BytesIO(content), formats=("JPEG", "PNG"))
        if picture.width * picture.height > MOST_PIXELS:
            raise _too_many_pixels()
        picture.draft("RGB", (2 * PRINTED_SIDE, 2 * PRINTED_SIDE))
        picture.load()
    except Refusal:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    # A damaged or hostile file makes the decoder fail in any way it likes.
    except Exception:
        raise _refused("unreadable", "图片已损坏，无法打开", "The picture is damaged and cannot be opened") from None
    return picture


def _too_many_pixels() -> Refusal:
    return _refused(
        "too_many_pixels",
        f"图片像素过大，最多 {MOST_PIXELS // 10_000} 万像素",
        f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels",
    )


def _refused(code: str, zh: str, en: str) -> Refusal:
    return Refusal(
        f"filing.attachment_{code}",
        zh,
        en,
        pointer="",
        remedy_zh="请重新拍摄或选择文件后上传",
        remedy_en="Take the picture again or choose another file",
    )
