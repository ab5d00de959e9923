"""What must always hold in a service's schema, checked again and again beside its work; what breaks it is written down
where the log's alarms are read from."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from kernel.database import Database
from kernel.rounds import Steady, pause
from kernel.tlog.rows import FINDINGS

Invariant = Callable[[Session], list[str]]
_MOST = 100
"""Of what breaks one invariant: more says nothing more."""


def of_service(name: str) -> Sequence[Invariant]:
    """Those that need the schema alone."""
    found: Sequence[Invariant] = importlib.import_module(f"services.{name}.invariants").INVARIANTS
    return found


def examine(database: Database, schema: str, invariants: Sequence[Invariant]) -> dict[str, list[str]]:
    """Check each, read-only, and write down what breaks it now and what no longer does. Returns what breaks them.
    Raises Outage."""
    broken = {}
    for each in invariants:
        with database.transaction() as session:
            session.connection().execute(text("SET TRANSACTION READ ONLY"))
            if violations := each(session):
                broken[each.__name__] = sorted(set(violations))[:_MOST]
    _write(database, schema, broken, "check_name = ANY(:checks)", {"checks": [each.__name__ for each in invariants]})
    return broken


def tell(database: Database, schema: str, check: str, told: Mapping[str, Sequence[str]]) -> None:
    """Write down what a check found of these subjects, and that it is over what it found of them before; `told` has
    for each, which begins its findings, what is wrong now."""
    which = "check_name = :check AND split_part(subject, ': ', 1) = ANY(:looked_at)"
    found = [finding for findings in told.values() for finding in findings]
    _write(database, schema, {check: found}, which, {"check": check, "looked_at": list(told)})


def _write(
    database: Database, schema: str, broken: Mapping[str, Sequence[str]], which: str, of: Mapping[str, Any]
) -> None:
    """`which` findings the new ones take the place of."""
    pairs = [(name, subject) for name, subjects in broken.items() for subject in subjects]
    told: dict[str, Any] = {"names": [name for name, _ in pairs], "subjects": [subject for _, subject in pairs]}
    told |= of
    now = "SELECT * FROM unnest(CAST(:names AS text[]), CAST(:subjects AS text[])) AS told(check_name, subject)"
    with database.transaction() as session:
        connection = session.connection()
        connection.execute(
            text(
                f"UPDATE {schema}.{FINDINGS} SET gone_at = now() WHERE gone_at IS NULL"  # noqa: S608 - names of our own
                f" AND {which} AND (check_name, subject) NOT IN ({now})"
            ),
            told,
        )
        connection.execute(
            text(
                f"INSERT INTO {schema}.{FINDINGS} (check_name, subject) {now}"
                " ON CONFLICT (check_name, subject) DO UPDATE SET gone_at = NULL"
            ),
            told,
        )


async def keep_examining(database: Database, name: str, seconds: float, stop: asyncio.Event) -> None:
    """Every `seconds` until `stop`, the first time after as many."""
    work = Steady("invariants_not_checked", lambda: examine(database, name, of_service(name)), by_the_clock=True)
    while not stop.is_set():
        await pause(stop, seconds)
        if not stop.is_set():
            await asyncio.to_thread(work)
