"""Household books and marriage certificates: whom they name."""

from __future__ import annotations

from kernel.reading.pages import Page
from services.filing.domain.evidence.names import is_written_in
from services.filing.domain.evidence.writing import resident_numbers, rows

WORDS = ("结婚证", "持证人", "登记日期", "常住人口", "户口", "户主", "户别", "与户主关系", "身份证件号", "公民身份")
_ENOUGH = 2


def is_paper(page: Page) -> bool:
    text = "".join(rows(page))
    return sum(word in text for word in WORDS) >= _ENOUGH


def names(page: Page, name: str | None, number: str | None) -> bool:
    """Whether name and number stand in it; what was not entered yet counts for nothing."""
    lines = rows(page)
    text = "".join(lines)
    found = set(resident_numbers((*lines, text)))
    return (name is None or is_written_in(name, text)) and (number is None or number in found)
