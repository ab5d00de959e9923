"""What departments put on an entity besides its facts, and what each of it keeps from being filed: data of an
authority.

What is no state of an entity: lists, freezes, open cases, a withdrawn licence (企业信息公示暂行条例 Art. 17, 18;
实施细则 Art. 48, 79). Bars that no article names word for word say so by their certainty.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from catalogues import reading
from catalogues.errors import UnknownCode
from catalogues.filing_types.words import Section

_FILE = "marks.json"
Certainty = Literal["high", "medium", "low"]


class MarkKind(StrEnum):
    """Every kind that the catalogue describes."""

    ABNORMAL = "abnormal"
    UNREACHABLE = "unreachable"
    SERIOUS = "serious"
    FREEZE = "freeze"
    SEPARATE_LIST = "separate_list"
    LICENCE_WITHDRAWN = "licence_withdrawn"
    CASE_FILED = "case_filed"
    COERCIVE_MEASURE = "coercive_measure"
    UNPAID_FINE = "unpaid_fine"
    ENCUMBERED = "encumbered"
    PROCEEDINGS = "proceedings"
    UNDER_REVOCATION = "under_revocation"
    LAST_ANNUAL_REPORT = "last_annual_report"


class _Described(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Ground(_Described):
    """Why it has the effect, and what to do about it."""

    article: str
    remedy_zh: str
    remedy_en: str
    certainty: Certainty


class Bar(Ground):
    """Kinds of filing that cannot be opened or granted while it holds: `only` these, or `all_but` these; those of
    several kinds of business with `*`."""

    only: tuple[str, ...] = ()
    all_but: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.only) == bool(self.all_but):
            raise ValueError("a bar names filing types one way")
        return self

    def holds_for(self, filing_type: str) -> bool:
        named = any(fnmatchcase(filing_type, each) for each in self.only or self.all_but)
        return named if self.only else not named


class Need(Ground):
    """A section that a change must state anew too while it holds."""

    section: Section


class Mark(_Described):
    """`published`: everybody may know. `state`: how the entity stands while it holds, where that is not as its version
    says. `by_departments`: enrolled departments may be allowed to put it on; the others the authority puts on
    itself."""

    kind: MarkKind
    zh: str
    en: str
    basis: str
    published: bool
    state: str | None = None
    by_departments: bool = True
    bars: tuple[Bar, ...]
    needs: tuple[Need, ...] = ()

    def bar(self, filing_type: str) -> Bar | None:
        """What keeps this kind of filing from being opened or granted."""
        return next((bar for bar in self.bars if bar.holds_for(filing_type)), None)


@cache
def all() -> tuple[Mark, ...]:
    """Every kind, in the order of the catalogue."""
    return tuple(Mark.model_validate(row) for row in reading.document(_FILE))


def get(kind: str) -> Mark:
    """Raises UnknownCode."""
    for mark in all():
        if mark.kind == kind:
            return mark
    raise UnknownCode("marks", kind)


def barring(kinds: Iterable[str], filing_type: str) -> tuple[tuple[Mark, Bar], ...]:
    """What of these keeps a kind of filing from being opened or granted; kinds of later releases keep nothing."""
    held = frozenset(kinds)
    return tuple((mark, bar) for mark in all() if mark.kind in held and (bar := mark.bar(filing_type)))


def needed(kinds: Iterable[str]) -> tuple[tuple[Mark, Need], ...]:
    """What a change must state anew too, whatever else it changes."""
    held = frozenset(kinds)
    return tuple((mark, need) for mark in all() if mark.kind in held for need in mark.needs)
