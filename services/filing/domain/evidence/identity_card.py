"""The two sides of a resident identity card (GA 448), as far as they could be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from catalogues import codes
from kernel.persons import RESIDENT_ID_CARD, is_person_name, normal_name
from kernel.reading.pages import Page
from services.filing.domain.entries import LONG_TERM
from services.filing.domain.evidence.writing import days, resident_numbers, rows

FRONT_WORDS = ("公民身份号码", "姓名", "性别", "民族", "住址", "出生")
BACK_WORDS = ("居民身份证", "签发机关", "有效期限")
_LABELS_ENOUGH = 2

WHOLE_FRONT = ("姓名", "性别", "住址", "公民身份号码", r"[0-9]{17}[0-9Xx]")
_ON = r"[0-9]{4}\.[0-9]{2}\.[0-9]{2}"
WHOLE_BACK = ("居民身份证", "签发机关", "有效期限", f"{_ON}-(?:{_ON}|长期)")
"""Nothing that is compared stands below these."""

_NAME = re.compile(r"姓名[:.]?(.{1,40}?)(?=性别|性|民族|出生|$)")
_ABOVE_SEX = re.compile(r"^(?:姓名?|名)?(.{1,40}?)性别")
_SEX = re.compile(r"性别?[:.]?(男|女)")
_SEX_BEFORE_GROUP = re.compile(r"(男|女)民族")
_ETHNICITY = re.compile(r"民族[:.]?(.{1,8}?)(?=出生|出|生|[0-9]|住址|$)")
_ADDRESS = re.compile(r"住址[:.]?(.{4,120}?)(?=公民身份|公民|身份号码|身份证号|[0-9OI]{16}|$)")
_AUTHORITY = re.compile(r"签发机关[:.]?(.{4,40}?)(?=有效期|有效|[0-9]{4}\.|$)")
_NO_NAME = re.compile(r"[^\u3400-\u9fff\U00020000-\U000323af·.•・]")


@dataclass(frozen=True, slots=True, repr=False)
class CardFront:
    """The portrait side; what could not be read is None. `sex` and `ethnicity` are codes."""

    number: str | None
    name: str | None
    sex: str | None
    ethnicity: str | None
    address: str | None


@dataclass(frozen=True, slots=True, repr=False)
class CardBack:
    """The emblem side; what could not be read is None."""

    authority: str | None
    valid_from: date | None
    valid_until: date | Literal["长期"] | None


def is_front(page: Page) -> bool:
    return _labels(page, FRONT_WORDS) >= _LABELS_ENOUGH and not is_back(page)


def is_back(page: Page) -> bool:
    return _labels(page, BACK_WORDS) >= _LABELS_ENOUGH


def read_front(page: Page) -> CardFront:
    lines = rows(page)
    text = "".join(lines)
    ethnicity = _ETHNICITY.search(text)
    address = _ADDRESS.search(text)
    return CardFront(
        number=next(resident_numbers((*lines, text)), None),
        name=_name(lines, text),
        sex=_sex(text),
        ethnicity=_ethnic_code(ethnicity[1]) if ethnicity else None,
        address=address[1] if address else None,
    )


def read_back(page: Page) -> CardBack:
    text = "".join(rows(page))
    authority = _AUTHORITY.search(text)
    found = days(text)
    lasting = LONG_TERM in text
    return CardBack(
        authority=authority[1] if authority else None,
        valid_from=found[0] if found else None,
        valid_until="长期" if lasting else found[1] if len(found) > 1 else None,
    )


def _labels(page: Page, words: Sequence[str]) -> int:
    text = "".join(rows(page))
    return sum(word in text for word in words)


def _name(lines: Sequence[str], text: str) -> str | None:
    """After its label; where that was not recognised, what stands before the sex."""
    above = [line for line, below in pairwise(lines) if below.startswith("性别")]
    labelled = (_NAME.search(text), *map(_ABOVE_SEX.search, lines))
    for written in (*(found[1] for found in labelled if found), *above):
        name = normal_name(_NO_NAME.sub("", written))
        if name and is_person_name(name, RESIDENT_ID_CARD):
            return name
    return None


def _sex(text: str) -> str | None:
    found = _SEX.search(text) or _SEX_BEFORE_GROUP.search(text)
    return {"男": "1", "女": "2"}[found[1]] if found else None


def _ethnic_code(written: str) -> str | None:
    """The longest group whose name begins what is written: a card leaves out 族."""
    groups = codes.items("ethnic_groups_gbt3304")
    fitting = [(name, code) for code, name in groups.items() if name.endswith("族") and written.startswith(name[:-1])]
    return max(fitting, key=lambda pair: len(pair[0]))[1] if fitting else None
