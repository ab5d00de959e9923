"""The rules about names: each with its article, how grave it is, and what a citizen reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from catalogues import reading
from catalogues.errors import UnknownCode
from catalogues.law import Dated

Severity = Literal["reject", "correct", "refer", "confirm", "note"]


@dataclass(frozen=True, slots=True)
class NameRule:
    """`severity`: reject (may not be), correct (to be put right), refer (a person looks), confirm (the applicant
    decides), note. Texts may hold {word}, {category}, {name}, {wanted} and {until}."""

    id: str
    severity: Severity
    article: Dated
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


@cache
def _by_id() -> dict[str, NameRule]:
    return {
        entry["id"]: NameRule(**entry | {"article": Dated.of(entry["article"])})
        for entry in reading.document("name_rules.json")
    }


def all() -> tuple[NameRule, ...]:
    """Every rule in the order of the ids."""
    return tuple(_by_id().values())


def get(id: str) -> NameRule:
    """The rule with an id such as N-10. Raises UnknownCode."""
    try:
        return _by_id()[id]
    except KeyError:
        raise UnknownCode("name rules", id) from None
