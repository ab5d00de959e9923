"""Reads back the letters of a PDF through each font's ToUnicode map, as a reader's copy-and-paste would."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

# A literal string may hold balanced parentheses unescaped; two levels are more than glyph codes have produced.
_TOKEN = re.compile(
    # Properties of marked content repeat pictures' descriptions; they are not drawn.
    rb"<<(?:[^<>]|<[^<>]*>)*>>"
    rb"|/(?P<font>\S+) [\d.]+ Tf"
    rb"|\((?P<string>(?:\\.|[^\\()]|\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\))*)\)"
    rb"|<(?P<digits>[0-9A-Fa-f]+)>",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(.))", re.DOTALL)
_CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def pages_of(pdf: bytes) -> list[str]:
    """The letters of each page in drawing order, without spaces between words."""
    return [_page(page) for page in _leaves(PdfFileReader(BytesIO(pdf)).root["/Pages"])]


def _leaves(node: Any) -> list[Any]:
    if node["/Type"] == "/Page":
        return [node]
    return [leaf for kid in node["/Kids"] for leaf in _leaves(kid.get_object())]


def _page(page: Any) -> str:
    fonts = {str(name): _letters(font.get_object()) for name, font in page["/Resources"].get("/Font", {}).items()}
    chosen: dict[int, str] = {}
    text: list[str] = []
    for token in _TOKEN.finditer(page["/Contents"].data):
        if token["font"] is not None:
            chosen = fonts["/" + token["font"].decode("ascii")]
        elif token["digits"] is not None or token["string"] is not None:
            codes = (
                bytes.fromhex(token["digits"].decode("ascii"))
                if token["digits"] is not None
                else _ESCAPE.sub(_unescape, token["string"])
            )
            text += [chosen.get(int.from_bytes(codes[at : at + 2], "big"), "\ufffd") for at in range(0, len(codes), 2)]
    return "".join(text)


def _unescape(escape: re.Match[bytes]) -> bytes:
    return bytes([int(escape[1], 8)]) if escape[1] else _CONTROLS.get(escape[2], escape[2])


def _letters(font: Any) -> dict[int, str]:
    table = font["/ToUnicode"].data
    letters: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, letter in _PAIR.findall(block):
            letters[int(code, 16)] = _utf16(letter)
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, letter in _RANGE.findall(block):
            for offset in range(int(last, 16) - int(first, 16) + 1):
                letters[int(first, 16) + offset] = _utf16(b"%0*X" % (len(letter), int(letter, 16) + offset))
    return letters


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode("ascii")).decode("utf-16-be")
