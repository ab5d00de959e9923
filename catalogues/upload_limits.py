"""What an uploaded file may be, and what a picture must show at least: one place for checks, pages and interfaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from catalogues import reading


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one kind of file. `kept_side` is the longest side that is kept, `least_sides` the shorter and the longer one
    a picture has at least, all in pixels. `least_sharpness` is the variance of the second derivative, along the axis
    where it is smaller, of a picture 640 pixels long and of full contrast. `most_glare` is the share of the picture
    that one reflection inside it may cover."""

    media_types: tuple[str, ...]
    kept_side: int
    least_sides: tuple[int, int]
    longest_to_shortest: float
    least_sharpness: float
    has_face: bool
    most_glare: float


@cache
def _document() -> Mapping[str, Any]:
    document: dict[str, Any] = reading.document("upload_limits.json")
    return MappingProxyType(document)


@cache
def of(kind: str) -> Limits:
    """The limits of a kind of file. Raises KeyError for a kind there is none of."""
    entry = _document()[kind]
    shorter, longer = entry["least_sides"]
    types = tuple(entry["media_types"])
    return Limits(**entry | {"media_types": types, "least_sides": (shorter, longer)})


def most_bytes() -> int:
    """How large a file of any kind may be."""
    return int(_document()["most_bytes"])


def most_megabytes() -> int:
    """The same as people are told it, in millions of bytes."""
    return most_bytes() // 1_000_000


def most_pixels(media_type: str) -> int:
    return int(_document()["most_pixels"][media_type])


def most_pdf_pages() -> int:
    return int(_document()["most_pdf_pages"])


def pdf_seconds() -> int:
    """How long the pages of one PDF may take to be drawn."""
    return int(_document()["pdf_seconds"])


def pdf_page_side() -> int:
    """Longest side in pixels of a page that is kept as a picture: 105 dpi of an A4 page."""
    return int(_document()["pdf_page_side"])
