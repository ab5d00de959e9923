"""Reads the QR code off a printed licence as a phone does (ISO/IEC 18004); clean print, so no errors are corrected."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from itertools import chain, groupby, zip_longest
from typing import Any

from PIL import Image
from segno import consts

_MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda r, c: (r + c) % 2 == 0,
    lambda r, c: r % 2 == 0,
    lambda r, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: r * c % 2 + r * c % 3 == 0,
    lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
)
_FORMAT_PLACES = [(8, c) for c in (0, 1, 2, 3, 4, 5, 7, 8)] + [(r, 8) for r in (7, 5, 4, 3, 2, 1, 0)]
_FORMAT_MASK = 0b101010000010010
_BYTES = 0b0100
_LEVEL_M = consts.ERROR_LEVEL_M
_BLOCKS: Any = consts.ECC


def read_symbol(png: bytes) -> str:
    """What the one upright symbol of level M on a picture says. Raises AssertionError where there is none."""
    rows = _modules(Image.open(io.BytesIO(png)).convert("L"))
    version = (len(rows) - 17) // 4
    bits = 0
    for row, column in _FORMAT_PLACES:
        bits = bits << 1 | rows[row][column]
    mask = _MASKS[(bits ^ _FORMAT_MASK) >> 10 & 0b111]
    stream = [rows[r][c] ^ mask(r, c) for r, c in _data_places(version)]
    words = [int("".join(map(str, stream[at : at + 8])), 2) for at in range(0, len(stream) - 7, 8)]
    text = "".join(f"{word:08b}" for word in _in_order(words, version))
    assert int(text[:4], 2) == _BYTES, "not written in bytes"
    long = 4 + (8 if version < 10 else 16)
    count = int(text[4:long], 2)
    return bytes(int(text[at : at + 8], 2) for at in range(long, long + 8 * count, 8)).decode()


def _modules(image: Image.Image) -> list[list[int]]:
    """The symbol as rows of 1 (dark) and 0, found by its three corners."""
    dark = [[value < 128 for value in image.crop((0, y, image.width, y + 1)).tobytes()] for y in range(image.height)]
    corners = sorted(_corners(dark), key=lambda corner: corner[2])[-3:]
    assert len(corners) == 3, "no symbol"
    left, top = min(x for x, _, _, _ in corners), min(y for _, y, _, _ in corners)
    right = max(x for x, _, _, _ in corners)
    module = sum(width for _, _, _, width in corners) / 21
    size = round((right - left) / module) + 7
    assert (size - 17) % 4 == 0, f"{size} modules"
    pitch = (right - left) / (size - 7)
    at = [round(pitch * (n - 3)) for n in range(size)]
    return [[int(dark[round(top) + y][round(left) + x]) for x in at] for y in at]


def _corners(dark: list[list[bool]]) -> Iterator[tuple[float, float, int, float]]:
    """Centre, number of rows and width of everything whose rows are dark and light as 1:1:3:1:1."""
    found: dict[tuple[int, int], list[tuple[float, int, int]]] = {}
    for y, row in enumerate(dark):
        runs, x = [], 0
        for value, group in groupby(row):
            width = len(list(group))
            runs.append((value, x, width))
            x += width
        for five in zip(runs, runs[1:], runs[2:], runs[3:], runs[4:], strict=False):
            widths = [width for _, _, width in five]
            unit = sum(widths) / 7
            like = all(
                abs(width - part * unit) < unit * 0.6 for width, part in zip(widths, (1, 1, 3, 1, 1), strict=True)
            )
            if five[0][0] and unit >= 2 and like:
                start = five[0][1]
                found.setdefault((round(start / 8), round(sum(widths) / 8)), []).append((start, y, sum(widths)))
    clusters = [sorted(rows, key=lambda each: each[1]) for rows in found.values()]
    for cluster in clusters:
        for _, near in groupby(enumerate(cluster), key=lambda pair: pair[1][1] - pair[0]):
            together = [each for _, each in near]
            across = sum(each[2] for each in together) / len(together)
            if len(together) >= across / 3:
                middle = sum(each[0] for each in together) / len(together) + across / 2
                yield middle, sum(each[1] for each in together) / len(together), len(together), across


def _data_places(version: int) -> Iterator[tuple[int, int]]:
    """Where the data lie, in their order: two columns at a time from the right, up and down."""
    size = 4 * version + 17
    upwards = True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        for row in range(size - 1, -1, -1) if upwards else range(size):
            yield from ((row, column) for column in (right, right - 1) if not _is_fixed(row, column, size, version))
        upwards = not upwards


def _is_fixed(row: int, column: int, size: int, version: int) -> bool:
    """Corners with their format, timing, alignment, and from version 7 on the version itself."""
    last = size - 8
    if 6 in (row, column) or (row < 9 and (column < 9 or column >= last)) or (row >= last and column < 9):
        return True
    if version >= 7 and ((row < 6 and column >= last - 3) or (column < 6 and row >= last - 3)):
        return True
    centres = consts.ALIGNMENT_POS[version - 2] if version > 1 else ()
    return any(
        abs(row - r) < 3 and abs(column - c) < 3
        for r in centres
        for c in centres
        if not (r == 6 and c in (6, size - 7)) and not (c == 6 and r == size - 7)
    )


def _in_order(words: list[int], version: int) -> list[int]:
    """The data of all blocks, which lie interleaved."""
    sizes = [kind.num_data for kind in _BLOCKS[version][_LEVEL_M] for _ in range(kind.num_blocks)]
    blocks: list[list[int]] = [[] for _ in sizes]
    rounds = zip_longest(*([number] * size for number, size in enumerate(sizes)))
    order = [number for number in chain.from_iterable(rounds) if number is not None]
    for number, word in zip(order, words, strict=False):
        blocks[number].append(word)
    return list(chain.from_iterable(blocks))
