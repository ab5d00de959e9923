"""How long an applicant may ask for a person's review of an automatic refusal, in force between two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from catalogues import reading
from catalogues.errors import UnknownCode


@dataclass(frozen=True, slots=True)
class Period:
    """`working_days` counted from the day of the decision, that day not counted. In force from `valid_from` to
    `valid_to`, both days included; `valid_to` None means until further notice."""

    working_days: int
    basis: str
    valid_from: date
    valid_to: date | None


@cache
def all() -> tuple[Period, ...]:
    """Every period that ever was in force, in catalogue order."""
    return tuple(
        Period(
            working_days=int(entry["value"]),
            basis=entry["basis"],
            valid_from=date.fromisoformat(entry["valid_from"]),
            valid_to=date.fromisoformat(entry["valid_to"]) if entry["valid_to"] else None,
        )
        for entry in reading.document("human_review.json")
        if entry["key"] == "request_period"
    )


def request_period(on: date) -> Period:
    """The period for decisions of a day. Raises UnknownCode for a day before any."""
    for period in all():
        if period.valid_from <= on and (period.valid_to is None or on <= period.valid_to):
            return period
    raise UnknownCode("periods of human review", on.isoformat())
