"""Uploaded pictures: opened without trusting anything but their pixels, and kept as what can be printed."""

from __future__ import annotations

import struct
from io import BytesIO

from PIL import Image

from catalogues import upload_limits
from kernel.errors import Refusal
from services.filing.domain.uploads import refused

JPEG, PNG = "image/jpeg", "image/png"
PRINTED_SIDE = 1600
"""Longest side in pixels of a picture inside a document: 200 dpi over the width of a page."""

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_PIXELS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_EXIF = b"Exif\0\0"
_ORIENTATION, _SHORT = 0x0112, 3
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns a picture upright, by how the camera was held (Exif 2.32, 4.6.4)."""


def opened(content: bytes, side: int = PRINTED_SIDE) -> Image.Image:
    """Pixels alone, upright, RGB, the longest side at most `side`; the size is known before any pixel is. Raises
    Refusal for what is damaged or too large."""
    bare, exif = _parted(content)
    most = upload_limits.most_pixels(PNG if content.startswith(_PNG) else JPEG)
    try:
        with Image.open(BytesIO(bare), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > most:
                raise _too_many_pixels(most)
            picture.draft("RGB", (side, side))
            picture.load()
            picture.thumbnail((side, side), Image.Resampling.BICUBIC)
            flat = _flat(picture)
        turn = _UPRIGHT.get(_orientation(exif))
        return flat if turn is None else flat.transpose(turn)
    except Refusal:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(most) from None
    # A damaged or hostile file makes the decoder fail in any way it likes.
    except Exception:
        raise refused("unreadable", "图片已损坏，无法打开", "The picture is damaged and cannot be opened") from None


def kept(picture: Image.Image) -> bytes:
    """The bytes that are stored, shown and printed: JPEG without metadata. The same picture gives the same bytes."""
    out = BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def printable(content: bytes) -> bytes:
    """A stored picture as documents carry it: what was kept at upload as it is; what an earlier release kept as it
    was sent is made ready now."""
    return content if _is_kept(content) else kept(opened(content))


_QUALITY = 75


def _is_kept(content: bytes) -> bool:
    try:
        with Image.open(BytesIO(content), formats=("JPEG",)) as picture:
            bare = _parted(content)[0] == content
            return bare and picture.mode == "RGB" and max(picture.size) <= PRINTED_SIDE
    except Exception:
        return False


def _flat(picture: Image.Image) -> Image.Image:
    """Palettes, greys and transparency become plain colours on white."""
    if picture.mode in {"RGB", "L", "CMYK"} and "transparency" not in picture.info:
        return picture.convert("RGB")
    rgba = picture.convert("RGBA")
    flat = Image.new("RGB", rgba.size, "white")
    flat.paste(rgba, mask=rgba.getchannel("A"))
    return flat


def _parted(content: bytes) -> tuple[bytes, bytes]:
    """The picture without its metadata, and what its camera says. A decoder never sees the metadata, so that none of
    it can keep a good picture from being opened. A file of another structure is left as it is."""
    parts, exif = [], b""
    segments = _png_segments(content) if content.startswith(_PNG) else _jpeg_segments(content)
    for segment, kept, said in segments:
        exif = exif or said
        if kept:
            parts.append(segment)
    return b"".join(parts), exif


_Segment = tuple[bytes, bool, bytes]
"""Bytes, whether they are the picture's, and what is EXIF in them."""


def _jpeg_segments(content: bytes) -> list[_Segment]:
    """Up to the first scan; JFIF (APP0) and Adobe's colours (APP14) belong to the picture."""
    found: list[_Segment] = [(content[:2], True, b"")]
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:
            return [*found, (content[at:], True, b"")]
        end = at + 2 if marker == 0x01 or 0xD0 <= marker <= 0xD8 else at + 2 + int.from_bytes(content[at + 2 : at + 4])
        segment = content[at:end]
        foreign = marker == 0xFE or (0xE1 <= marker <= 0xEF and marker != 0xEE)
        exif = segment[10:] if marker == 0xE1 and segment[4:10] == _EXIF else b""
        found.append((segment, not foreign, exif))
        at = end
    return [(content, True, b"")]


def _png_segments(content: bytes) -> list[_Segment]:
    """Length, type, data and checksum of each chunk; only those that make pixels are the picture's."""
    found: list[_Segment] = [(_PNG, True, b"")]
    at = len(_PNG)
    while at + 12 <= len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4])
        chunk, kind = content[at:end], content[at + 4 : at + 8]
        found.append((chunk, kind in _PNG_PIXELS, chunk[8:-4] if kind == b"eXIf" else b""))
        at = end
    return [*found, (content[at:], True, b"")]


def _orientation(exif: bytes) -> int:
    """How the camera was held, 1 where it does not say so as the standard has it (TIFF 6.0: first directory). Read
    here, since libraries stumble over whatever else stands there."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None:
        return 1
    try:
        (directory,) = struct.unpack_from(f"{order}I", exif, 4)
        (entries,) = struct.unpack_from(f"{order}H", exif, directory)
        for number in range(entries):
            tag, kind, count, value, _ = struct.unpack_from(f"{order}HHIHH", exif, directory + 2 + 12 * number)
            if tag == _ORIENTATION:
                return int(value) if (kind, count) == (_SHORT, 1) else 1
    except struct.error:
        pass
    return 1


def _too_many_pixels(most: int) -> Refusal:
    return refused(
        "too_many_pixels",
        f"图片像素过大，最多 {most // 10_000} 万像素",
        f"The picture has more than {most // 1_000_000} million pixels",
    )
