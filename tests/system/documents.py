"""Reads what lies inside a licence."""

from __future__ import annotations

import io

from pyhanko.pdf_utils.reader import PdfFileReader


def attached_data(pdf: bytes) -> str:
    """The licence's data as attached to it (PDF/A-3, ISO 19005-3)."""
    (attached,) = PdfFileReader(io.BytesIO(pdf)).root["/AF"]
    return str(attached.get_object()["/EF"]["/F"].data.decode())
