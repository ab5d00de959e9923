"""Which characters the fonts of this machine can draw: read from their `cmap` tables once, never per question."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from kernel.typesetting.fonts import font_paths

_SUFFIXES = frozenset({".otf", ".ttf", ".ttc", ".otc"})
_CARRIED_ALONG = ((0x0020, 0x007E), (0x00A0, 0x00AC), (0x00AE, 0x04FF), (0x1E00, 0x1EFF))
"""Latin, Greek and Cyrillic letters and their marks in the fonts inside typst, which are no files. Its other signs
(mathematics, Hebrew, Arabic) stand in no form of ours and are left out."""

_FULL, _BASIC = 12, 4
"""Formats of tables: of all planes, and of the basic plane only (OpenType, cmap)."""


@cache
def drawable() -> frozenset[int]:
    """Code points some font has a glyph for. Raises `Defect` when there is no font at all."""
    found = {point for first, last in _CARRIED_ALONG for point in range(first, last + 1)}
    for folder in font_paths():
        for file in sorted(folder.rglob("*")):
            if file.suffix.lower() in _SUFFIXES:
                found.update(_of_file(file))
    return frozenset(found)


def _of_file(path: Path) -> set[int]:
    with path.open("rb") as file:

        def read(start: int, size: int) -> bytes:
            file.seek(start)
            return file.read(size)

        faces = (0,)
        if read(0, 4) == b"ttcf":
            (count,) = struct.unpack(">I", read(8, 4))
            faces = struct.unpack(f">{count}I", read(12, 4 * count))
        places = set()
        for face in faces:
            (tables,) = struct.unpack(">H", read(face + 4, 2))
            for tag, _, start, size in struct.iter_unpack(">4sIII", read(face + 12, 16 * tables)):
                if tag == b"cmap":
                    places.add((start, size))
        return {point for start, size in places for point in _of_table(read(start, size))}


def _of_table(cmap: bytes) -> Iterator[int]:
    """Code points with a glyph, by the fullest of the table's maps."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    starts = {start for _, _, start in struct.iter_unpack(">HHI", cmap[4 : 4 + 8 * count])}
    maps = {struct.unpack_from(">H", cmap, start)[0]: start for start in starts}
    if _FULL in maps:
        return _full(cmap, maps[_FULL])
    return _basic(cmap, maps[_BASIC]) if _BASIC in maps else iter(())


def _full(cmap: bytes, start: int) -> Iterator[int]:
    (groups,) = struct.unpack_from(">I", cmap, start + 12)
    for first, last, glyph in struct.iter_unpack(">III", cmap[start + 16 : start + 16 + 12 * groups]):
        yield from range(first if glyph else first + 1, last + 1)


def _basic(cmap: bytes, start: int) -> Iterator[int]:
    segments = struct.unpack_from(">H", cmap, start + 6)[0] // 2
    ends, firsts, deltas, offsets = (
        struct.unpack_from(f">{segments}H", cmap, start + place + 2 * segments * number)
        for number, place in enumerate((14, 16, 16, 16))
    )
    for number in range(segments):
        for point in range(firsts[number], min(ends[number], 0xFFFE) + 1):
            glyph = (point + deltas[number]) & 0xFFFF
            if offsets[number]:
                place = start + 16 + 6 * segments + 2 * number + offsets[number] + 2 * (point - firsts[number])
                (glyph,) = struct.unpack_from(">H", cmap, place)
            if glyph:
                yield point
