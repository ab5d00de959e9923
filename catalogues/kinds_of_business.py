"""The kinds of business that can be founded here, each in everyday words, for whoever does not know which is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from catalogues import reading
from catalogues.errors import UnknownCode
from catalogues.filing_types import editions
from catalogues.filing_types.description import FilingType
from catalogues.filing_types.words import EntityKind, RegisterEffect


@dataclass(frozen=True, slots=True)
class Explained:
    """What a kind is called and is, whom it fits, who bears its debts, who signs; `basis` are the articles."""

    name_zh: str
    name_en: str
    what_zh: str
    what_en: str
    fits_zh: str
    fits_en: str
    bears_zh: str
    bears_en: str
    signs_zh: str
    signs_en: str
    basis: str


@cache
def _explained() -> dict[EntityKind, Explained]:
    found = reading.document("kinds_explained.json")
    return {EntityKind(kind): Explained(**words) for kind, words in found.items()}


def explained(kind: EntityKind) -> Explained:
    """Raises UnknownCode."""
    try:
        return _explained()[kind]
    except KeyError:
        raise UnknownCode("explained kinds", kind) from None


def establishment_of(kind: EntityKind | str, on: date) -> FilingType:
    """The filing by which a business of a kind is founded on a day. Raises UnknownCode where there is none."""
    for filing in editions.in_force_on(on):
        if filing.register_effect is RegisterEffect.CREATE and filing.entity_kind == kind:
            return filing
    raise UnknownCode("establishments", str(kind))


def founded_on(day: date) -> tuple[EntityKind, ...]:
    """The kinds that a filing type of that day founds, in the order of their explanations."""
    created = {f.entity_kind for f in editions.in_force_on(day) if f.register_effect is RegisterEffect.CREATE}
    return tuple(kind for kind in _explained() if kind in created)
