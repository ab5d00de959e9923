"""The judgement on a name: all that the law has to say about it, in one piece."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from catalogues.filing_types.words import EntityKind
from catalogues.names.composition import NameParts
from catalogues.sole_trader_types import SoleTraderType
from services.naming.domain import comparison, structure, words
from services.naming.domain.comparison import Neighbour
from services.naming.domain.keys import keys_of
from services.naming.domain.rules import UNREADABLE, Objection, Verdict, verdict_of


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with all objections, the gravest first, by the law of a day."""

    verdict: Verdict
    objections: tuple[Objection, ...]
    on: date

    @property
    def needs_confirmation(self) -> bool:
        """The applicant must have confirmed the similar names (企业名称登记管理规定 Art. 16)."""
        return any(objection.severity == "confirm" for objection in self.objections)


_GRAVITY = {"reject": 0, "correct": 1, "refer": 2, "confirm": 3, "note": 4}


def _gravity(objection: Objection) -> int:
    return -1 if objection.rule.id in UNREADABLE else _GRAVITY[objection.severity]


def examine(
    parts: NameParts,
    kind: SoleTraderType | None,
    own_name: str | None = None,
    entity: EntityKind = EntityKind.SOLE_TRADER,
) -> tuple[Objection, ...]:
    """Objections that need no knowledge of other names: structure and words."""
    return (*structure.check(parts, kind, own_name, entity), *words.check(parts, own_name, entity))


def examine_trade_name(parts: NameParts, own_name: str | None = None) -> tuple[Objection, ...]:
    """The objections of `examine` to the trade name alone."""
    return (*structure.check_trade_name(parts, own_name), *words.check_trade_name(parts, own_name))


def judge(
    parts: NameParts,
    kind: SoleTraderType | None,
    neighbours: Iterable[Neighbour],
    today: date,
    own_name: str | None = None,
    about_whole: Iterable[Objection] = (),
    entity: EntityKind = EntityKind.SOLE_TRADER,
) -> Judgement:
    """Judge a name of a type or, of an `entity` that is no sole trader, of its kind, against the other names of its
    authority.

    `neighbours` are those that share a key with it; more do no harm. `own_name` is the operator's;
    `about_whole` is what was to be said of its division, or when a whole name was taken apart.
    """
    objections = (
        *about_whole,
        *examine(parts, kind, own_name, entity),
        *comparison.compare(keys_of(parts), neighbours, today),
    )
    ordered = tuple(sorted(objections, key=_gravity))
    return Judgement(verdict_of(ordered), ordered, today)
