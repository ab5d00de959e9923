"""Lays a licence on the sheet that the printer takes: larger, moved, with the seal as a picture, or several at once."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import PdfDocument, PdfMatrix

from catalogues.licence_paper import Size
from kernel.pdf.signing import Box

_pdfium = threading.Lock()  # PDFium is not made for threads
_POINTS_PER_MM = 72 / 25.4
_WIDTHS: dict[Size, float] = {"a4": 297 * _POINTS_PER_MM, "a3": 420 * _POINTS_PER_MM}
"""Of a landscape sheet; its height follows, since all of them have the same shape (ISO 216)."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far the printer is out, in millimetres: what is added to the right, and downwards."""

    right: float = 0
    down: float = 0


AS_IT_IS = Place()


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of a seal and the box it fills on the face."""

    content: bytes
    box: Box


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a licence (A4, landscape) and the paper it goes onto."""

    face: bytes
    size: Size
    place: Place = AS_IT_IS
    seal: Picture | None = None


def imposed(sheets: Sequence[Sheet]) -> bytes:
    """One document for the printer, a page for each sheet, in their order. A signature covers a file of its own, so
    none is left in it: the seal is a picture, as it is on paper."""
    with _pdfium:
        made = PdfDocument.new()
        try:
            for sheet in sheets:
                _add(made, sheet)
            written = io.BytesIO()
            made.save(written)
        finally:
            made.close()
    return written.getvalue()


def _add(made: PdfDocument, sheet: Sheet) -> None:
    source = PdfDocument(sheet.face)
    try:
        source.init_forms()
        if source.formenv:
            source[0].flatten()  # the seal of a sealed licence is the picture of a signature field
        width, height = source[0].get_size()
        factor = _WIDTHS[sheet.size] / width
        page = made.new_page(width * factor, height * factor)
        moved = PdfMatrix().scale(factor, factor)
        moved = moved.translate(sheet.place.right * _POINTS_PER_MM, -sheet.place.down * _POINTS_PER_MM)
        _draw(made, page, source, moved)
        if sheet.seal is not None:
            _stamp(made, page, sheet.seal, moved)
        page.gen_content()
    finally:
        source.close()


def _stamp(made: PdfDocument, page: pypdfium2.PdfPage, seal: Picture, moved: PdfMatrix) -> None:
    picture = PdfDocument(seal.content)
    try:
        left, bottom, right, top = seal.box
        width, height = picture[0].get_size()
        placed = PdfMatrix().scale((right - left) / width, (top - bottom) / height).translate(left, bottom)
        _draw(made, page, picture, placed.multiply(moved))
    finally:
        picture.close()


def _draw(made: PdfDocument, page: pypdfium2.PdfPage, source: PdfDocument, matrix: PdfMatrix) -> None:
    drawn = source.page_as_xobject(0, made).as_pageobject()
    drawn.transform(matrix)
    page.insert_obj(drawn)
