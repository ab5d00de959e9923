"""The pages of a PDF from a stranger as pictures: drawn in a process that has little time and memory and then ends."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

from kernel.errors import Outage, Refusal

_ROOT = Path(__file__).resolve().parents[2]
_HEADER, _HEADER_WITHIN = b"%PDF-", 1024
"""Where readers look for the header (ISO 32000-1, annex H, note 13): what stands before it is not the document's."""

_AT_ONCE = threading.BoundedSemaphore(2)

_REASONS = {
    "scripts": ("PDF 含有脚本", "The PDF holds scripts", False),
    "actions": (
        "PDF 含有会自动执行的操作（启动程序、提交表单等）",
        "The PDF holds actions that start programs or send forms",
        False,
    ),
    "embedded": ("PDF 内嵌了其他文件", "Other files are embedded in the PDF", False),
    "xfa": ("PDF 是动态表单（XFA）", "The PDF is a dynamic form (XFA)", False),
    "no_pages": ("PDF 没有任何页面", "The PDF has no pages", True),
    "password": ("打开 PDF 需要密码", "The PDF takes a password to open", True),
    "unreadable": ("PDF 已损坏，无法打开", "The PDF is damaged and cannot be opened", True),
    "too_slow": ("PDF 过于复杂，无法打开", "The PDF is too complex to be opened", False),
}


def is_pdf(content: bytes) -> bool:
    """Whether a reader would take it for a PDF: its header may stand behind a byte order mark or blank lines."""
    before, found, _ = content[:_HEADER_WITHIN].partition(_HEADER)
    return bool(found) and not before.removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\n\f\0")


def page_pictures(content: bytes, *, most_pages: int, side: int, seconds: int) -> list[bytes]:
    """Each page as JPEG, its longest side `side` pixels.

    Raises Refusal `filing.attachment_pdf_*` with the reason: what acts or holds other files, takes a password, has no
    page or too many, is damaged, or takes longer than `seconds`. Raises Outage when no process can be started.
    """
    asked = [sys.executable, "-m", "kernel.pdf.page_drawer", str(most_pages), str(side), str(seconds)]
    start = content.index(_HEADER)
    try:
        with _AT_ONCE:
            answer = subprocess.run(  # noqa: S603 - this interpreter, our own module
                asked,
                input=content[start:],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
                timeout=2 * seconds,
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise _refused("too_slow") from None
    except OSError:
        raise Outage("pdf.no_process") from None
    head, _, pictures = answer.stdout.partition(b"\n")
    if answer.returncode < 0:
        raise _refused("too_slow")
    if answer.returncode or not head:
        raise _refused("unreadable")
    said = json.loads(head)
    if "pages" in said:
        raise _too_many(most_pages)
    if "refused" in said:
        raise _refused(said["refused"])
    found, at = [], 0
    for size in said["sizes"]:
        found.append(pictures[at : at + size])
        at += size
    return found


def _refused(reason: str) -> Refusal:
    zh, en, sound = _REASONS[reason]
    advice = (
        ("请重新导出，或者拍照上传", "Export it again, or photograph the pages")
        if sound
        else ("请打印成不含脚本和附件的 PDF，或者拍照上传", "Print it to a plain PDF, or photograph the pages")
    )
    return Refusal(f"filing.attachment_pdf_{reason}", zh, en, pointer="", remedy_zh=advice[0], remedy_en=advice[1])


def _too_many(most: int) -> Refusal:
    return Refusal(
        "filing.attachment_too_many_pages",
        f"最多 {most} 页",
        f"At most {most} pages",
        pointer="",
        remedy_zh="请只上传与经营场所有关的页面",
        remedy_en="Upload only the pages that concern the premises",
    )
