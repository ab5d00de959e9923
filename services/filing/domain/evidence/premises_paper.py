"""Contracts and certificates about premises: which place they name, whom, and until when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from catalogues import divisions
from kernel.addresses import plain_address
from kernel.reading.pages import Page
from services.filing.domain.evidence.names import is_written_in
from services.filing.domain.evidence.writing import days, rows

WORDS = ("租赁", "出租", "承租", "甲方", "乙方", "租期", "不动产", "产权", "房屋", "坐落", "使用权", "无偿")
_ENOUGH = 2
_OF_LEASES = ("租赁", "出租", "承租")

_ON = "[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日"
WHOLE = (r"甲方\)?:..", r"乙方\)?:..", r"(?:坐落|位于|地址)[^。]{8,80}。", rf"{_ON}[^。]{{0,9}}{_ON}[^。]{{0,20}}。")
"""Both parties, the place and the term, each to the end of its sentence: the rest of a contract is not compared."""

_DIVISION = re.compile(r"[\u4e00-\u9fff]{2,6}?(?:省|市|区|县|旗)")
_PLACE_BEGINS = re.compile(r".*[::;;,,。]|.*(?:位于|坐落于?|地址|地点|场所)")
_BEFORE = 40
_PER_ERROR = 6
"""One Chinese character in so many may be recognised as another one; a digit never."""


@dataclass(frozen=True, slots=True, repr=False)
class Place:
    """Where the business is to be, as it was entered."""

    county_code: str
    street_name: str
    detail: str


def is_paper(page: Page) -> bool:
    text = "".join(rows(page))
    return sum(word in text for word in WORDS) >= _ENOUGH


def is_lease(page: Page) -> bool:
    """Whether somebody takes the place on lease: then it is the tenant who may use it, and not the owner."""
    text = "".join(rows(page))
    return any(word in text for word in _OF_LEASES)


def names_place(page: Page, place: Place) -> bool:
    """Whether it names this house number, and no other province, city or county before it."""
    text, wanted = plain_address("".join(rows(page))), plain_address(place.detail)
    for at in _occurrences(text, wanted):
        before = text[max(0, at - _BEFORE) : at]
        named = _PLACE_BEGINS.sub("", before).removesuffix(plain_address(place.street_name))
        own = divisions.full_name(place.county_code)
        if all(_is_part(division, own) for division in _DIVISION.findall(named)):
            return True
    return False


def names_person(page: Page, *names: str) -> bool:
    """Whether one of these names stands in it."""
    text = "".join(rows(page))
    return any(name and is_written_in(name, text) for name in names)


def last_day(page: Page) -> date | None:
    """The day on which its term ends, where one is written: the later of the first two days named together."""
    for row in _sentences(page):
        found = days(row)
        if len(found) > 1 and found[0] < found[1]:
            return found[1]
    return None


def _sentences(page: Page) -> list[str]:
    text = "".join(rows(page))
    return re.split(r"[。;;]|[一二三四五六七八九十]、", text)


def _is_part(division: str, own: str) -> bool:
    """Words before it may have been taken for a part of its name."""
    return division in own or any(division[at:] in own for at in range(len(division) - 2))


def _occurrences(text: str, wanted: str) -> list[int]:
    """Where the address stands whole: no digit before a digit, none after one, and hardly a character misread."""
    size = len(wanted)
    return [
        at
        for at in range(len(text) - size + 1)
        if _agree(text[at : at + size], wanted)
        and not (wanted[0].isdigit() and text[at - 1 : at].isdigit())
        and not (wanted[-1].isdigit() and text[at + size : at + size + 1].isdigit())
    ]


def _agree(written: str, wanted: str) -> bool:
    wrong = [pair for pair in zip(written, wanted, strict=True) if pair[0] != pair[1]]
    return len(wrong) <= len(wanted) // _PER_ERROR and all(_is_han(one) and _is_han(other) for one, other in wrong)


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" and character not in "〇零一二三四五六七八九十百甲乙丙丁东西南北"
