"""What must always hold is checked beside the work, and what breaks it stands among the alarms until it is mended."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, text

from kernel.invariants import examine, of_service
from services.transparency.operations.alarming import read_alarms
from tests.integration.transparency.conftest import Room


def no_code_is_used_tomorrow(session: Session) -> list[str]:
    rows = session.connection().execute(text("SELECT position FROM licence.used_code WHERE used_at > now()"))
    return [f"{position}: used later than now" for (position,) in rows]


def test_what_breaks_an_invariant_is_an_alarm_until_it_is_mended(room: Room) -> None:
    """Found, mended, found again: told so each time, as a finding of the service that checked."""

    def told() -> list[tuple[str, str, str]]:
        examine(room.service, "licence", [*of_service("licence"), no_code_is_used_tomorrow])
        return [(alarm.kind, alarm.book, alarm.key) for alarm in read_alarms(room.resources).alarms]

    room.write(2)
    assert told() == []
    for _ in range(2):
        with room.intruder() as somebody:
            somebody.execute("UPDATE licence.used_code SET used_at = now() + interval '1 day' WHERE position = 2")
        assert told() == [("no_code_is_used_tomorrow", "licence", "2: used later than now")]
        with room.intruder() as somebody:
            somebody.execute("UPDATE licence.used_code SET used_at = now() WHERE position = 2")
        assert told() == []


def test_an_invariant_writes_nothing(room: Room) -> None:
    """It is asked in a transaction that reads only."""

    def careless(session: Session) -> list[str]:
        session.connection().execute(text("UPDATE licence.code_block SET status = 'CLOSED'"))
        return []

    with pytest.raises(DatabaseError, match="read-only"):
        examine(room.service, "licence", [careless])
