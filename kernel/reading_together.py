"""Several questions about one case, asked with one statement."""

from __future__ import annotations

import threading
from typing import Any

from sqlalchemy import Select, false
from sqlalchemy import select as core_select
from sqlalchemy.orm import aliased, outerjoin
from sqlmodel import Session

_WORKING_OUT = threading.Lock()
"""One for all, since several may be made of the same parts."""


class Questions:
    """`select`s of one model each, which are answered together, all as of the same moment.

    They are made once, with a `bindparam` for what differs, and may limit themselves; they cannot lock. Where what
    they are about must not change meanwhile, the caller locks it with a statement before: the answers of one that
    waits for a lock itself may be older than the lock.
    """

    def __init__(self, *questions: Select[Any]) -> None:
        rows = [aliased(each.column_descriptions[0]["entity"], each.subquery()) for each in questions]
        joined: Any = rows[0]
        for row in rows[1:]:
            # No row meets another one: each comes alone, with nothing beside it.
            joined = outerjoin(joined, row, false(), full=True)
        self._statement = core_select(*rows).select_from(joined)
        self._number = len(rows)
        self._worked_out = False

    def ask(self, session: Session, **values: Any) -> tuple[list[Any], ...]:
        """The rows that each question found, in no order."""
        self._work_out()
        found: tuple[list[Any], ...] = tuple([] for _ in range(self._number))
        # Not `exec`, which is for one model alone.
        for answered in Session.execute(session, self._statement, values):
            for rows, row in zip(found, answered, strict=True):
                if row is not None:
                    rows.append(row)
        return found

    def _work_out(self) -> None:
        """SQLAlchemy names the columns of a subquery when it first meets them. Threads that did so at the same moment,
        as all do that waited for a database, would name them differently, send a statement that joins everything with
        everything, and keep it for the next ones."""
        if self._worked_out:
            return
        with _WORKING_OUT:
            if not self._worked_out:
                self._statement.compile()
                self._worked_out = True
