"""Paper and pen of the fictitious pictures: a font that knows the character, a line that fits, a mark of invention."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from kernel.typesetting.fonts import font_paths

INK, FAINT, RED, BLUE = (40, 44, 52), (120, 128, 140), (176, 48, 48), (70, 110, 160)

_QUALITY = 75
_NO_CHARACTER = "\U0010ffff"
_PREFERRED = "NotoSans"


def jpeg(picture: Image.Image) -> bytes:
    """The same picture gives the same bytes."""
    out = BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def write(picture: Image.Image, at: tuple[int, int], text: str, size: int, fill: tuple[int, int, int] = INK) -> int:
    """Writes a line with its top left corner at `at`; returns where it ends. A character the first font lacks is
    taken from the next one."""
    draw, (x, y) = ImageDraw.Draw(picture), at
    for part, font in _parts(text, size):
        draw.text((x, y), part, font=font, fill=fill)
        x += round(font.getlength(part))
    return x


def write_within(picture: Image.Image, at: tuple[int, int], text: str, size: int, width: int) -> None:
    """A line that is set smaller where it would be wider than `width`."""
    write(picture, at, text, min(size, max(12, size * width // max(1, length(text, size)))))


def centred(picture: Image.Image, middle: int, top: int, text: str, size: int, fill: tuple[int, int, int]) -> None:
    write(picture, (middle - length(text, size) // 2, top), text, size, fill)


def length(text: str, size: int) -> int:
    return sum(round(font.getlength(part)) for part, font in _parts(text, size))


def lines(text: str, size: int, width: int) -> list[str]:
    """The text broken where the next character would stand outside."""
    found = [""]
    for character in text:
        if found[-1] and length(found[-1] + character, size) > width:
            found.append("")
        found[-1] += character
    return found


def specimen(picture: Image.Image) -> None:
    """Says at the lower edge that nothing of this is real."""
    centred(picture, picture.width // 2, picture.height - 40, "虚构样例 · 仅供演示 · SPECIMEN", 20, RED)


def _parts(text: str, size: int) -> list[tuple[str, ImageFont.FreeTypeFont]]:
    parts: list[tuple[str, ImageFont.FreeTypeFont]] = []
    for character in text:
        font = _font(_face(character), size)
        if parts and parts[-1][1] is font:
            parts[-1] = (parts[-1][0] + character, font)
        else:
            parts.append((character, font))
    return parts


@cache
def _files() -> tuple[str, ...]:
    """Chinese fonts of this machine, the plainest first: identity cards are printed in one without serifs."""
    found = [file for folder in font_paths() for file in sorted(folder.rglob("*.[ot]t[fc]")) if "Bold" not in file.name]
    return tuple(str(file) for file in sorted(found, key=lambda file: (_PREFERRED not in file.name, "VF" in file.name)))


@cache
def _font(file: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, size)


@cache
def _face(character: str) -> str:
    """The first font that draws the character as something else than a character nobody has."""
    for file in _files():
        font = _font(file, 20)
        if character.isspace() or bytes(font.getmask(character)) != bytes(font.getmask(_NO_CHARACTER)):
            return file
    return _files()[0]
