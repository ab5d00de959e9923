"""Sets a copy: a cover, then the pages of the originals, each under the watermark."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pypdfium2
import segno

from kernel.errors import Defect
from kernel.typesetting.typesetter import Typesetter
from services.archive.domain.copies import MARK

_TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
_WIDTH, _HEIGHT = 595.28, 841.89
_pdfium = threading.Lock()  # PDFium is not made for threads


def copy_pdf(
    typesetter: Typesetter, told: Mapping[str, Any], address: str, originals: Sequence[bytes], made_at: datetime
) -> bytes:
    """The copy as a PDF. `told` is what cover and watermark print; `address` is what the cover's symbol leads to.

    No page can be taken for the original: seals are part of the picture, and nothing in a copy verifies as a
    signature. What it is a copy of lies in it for programs too, as the file `kaiye-copy.json`.
    """
    cover = typesetter.render(
        _TEMPLATES / "copy_cover.typ", told, timestamp=made_at, files={"code.svg": _symbol(address)}
    )
    overlay = typesetter.render(_TEMPLATES / "copy_overlay.typ", told, timestamp=made_at)
    mark = {
        "copy_no": told["copy_no"],
        "code": told["code"],
        "made_at": told["made_at"],
        "documents": [{name: each[name] for name in ("number", "title", "sha256")} for each in told["documents"]],
    }
    try:
        with _pdfium:
            return _merged(cover, overlay, originals, mark)
    except pypdfium2.PdfiumError as error:
        raise Defect("archive.copy_not_made", str(told["copy_no"])) from error


def _merged(cover: bytes, overlay: bytes, originals: Sequence[bytes], mark: Mapping[str, Any]) -> bytes:
    copy, watermark = pypdfium2.PdfDocument.new(), pypdfium2.PdfDocument(overlay)
    try:
        first = pypdfium2.PdfDocument(cover)
        copy.import_pages(first)
        covered = len(copy)
        first.close()
        for original in originals:
            single = pypdfium2.PdfDocument(original)
            single.init_forms()
            for number in range(len(single) if single.formenv else 0):
                single[number].flatten()  # a signature's field is left behind, its picture stays
            copy.import_pages(single)
            single.close()
        over = watermark.page_as_xobject(0, copy)
        for number in range(covered, len(copy)):
            page = copy[number]
            laid = over.as_pageobject()
            width, height = page.get_size()
            laid.set_matrix(pypdfium2.PdfMatrix().scale(width / _WIDTH, height / _HEIGHT))
            page.insert_obj(laid)
            page.gen_content()
            page.close()
        copy.new_attachment(MARK).set_data(json.dumps(mark, ensure_ascii=False, sort_keys=True).encode())
        written = io.BytesIO()
        copy.save(written)
    finally:
        watermark.close()
        copy.close()
    return written.getvalue()


def _symbol(address: str) -> bytes:
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False)
    return out.getvalue()
