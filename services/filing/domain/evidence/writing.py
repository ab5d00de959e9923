"""What was recognised in a picture as rows of plain text, and numbers and days found in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from kernel.numbers import InvalidNumber, ResidentId
from kernel.reading.pages import Line, Page, plain

_DIGIT_LOOK_ALIKES = str.maketrans("OoQDIl|iZzSsBбх×", "0000111122558" + "6XX")
"""What a recogniser takes for digits where digits stand (GB 11643: an X is the last one only)."""

_NUMBER = re.compile(r"(?<![0-9])[0-9OoQDIl|iZzSsBб]{17}[0-9OoQDIl|iXx×хZzSsB](?![0-9])")
_DIGIT = "[0-9OolI]"
_DAY = re.compile(
    rf"((?:19|2[0O]){_DIGIT}{{2}})(?:年|[.,，。·・:/-])({_DIGIT}{{1,2}})(?:月|[.,，。·・:/-])({_DIGIT}{{1,2}})日?"
)


def rows(page: Page) -> tuple[str, ...]:
    """The lines that stand side by side as one, from top to bottom, without blanks, full width made half."""
    grouped: list[list[Line]] = []
    for line in sorted(page.lines, key=lambda line: (line.top + line.bottom, line.left)):
        if grouped and all(_stands_beside(line, other) for other in grouped[-1]):
            grouped[-1].append(line)
        else:
            grouped.append([line])
    return tuple(plain(_joined(sorted(group, key=lambda line: line.left))) for group in grouped)


def resident_numbers(texts: Iterable[str]) -> Iterator[str]:
    """Every identity number with a right check character, look-alikes of digits put right."""
    for text in texts:
        for found in _NUMBER.finditer(text):
            number = found[0][:17].translate(_DIGIT_LOOK_ALIKES) + found[0][17].upper().translate(_DIGIT_LOOK_ALIKES)
            try:
                yield ResidentId.parse(number).number
            except InvalidNumber:
                continue


def days(text: str) -> tuple[date, ...]:
    """Every day written in full, in the order of the text."""
    found = []
    for year, month, day in _DAY.findall(text):
        try:
            found.append(date(*(int(part.translate(_DIGIT_LOOK_ALIKES)) for part in (year, month, day))))
        except ValueError:
            continue
    return tuple(found)


def _joined(row: list[Line]) -> str:
    """One text from left to right. Where two boxes overlap, a character that stands in both was seen twice."""
    text, right = "", 0
    for line in row:
        twice = line.left < right and text[-1:] == line.text[:1]
        text += line.text[1:] if twice else line.text
        right = max(right, line.right)
    return text


def _stands_beside(line: Line, first: Line) -> bool:
    """In the same row, not below: of a long line that slopes, the edges reach into the next row."""
    shared = min(line.bottom, first.bottom) - max(line.top, first.top)
    over = min(line.right, first.right) - max(line.left, first.left)
    in_row = 2 * shared > min(line.bottom - line.top, first.bottom - first.top)
    return in_row and 2 * over < min(line.right - line.left, first.right - first.left)
