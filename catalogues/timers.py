"""Legal and business periods, each with its start, its end and what follows when it runs out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from catalogues import reading
from catalogues.errors import UnknownCode
from catalogues.law import Dated


@dataclass(frozen=True, slots=True)
class Timer:
    """`amount` in `unit` (working_day, day, month, year); None where the period is configurable or, as with
    the annual report, a fixed span of the year that `unit` gives."""

    id: str
    key: str
    name: str
    amount: int | None
    unit: str
    starts: str
    stops: str
    on_expiry: str
    basis: Dated


@cache
def _by_key() -> dict[str, Timer]:
    return {
        entry["key"]: Timer(
            id=entry["id"],
            key=entry["key"],
            name=entry["name"],
            amount=int(entry["amount"]) if entry["amount"].isdecimal() else None,
            unit=entry["unit"],
            starts=entry["starts"],
            stops=entry["stops"],
            on_expiry=entry["on_expiry"],
            basis=Dated.of(entry["basis"]),
        )
        for entry in reading.document("timers.json")
    }


def all() -> tuple[Timer, ...]:
    """Every timer in the order of the ids."""
    return tuple(_by_key().values())


def get(key: str) -> Timer:
    """The timer with a key such as `name_reservation`. Raises UnknownCode."""
    try:
        return _by_key()[key]
    except KeyError:
        raise UnknownCode("timers", key) from None


def amount(key: str) -> int:
    """The length of a timer in its own unit. Raises UnknownCode, also for one without a fixed length."""
    length = get(key).amount
    if length is None:
        raise UnknownCode("timers of fixed length", key)
    return length
