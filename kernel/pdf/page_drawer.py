"""The process that opens one PDF of a stranger: `python -m kernel.pdf.page_drawer MOST_PAGES SIDE SECONDS`."""

from __future__ import annotations

import json
import resource
import sys
from io import BytesIO

import pypdfium2
from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

_MEMORY = 1_500_000_000
_MOST_OBJECTS = 100_000
_MOST_SCALE = 6.0
_QUALITY = 70
_FORM_XFA = (2, 3)
"""`FPDF_GetFormType`: XFA as the whole document, and in the foreground."""

_SCRIPTS = frozenset({"/JavaScript", "/Rendition", "/RichMediaExecute"})
_ACTIONS = frozenset({"/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Movie", "/Sound", "/GoTo3DView"})
_IN_PLAIN_SIGHT = {b"/JavaScript": "scripts", b"/Launch": "actions", b"/EmbeddedFile": "embedded", b"/XFA": "xfa"}


class Refused(Exception):
    """The document is not drawn; the reason is one word."""


def main(most_pages: int, side: int, seconds: int) -> int:
    """Reads the document from standard input; answers with a line of JSON and the pictures one after the other."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    content = sys.stdin.buffer.read()
    try:
        pictures = _drawn(content, most_pages, side)
        head = {"sizes": [len(picture) for picture in pictures]}
    except Refused as refused:
        pictures = []
        head = {"pages": []} if refused.args[0] == "too_many" else {"refused": refused.args[0]}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + b"".join(pictures))
    return 0


def _drawn(content: bytes, most_pages: int, side: int) -> list[bytes]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Refused("password") from None
        raise Refused("no_pages" if _has_no_pages(content) else "unreadable") from None
    if not len(document):
        raise Refused("no_pages")
    _refuse_active(content, document)
    if len(document) > most_pages:
        raise Refused("too_many")
    document.init_forms()  # what was filled in is drawn; this build of PDFium runs no scripts
    try:
        return [_picture(document[number], side) for number in range(len(document))]
    except (pypdfium2.PdfiumError, MemoryError, ValueError):
        raise Refused("unreadable") from None


def _has_no_pages(content: bytes) -> bool:
    """PDFium opens no document without pages; another parser says whether that is all that is wrong."""
    try:
        return bool(PdfFileReader(BytesIO(content), strict=False).root["/Pages"]["/Count"] == 0)
    except Exception:
        return False


def _picture(page: pypdfium2.PdfPage, side: int) -> bytes:
    longest = max(page.get_size())
    if not longest > 0:
        raise Refused("unreadable")
    picture: Image.Image = page.render(scale=min(side / longest, _MOST_SCALE)).to_pil().convert("RGB")
    out = BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _refuse_active(content: bytes, document: pypdfium2.PdfDocument) -> None:
    """Raises Refused for whatever could act in a reader or hides other files. What is drawn could not act any more;
    yet who sends such a file is told, since it is not what it seems."""
    if document.get_formtype() in _FORM_XFA:
        raise Refused("xfa")
    try:
        _walk(_mended(document))
    except Refused:
        raise
    # What PDFium mends, another parser may give up on, in any way it likes.
    except Exception:
        for sign, reason in _IN_PLAIN_SIGHT.items():
            if sign in content:
                raise Refused(reason) from None


def _mended(document: pypdfium2.PdfDocument) -> bytes:
    """As PDFium understands it: with a sound index and without encryption, so that nothing hides behind damage."""
    out = BytesIO()
    document.save(out, flags=pypdfium2.raw.FPDF_REMOVE_SECURITY)
    return out.getvalue()


def _walk(content: bytes) -> None:
    reader = PdfFileReader(BytesIO(content), strict=False)
    seen: set[int] = set()
    waiting: list[generic.PdfObject] = [reader.trailer_view]
    while waiting and len(seen) < _MOST_OBJECTS:
        found = waiting.pop()
        if isinstance(found, generic.IndirectObject):
            if found.idnum in seen:
                continue
            seen.add(found.idnum)
            found = found.get_object()
        if isinstance(found, generic.DictionaryObject):
            _refuse_dictionary(found)
            waiting.extend(found.raw_get(key) for key in found)
        elif isinstance(found, generic.ArrayObject):
            waiting.extend(found.raw_get(at) for at in range(len(found)))


def _refuse_dictionary(found: generic.DictionaryObject) -> None:
    does = found.raw_get("/S") if "/S" in found else None
    if "/JS" in found or does in _SCRIPTS:
        raise Refused("scripts")
    if does in _ACTIONS:
        raise Refused("actions")
    if "/EF" in found or "/EmbeddedFiles" in found:
        raise Refused("embedded")
    if "/XFA" in found:
        raise Refused("xfa")
    opening = found.get("/OpenAction")
    if isinstance(opening, generic.DictionaryObject) and opening.get("/S") != "/GoTo":
        raise Refused("scripts" if opening.get("/S") in _SCRIPTS else "actions")


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:4])))
