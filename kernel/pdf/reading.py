"""Opens a PDF somebody gave us, or says plainly that it cannot be read."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader

from kernel.errors import Defect, Outage, Refusal
from kernel.pdf.certificate_names import accept_long_names, accept_new_characters, compare_names_once
from kernel.pdf.syntax import read_at_once

# The library's log lines and tracebacks name certificate holders; every outcome is told to the caller instead.
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)
accept_new_characters()
accept_long_names()
compare_names_once()
read_at_once()


def unreadable(reason_zh: str, reason_en: str) -> Refusal:
    return Refusal(
        "pdf.unreadable",
        f"无法读取该 PDF 文件：{reason_zh}",
        f"This PDF file cannot be read: {reason_en}",
        remedy_zh="请上传未加密且未损坏的 PDF 文件",
        remedy_en="Please upload a PDF file that is neither encrypted nor damaged",
    )


@contextmanager
def opened(pdf: bytes) -> Iterator[PdfFileReader]:
    """A reader of `pdf`. Whatever goes wrong in reading inside the block is `Refusal("pdf.unreadable")`."""
    if not pdf.startswith(b"%PDF-"):
        raise unreadable("不是 PDF 文件", "it is not a PDF")
    try:
        reader = PdfFileReader(BytesIO(pdf))
        if reader.encrypted:
            raise unreadable("文件已加密", "it is encrypted")
        _ = reader.root["/Pages"]
        yield reader
    except (Refusal, Outage, Defect):
        raise
    # A damaged or hostile file makes the parser fail in any way it likes, down to RecursionError and KeyError.
    except Exception as error:
        raise unreadable("文件已损坏", "it is damaged") from error


def page_count(pdf: bytes) -> int:
    """How many pages; raises `Refusal("pdf.unreadable")`."""
    with opened(pdf) as reader:
        return int(reader.root["/Pages"]["/Count"])
