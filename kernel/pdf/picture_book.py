"""A PDF that holds pictures and nothing else: no text, no links, no names, no dates, nothing that could act."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO

from PIL import Image

_A4_LONG = 842
"""The longer side of a page in points."""

_LENGTH = re.compile(rb"/Filter /DCTDecode /Length (\d+) >>\nstream\n")


def picture_book(pictures: Sequence[bytes]) -> bytes:
    """One page for each JPEG (RGB), as large as A4 is long. The same pictures give the same bytes."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    pages = []
    for jpeg in pictures:
        with Image.open(BytesIO(jpeg), formats=("JPEG",)) as picture:
            width, height = picture.size
        across, down = (round(side * _A4_LONG / max(width, height)) or 1 for side in (width, height))
        number = len(objects) + 1
        pages.append(b"%d 0 R" % number)
        drawn = b"q %d 0 0 %d 0 0 cm /P Do Q" % (across, down)
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R"
            b" /Resources << /XObject << /P %d 0 R >> >> >>" % (across, down, number + 1, number + 2),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
            b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8"
            b" /Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream" % (width, height, len(jpeg), jpeg),
        ]
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), b" ".join(pages))
    return _written(objects)


def pictures_in(book: bytes) -> list[bytes]:
    """The JPEGs of a book made by `picture_book`, in its order; nothing of any other PDF."""
    return [book[found.end() : found.end() + int(found[1])] for found in _LENGTH.finditer(book)]


def _written(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
