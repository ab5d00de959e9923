"""Who holds how much of a business, as a picture is drawn of it and as the table behind the picture says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from services.portal.domain.parties import Founder

WIDTH, ROW = 320, 44
"""Of the drawing, in its own units: as wide as a phone's column, one row a holder."""
_BAR, _LEFT = 230, 8
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Share:
    """`percent` has one decimal, `length` is that of the bar."""

    name: str
    amount: Decimal
    percent: Decimal
    length: int


@dataclass(frozen=True, slots=True)
class Picture:
    """`total` is what all contribute, in 万元."""

    shares: Sequence[Share]
    total: Decimal

    @property
    def height(self) -> int:
        return ROW * len(self.shares)


def of_founders(people: Iterable[Founder]) -> Picture | None:
    """None while nobody contributes anything."""
    return drawn([(each.name, each.said.get("amount")) for each in people])


def of_parties(parties: Iterable[Mapping[str, Any]]) -> Picture | None:
    """Out of the parties of an application, or of an entity as the register shows it."""
    return drawn([(each["name"], (each.get("contribution") or {}).get("amount")) for each in parties])


def drawn(amounts: Iterable[tuple[str, object]]) -> Picture | None:
    """By name and amount in 万元; who holds nothing is left out."""
    held = [(name, amount) for name, given in amounts if (amount := _number(given)) > 0]
    total = sum((amount for _, amount in held), Decimal())
    if not total:
        return None
    longest = max(amount for _, amount in held)
    return Picture(
        [
            Share(
                name,
                amount,
                (amount * 100 / total).quantize(_TENTH, ROUND_HALF_UP),
                max(2, int(amount * _BAR / longest)),
            )
            for name, amount in held
        ],
        total,
    )


def _number(given: object) -> Decimal:
    try:
        found = Decimal(str(given))
    except InvalidOperation:
        return Decimal()
    return found if found.is_finite() else Decimal()
