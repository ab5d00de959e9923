"""Shows a page of a PDF as a picture, since phones show no PDF inside a page."""

from __future__ import annotations

import io
import threading

import pypdfium2
from PIL.Image import Dither, Quantize

from kernel.errors import not_found

SCREEN = 1.6
"""Pixels per point: 115 dpi, sharp enough to read on a phone and small enough to wait for."""

_COLOURS = 64
"""Chosen by octree, which keeps the few colours of a face beside the many greys of the letters."""

_lock = threading.Lock()  # PDFium is not made for threads


def picture(content: bytes, number: int, *, scale: float = SCREEN, width: int | None = None) -> bytes:
    """Page `number` (from 1) as PNG, `scale` in pixels per point, or as many pixels wide as `width` says.

    Raises Refusal `page.not_found` for a page the document does not have.
    """
    with _lock:
        document = pypdfium2.PdfDocument(content)
        document.init_forms()  # seals and signatures are the pictures of form fields
        try:
            if not 1 <= number <= len(document):
                raise not_found("page", "没有这一页", "There is no such page")
            page = document[number - 1]
            image = page.render(scale=width / page.get_width() if width else scale, grayscale=False).to_pil()
        finally:
            document.close()
    packed = io.BytesIO()
    image.quantize(_COLOURS, Quantize.FASTOCTREE, dither=Dither.NONE).save(packed, "PNG", optimize=False)
    return packed.getvalue()
