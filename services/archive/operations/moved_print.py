"""A volume as a print: a cover, every document after the other, on each page its number and the stamp of queries."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from catalogues import authorities
from kernel.clock import local_date
from services.archive.domain.metadata import moment
from services.archive.operations.copy_pages import PDFIUM
from services.archive.operations.packages import document_of
from services.archive.operations.resources import Resources
from services.archive.store.moves import FileMove
from services.archive.store.volumes import FiledDocument, Volume

_TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "move_print.typ"


def printed(
    resources: Resources,
    move: FileMove,
    volume: Volume,
    documents: Sequence[FiledDocument],
    stored: Mapping[str, bytes],
    now: datetime,
) -> bytes:
    """One PDF of a volume and its supplements (辽宁方案 四（三）5). `stored` has their packages by name. Signatures and
    seals are drawn in it and prove nothing any more: the stamp and the manifest's digest do."""
    contents = [
        document_of(stored[place], place, document.file_name)
        for document in documents
        for place in [document.supplement_name or document.volume_name]
    ]
    with PDFIUM:
        merged = _merged(contents)
        pages = len(merged)
        shape = resources.typesetter.render(
            _TEMPLATE, _data(resources, move, volume, documents, pages, now), timestamp=now
        )
        return _stamped(merged, shape)


def _data(
    resources: Resources,
    move: FileMove,
    volume: Volume,
    documents: Sequence[FiledDocument],
    pages: int,
    now: datetime,
) -> dict[str, object]:
    return {
        "title": "登记档案打印件",
        "demo": resources.demonstration,
        "from": authorities.get(move.from_authority).name,
        "to": authorities.get(move.to_authority).name,
        "application_no": move.application_no,
        "archive_no": volume.archive_no,
        "volume_name": volume.volume_name,
        "category": volume.category,
        "full_name": volume.full_name,
        "uscc": volume.uscc,
        "printed_on": local_date(now).isoformat(),
        "printed_at": moment(now),
        "pages": pages,
        "documents": [
            {"title": document.title, "pages": document.page_to - document.page_from + 1} for document in documents
        ],
    }


def _merged(contents: Sequence[bytes]) -> pypdfium2.PdfDocument:
    merged = pypdfium2.PdfDocument.new()
    for content in contents:
        one = pypdfium2.PdfDocument(content)
        one.init_forms()  # signatures and seals are drawn in fields
        if one.formenv:
            for page in one:
                page.flatten()
        merged.import_pages(one)
        one.close()
    return merged


def _stamped(merged: pypdfium2.PdfDocument, shape: bytes) -> bytes:
    """`shape` is the cover, then as many pages as there are to be stamped, each with what is drawn over one."""
    drawn = pypdfium2.PdfDocument(shape)
    covers = len(drawn) - len(merged)
    for number, page in enumerate(merged):
        over = raw.FPDF_NewXObjectFromPage(merged, drawn, covers + number)
        stamp = pypdfium2.PdfObject(raw.FPDF_NewFormObjectFromXObject(over), pdf=merged)
        page.insert_obj(stamp)
        page.gen_content()
        raw.FPDF_CloseXObject(over)
    merged.import_pages(drawn, list(range(covers)), 0)
    out = io.BytesIO()
    merged.save(out)
    drawn.close()
    merged.close()
    return out.getvalue()
