"""What checking found, told to those who run the system, and that they looked into it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel

from kernel.errors import not_found
from services.transparency.operations.resources import Resources
from services.transparency.store import alarms, log, outboxes, passes

_MOST = 200


class Alarm(BaseModel):
    """`book` is the table, or the service whose own check found it; `key` names the row, never a person."""

    number: int | None
    kind: str
    book: str
    key: str
    found_at: datetime | None = None
    last_found_at: datetime | None = None
    times: int = 1


class Alarms(BaseModel):
    """`checked_at` is when the last pass over all rows and all entries ended, `checked` how many of both it had."""

    alarms: Sequence[Alarm]
    entries: int
    checked_at: datetime | None
    checked: int


def read_alarms(resources: Resources) -> Alarms:
    """The oldest open ones first, some hundred at most; then what services' own checks still find."""
    with resources.database.single_statements() as connection:
        found = [Alarm(**each) for each in alarms.open_alarms(connection, _MOST)]
        told = outboxes.findings(connection, outboxes.schemas(connection))
        ended = passes.read(connection).values()
        entries = log.size(connection)
    found += [Alarm(number=None, kind=check, book=service, key=subject) for service, check, subject in told]
    times = [each.ended_at for each in ended if each.ended_at is not None]
    checked = sum(each.last_checked for each in ended)
    return Alarms(alarms=found[:_MOST], entries=entries, checked_at=min(times, default=None), checked=checked)


def acknowledge_alarm(resources: Resources, number: int, by: str, reason: str) -> None:
    """Raises Refusal 404 for one that is not open."""
    with resources.database.transaction() as session:
        if not alarms.acknowledge(session.connection(), number, by, reason, resources.clock.now()):
            raise not_found("alarm", "没有这条告警，或已处理", "There is no such alarm, or somebody has looked into it")
