"""Pictures are opened for their pixels alone and kept bare."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from services.filing.domain.pictures import kept, opened, printable

IMAGES = Path(__file__).resolve().parents[2] / "fixtures" / "documents" / "images"


def image(kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 128 if mode == "L" else None).save(out, kind, **options)
    return out.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def test_printed_picture_is_small_and_bare() -> None:
    """What documents carry is at most 1600 pixels wide and has no metadata of the camera."""
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x0112] = 6
    made = printable(image("JPEG", (4000, 1000), exif=exif))
    assert b"SecretCamera" not in made
    assert Image.open(io.BytesIO(made)).size == (400, 1600)


def test_what_is_kept_is_what_is_printed() -> None:
    """A kept picture is set in documents to the byte; one that was kept as it was sent is made ready."""
    stored = kept(opened(image("JPEG", (800, 600))))
    assert printable(stored) == stored
    assert printable(image("PNG", (800, 600))) == printable(printable(image("PNG", (800, 600))))


def tiff(*entries: tuple[int, int, int, bytes], order: str = "<") -> bytes:
    """EXIF with entries of tag, type, count and value."""
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}IH", 8, len(entries))
    places, behind = b"", b""
    for tag, kind, count, value in entries:
        places += struct.pack(f"{order}HHI", tag, kind, count)
        if len(value) <= 4:
            places += value.ljust(4, b"\0")
        else:
            places += struct.pack(f"{order}I", 14 + 12 * len(entries) + len(behind))
            behind += value
    return b"Exif\0\0" + head + places + bytes(4) + behind


SIX = (0x0112, 3, 1, struct.pack("<H", 6))
TURNED, AS_IT_IS = (30, 40), (40, 30)


@pytest.mark.parametrize(
    ("exif", "size"),
    [
        (tiff(SIX, (0x011A, 2, 6, b"72dpi\0")), TURNED),
        (tiff(SIX, (0x011A, 5, 1, bytes(8)), (0x0128, 2, 2, b"x\0")), TURNED),
        (tiff(SIX, (0x8769, 4, 1, struct.pack("<I", 8))), TURNED),
        (tiff(SIX, (0x8825, 2, 5, b"gps!\0")), TURNED),
        (tiff((0x0112, 3, 1, struct.pack(">H", 6)), order=">"), TURNED),
        (tiff((0x0112, 2, 2, b"6\0")), AS_IT_IS),
        (tiff((0x0112, 5, 1, struct.pack("<II", 6, 1))), AS_IT_IS),
        (tiff((0x0112, 3, 1, struct.pack("<H", 99))), AS_IT_IS),
        (tiff(SIX)[:12], AS_IT_IS),
        (b"Exif\0\0II*\0\xff\xff\xff\xff", AS_IT_IS),
        (b"Exif\0\0MM\0*" + b"\xff" * 40, AS_IT_IS),
        (b"Exif\0\0", AS_IT_IS),
    ],
)
def test_metadata_is_not_trusted(exif: bytes, size: tuple[int, int]) -> None:
    """Whatever a camera wrote, a good picture is accepted and can be set; only how it was held is believed."""
    content = image("JPEG", exif=exif)
    assert opened(content).size == size
    assert Image.open(io.BytesIO(printable(content))).size == size


@pytest.mark.parametrize("kind", [b"eXIf", b"tEXt", b"iCCP", b"gAMA", b"sBIT", b"zTXt"])
def test_metadata_of_a_png_is_not_trusted(kind: bytes) -> None:
    """Broken chunks beside the pixels keep no picture out."""
    content = image("PNG")
    broken = content[:33] + chunk(kind, b"\xff" * 20)[:-4] + b"nope" + content[33:]
    assert printable(broken) == printable(content)


@given(st.binary(max_size=200))
def test_any_metadata(exif: bytes) -> None:
    """No bytes in the place of metadata harm, nor are they an error of ours."""
    content = image("JPEG")
    segment = b"\xff\xe1" + struct.pack(">H", len(exif) + 8) + b"Exif\0\0" + exif
    assert opened(content[:2] + segment + content[2:]).width in {30, 40}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_can_be_printed(mode: str) -> None:
    """Palettes, greys and transparency become plain colours on white."""
    made = printable(image("PNG", mode=mode))
    assert Image.open(io.BytesIO(made)).mode == "RGB"


def test_cmyk_jpeg_can_be_printed() -> None:
    """Pictures of print shops are converted."""
    assert Image.open(io.BytesIO(printable(image("JPEG", mode="CMYK")))).mode == "RGB"


def test_same_picture_gives_same_bytes() -> None:
    """Documents stay identical when they are made again."""
    content = (IMAGES / "photo.png").read_bytes()
    assert printable(content) == printable(content)
