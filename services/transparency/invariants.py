"""What must always hold of the log; each check reads only and names entries and rows, never people."""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session

from services.transparency.store import alarms, log

Invariant = Callable[[Session], list[str]]


def entries_have_no_gap(session: Session) -> list[str]:
    """Entries are numbered from 0 on, and the newest checkpoint covers all of them."""
    connection = session.connection()
    count = connection.exec_driver_sql("SELECT count(*) FROM transparency.entry").scalar_one()
    size, newest = log.size(connection), log.last_checkpoint(connection)
    wrong = [f"{size - count} entries are missing"] if size != count else []
    return wrong + ([f"{size} entries, and no head covers them"] if size != (newest.size if newest else 0) else [])


def nothing_was_altered_unseen(session: Session) -> list[str]:
    """Checking found nothing that nobody has looked into since."""
    return [f"{each['kind']}: {each['book']} {each['key']}" for each in alarms.open_alarms(session.connection(), 100)]


INVARIANTS: tuple[Invariant, ...] = (entries_have_no_gap, nothing_was_altered_unseen)
