"""Numbered blank forms of licences (空白执照): a range of numbers that lie one after the other."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from kernel.errors import Refusal

MOST_IN_A_BATCH = 10_000
_COUNTED = re.compile(r"(.*?)([0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class BlankRange:
    """`head` stands before the digits that count, of which there are `width`; both ends are included."""

    head: str
    width: int
    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1

    def serial_no(self, number: int) -> str:
        return f"{self.head}{number:0{self.width}d}" if self.width else self.head

    def covers(self, serial_no: str) -> bool:
        head, digits = _split(serial_no)
        within = head == self.head and len(digits) == self.width
        return within and self.first <= int(digits or 0) <= self.last

    def overlaps(self, other: BlankRange) -> bool:
        alike = (self.head, self.width) == (other.head, other.width)
        return alike and self.first <= other.last and other.first <= self.last

    def next_of(self, gone: Collection[str]) -> str | None:
        """The first number of which no form is gone; None where none is left."""
        numbers = (self.serial_no(number) for number in range(self.first, self.last + 1))
        return next((serial_no for serial_no in numbers if serial_no not in gone), None)


def parse_range(first: str, last: str) -> BlankRange:
    """Raises Refusal `licence.blanks_malformed`, `licence.blanks_too_many`, both at the last number."""
    head, begins = _split(first)
    other, ends = _split(last)
    if (head, len(begins)) != (other, len(ends)) or int(begins or 0) > int(ends or 0):
        raise Refusal(
            "licence.blanks_malformed",
            "末号应与首号字头相同、位数相同，并且不小于首号",
            "The last number begins as the first one does, is as long, and does not come before it",
            pointer="/last",
        )
    found = BlankRange(head, len(begins), int(begins or 0), int(ends or 0))
    if found.size > MOST_IN_A_BATCH:
        raise Refusal(
            "licence.blanks_too_many",
            f"一批最多登记 {MOST_IN_A_BATCH} 张，请核对编号或者分批登记",
            f"A batch has {MOST_IN_A_BATCH} forms at most; check the numbers, or enter several batches",
            pointer="/last",
        )
    return found


def _split(serial_no: str) -> tuple[str, str]:
    found = _COUNTED.fullmatch(serial_no)
    assert found is not None
    return found[1], found[2]
