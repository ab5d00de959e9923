"""What the register says of the business before a filing changes it."""

from __future__ import annotations

from datetime import date

from services.approval.domain.snapshot.seen import Seen


class _Facts(Seen):
    name: str | None


class Registered(Seen):
    """The version in force when the filing was taken up."""

    uscc: str
    version: int
    established_on: date
    facts: _Facts


class RegisteredState(Registered):
    """The same with the state of the business, which filings are judged by that leave its facts as they are."""

    status: str
