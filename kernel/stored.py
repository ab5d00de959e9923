"""What a service keeps in the object store, fetched and compared with what its rows say, again and again in slices.

A pass goes through everything in the order of its keys; its place is kept, so that a restart goes on with it. It is
paced so that a pass over a million things ends within a day, and each slice's findings are told at once, where the
log's alarms are read from.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from prometheus_client import Gauge
from sqlalchemy import text
from sqlmodel import Session

from kernel.clock import Clock
from kernel.database import Database
from kernel.errors import Defect
from kernel.invariants import tell
from kernel.rounds import Steady, pause

SLICE = 20
PASS_WITHIN = timedelta(hours=20)
_PAUSE_SECONDS = 5.0
_LOOK_AGAIN_SECONDS = 60.0
AGE = Gauge("kaiye_stored_pass_age_seconds", "Since the last pass over what is stored ended", ["kind"])
CHECKED = Gauge("kaiye_stored_checked", "What the last pass over what is stored went through", ["kind"])
BROKEN = Gauge("kaiye_stored_broken", "What is stored and not as it was left", ["kind"])


@dataclass(frozen=True)
class Stored:
    """One thing: `subject` names it and no person, `place` is its key. `examine` says what is wrong with it, in a word;
    None if nothing is. A Defect says so too; an Outage ends the slice, which is gone through again."""

    place: str
    subject: str
    examine: Callable[[], str | None]


@dataclass(frozen=True)
class Keeping:
    """A kind of thing: `name` is that of the alarm. `after` gives so many whose keys follow a place, in their order;
    `count` how many there are, roughly."""

    name: str
    after: Callable[[Session, str, int], Sequence[Stored]]
    count: Callable[[Session], int]


@dataclass(frozen=True)
class Pass:
    """`place` is the key that was gone through last, None between two passes; `checked` and `broken` are the last
    whole pass's."""

    name: str
    place: str | None
    begun_at: datetime
    ended_at: datetime | None
    checked: int
    broken: int


def passes(database: Database, schema: str) -> list[Pass]:
    asked = "SELECT name, place, begun_at, ended_at, last_checked, last_broken FROM {schema}.stored_pass ORDER BY name"
    with database.single_statements() as connection:
        return [Pass(*row) for row in connection.execute(text(asked.format(schema=schema)))]


def check_slice(database: Database, schema: str, keeping: Keeping, now: datetime, every: timedelta) -> float | None:
    """Examine the next ones. Returns for how many seconds to wait before those after them, None while it is not yet
    time for another pass. Raises Outage."""
    with database.single_statements() as connection:
        asked = text(f"SELECT place, begun_at, ended_at FROM {schema}.stored_pass WHERE name = :name")  # noqa: S608
        row = connection.execute(asked, {"name": keeping.name}).first()
    if row is not None and row.place is None and now - row.begun_at < every:
        return None
    place = row.place if row is not None and row.place is not None else ""
    with database.reading() as session:
        found = keeping.after(session, place, SLICE)
        total = keeping.count(session)
    broken = {each.subject: wrong for each in found if (wrong := _wrong(each))}
    told = {subject: [f"{subject}: {broken[subject]}"] if subject in broken else [] for subject in _subjects(found)}
    tell(database, schema, keeping.name, told)
    over = len(found) < SLICE
    _go_on(database, schema, keeping.name, place, None if over else found[-1].place, len(found), len(broken), now)
    return min(_PAUSE_SECONDS, PASS_WITHIN.total_seconds() * SLICE / max(total, 1))


def _subjects(found: Sequence[Stored]) -> list[str]:
    return [each.subject for each in found]


def _wrong(each: Stored) -> str | None:
    try:
        return each.examine()
    except Defect as defect:
        return defect.code


def _go_on(
    database: Database, schema: str, name: str, before: str, place: str | None, checked: int, broken: int, now: datetime
) -> None:
    """Unless another process went on from there meanwhile."""
    values: dict[str, Any] = {"name": name, "before": before, "place": place, "now": now}
    values |= {"checked": checked, "broken": broken}
    with database.transaction() as session:
        session.connection().execute(
            text(
                f"INSERT INTO {schema}.stored_pass AS p (name, place, begun_at, ended_at, checked, broken,"  # noqa: S608
                " last_checked, last_broken) VALUES (:name, CAST(:place AS text), :now,"
                " CASE WHEN CAST(:place AS text) IS NULL THEN CAST(:now AS timestamptz) END, :checked, :broken,"
                " CASE WHEN CAST(:place AS text) IS NULL THEN :checked ELSE 0 END,"
                " CASE WHEN CAST(:place AS text) IS NULL THEN :broken ELSE 0 END)"
                " ON CONFLICT (name) DO UPDATE SET place = excluded.place,"
                " begun_at = CASE WHEN p.place IS NULL THEN excluded.begun_at ELSE p.begun_at END,"
                " ended_at = coalesce(excluded.ended_at, p.ended_at),"
                " checked = CASE WHEN p.place IS NULL THEN 0 ELSE p.checked END + excluded.checked,"
                " broken = CASE WHEN p.place IS NULL THEN 0 ELSE p.broken END + excluded.broken,"
                " last_checked = CASE WHEN excluded.place IS NOT NULL THEN p.last_checked"
                " ELSE CASE WHEN p.place IS NULL THEN 0 ELSE p.checked END + excluded.checked END,"
                " last_broken = CASE WHEN excluded.place IS NOT NULL THEN p.last_broken"
                " ELSE CASE WHEN p.place IS NULL THEN 0 ELSE p.broken END + excluded.broken END"
                " WHERE coalesce(p.place, '') = :before"
            ),
            values,
        )


async def _keep_checking(
    database: Database, schema: str, keeping: Keeping, clock: Clock, seconds: float, stop: asyncio.Event
) -> None:
    wait: float | None = None

    def look() -> None:
        nonlocal wait
        wait = check_slice(database, schema, keeping, clock.now(), timedelta(seconds=seconds))
        _measure(database, schema, keeping.name, clock.now())

    work = Steady("stored_not_checked", look, by_the_clock=True)
    while not stop.is_set():
        done = await asyncio.to_thread(work)
        await pause(stop, wait if done and wait is not None else _LOOK_AGAIN_SECONDS)


def _measure(database: Database, schema: str, name: str, now: datetime) -> None:
    for each in passes(database, schema):
        if each.name == name and each.ended_at is not None:
            AGE.labels(name).set((now - each.ended_at).total_seconds())
            CHECKED.labels(name).set(each.checked)
            BROKEN.labels(name).set(each.broken)


def keep_checking(
    database: Database, schema: str, keepings: Sequence[Keeping], clock: Clock, seconds: float
) -> tuple[partial[Any], ...]:
    """One round for each kind, as a service runs them; a pass begins every `seconds` at most."""
    return tuple(partial(_keep_checking, database, schema, each, clock, seconds) for each in keepings)
