"""The numbers and words that rules of automatic approval compare with, each in force between two days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from catalogues import reading
from catalogues.errors import UnknownCode


@dataclass(frozen=True, slots=True)
class Threshold:
    """`rules` are the ids that use it; `value` is a number in `unit`, or words. In force from `valid_from` to
    `valid_to`, both days included; `valid_to` None means until further notice."""

    key: str
    rules: tuple[str, ...]
    value: Decimal | tuple[str, ...]
    unit: str
    zh: str
    en: str
    basis: str
    valid_from: date
    valid_to: date | None

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """All thresholds in force on one day."""

    entries: tuple[Threshold, ...]

    def number(self, key: str) -> Decimal:
        """Raises UnknownCode for a key without a number on that day."""
        value = self._get(key).value
        if not isinstance(value, Decimal):
            raise UnknownCode("approval thresholds that are numbers", key)
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """Raises UnknownCode for a key without words on that day."""
        value = self._get(key).value
        if isinstance(value, Decimal):
            raise UnknownCode("approval thresholds that are words", key)
        return value

    def of_rule(self, rule_id: str) -> tuple[Threshold, ...]:
        return tuple(entry for entry in self.entries if rule_id in entry.rules)

    def _get(self, key: str) -> Threshold:
        for entry in self.entries:
            if entry.key == key:
                return entry
        raise UnknownCode("approval thresholds", key)


@cache
def all() -> tuple[Threshold, ...]:
    """Every threshold that ever was in force, in catalogue order."""
    return tuple(
        Threshold(
            key=entry["key"],
            rules=tuple(entry["rules"]),
            value=tuple(entry["value"]) if isinstance(entry["value"], list) else Decimal(entry["value"]),
            unit=entry["unit"],
            zh=entry["zh"],
            en=entry["en"],
            basis=entry["basis"],
            valid_from=date.fromisoformat(entry["valid_from"]),
            valid_to=date.fromisoformat(entry["valid_to"]) if entry["valid_to"] else None,
        )
        for entry in reading.document("approval_thresholds.json")
    )


def in_force(on: date, known: Sequence[Threshold] | None = None) -> Thresholds:
    """The thresholds of a day, out of the catalogue's or of `known`."""
    return Thresholds(tuple(entry for entry in (all() if known is None else known) if entry.is_in_force(on)))
