"""What the register says of the business before a filing changes it."""

from __future__ import annotations

from datetime import date

from services.approval.domain.snapshot.seen import Seen


class Rest(Seen):
    """The rest of a business as it was filed last, both days included."""

    first_on: date
    until: date
    rested_before: int = 0
    resumed_on: date | None = None


class _Facts(Seen):
    """`suspension` is absent of a business that never rested."""

    of_some_releases = frozenset({"suspension"})

    name: str | None
    suspension: Rest | None = None


class Registered(Seen):
    """The version in force when the filing was taken up."""

    uscc: str
    version: int
    established_on: date
    facts: _Facts


class RegisteredState(Registered):
    """The same with the state of the business, which filings are judged by that leave its facts as they are."""

    status: str
