"""The book in which a service writes who did and saw what: a line with each act, in the act's own transaction, and one
before anything is shown. References and digests only, no personal data; rows are only ever added."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import DateTime, inspect
from sqlalchemy import insert as core_insert
from sqlmodel import Field, Session, SQLModel, col, select
from uuid_utils import uuid7

from kernel.acting import request_id, where_from, who_acts
from kernel.authors import Authors
from kernel.canonical import canonical_json
from kernel.clock import Clock
from kernel.database import Database, between
from kernel.tokens import Principal
from kernel.trails import AskedTrail, exported

DONE = "done"
ONE_LOOK = timedelta(minutes=5)
_MOST_LOOKS = 20_000
_TIME: Any = DateTime(timezone=True)


class TrailRow(SQLModel):
    """`about` is a case, or what else the line is about; `object` names what of it. `actor` is the reference of an
    account, the case itself, or a signer of a session; `origin` says from where (`kernel.acting`). Digests are SHA-256:
    of a file, or of a row as JSON."""

    id: str = Field(default_factory=lambda: str(uuid7()), primary_key=True)
    at: datetime = Field(sa_type=_TIME)
    event: str
    actor: str
    role: str
    about: str
    object: str | None = None
    origin: str | None = None
    before_digest: str | None = None
    after_digest: str | None = None
    result: str = DONE
    request_id: str | None = None


@dataclass(frozen=True)
class Change:
    """What was before and is now, each as a digest."""

    before: str | None = None
    after: str | None = None


NOTHING = Change()


class _Looks:
    """Who looked at what a moment ago: a page that asks three times for one click is one look."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: OrderedDict[tuple[object, ...], datetime] = OrderedDict()

    def is_new(self, look: tuple[object, ...], now: datetime) -> bool:
        with self._lock:
            last = self._last.get(look)
            if last is not None and timedelta() <= now - last < ONE_LOOK:
                return False
            self._last[look] = now
            self._last.move_to_end(look)
            if len(self._last) > _MOST_LOOKS:
                self._last.popitem(last=False)
            return True

    def forget(self, look: tuple[object, ...]) -> None:
        with self._lock:
            self._last.pop(look, None)


_looks = _Looks()


@dataclass(frozen=True)
class TrailBook:
    """A service's own: `row` is its table."""

    row: type[TrailRow]
    clock: Clock
    hash_key: bytes

    def note(
        self,
        session: Session,
        event: str,
        about: str,
        *,
        of: str | None = None,
        change: Change = NOTHING,
        actor: str | None = None,
        role: str | None = None,
        result: str = DONE,
    ) -> None:
        """Write down what this transaction does; `of` names what of `about`. Without `actor` it is who acts in this
        request."""
        session.add(self.line(event, about, of=of, change=change, actor=actor, role=role, result=result))

    def seen(self, database: Database, event: str, about: str, *, of: str | None = None, actor: str | None = None,
             role: str | None = None) -> None:  # fmt: skip
        """Write down that something is shown, before it is. The same look by the same one from the same place within
        some minutes is no further line."""
        line = self.line(event, about, of=of, actor=actor, role=role)
        look = (id(database), self.row, event, about, of, line.actor, line.role, line.origin)
        if not _looks.is_new(look, line.at):
            return
        try:
            with database.single_statements() as connection:
                connection.execute(core_insert(self.row).values(line.model_dump()))
        except BaseException:
            _looks.forget(look)
            raise

    def line(
        self,
        event: str,
        about: str,
        *,
        of: str | None = None,
        change: Change = NOTHING,
        actor: str | None = None,
        role: str | None = None,
        result: str = DONE,
    ) -> TrailRow:
        """A line that goes with a statement of the caller's own; everybody else uses `note`."""
        acting = who_acts()
        role = role or acting.role
        return self.row(
            at=self.clock.now(),
            event=event,
            actor=actor or acting.subject,
            role=role,
            about=about,
            object=of,
            origin=where_from(self.hash_key, role),
            before_digest=change.before,
            after_digest=change.after,
            result=result,
            request_id=request_id(),
        )

    def lines(self, database: Database, asked: AskedTrail) -> Iterator[dict[str, Any]]:
        """The oldest first, narrowed to what is asked for, as an auditor gets them."""
        row: Any = self.row
        ordered = select(row).order_by(col(row.id))
        equal = ((col(row.about), asked.about), (col(row.actor), asked.actor))
        with database.transaction() as session:
            for entry in session.exec(between(ordered, col(row.at), asked.since, asked.until, equal, asked.of)):
                yield {"book": "acts", **entry.model_dump(exclude_none=True)}


def changed(row: SQLModel) -> Change:
    """What a row was as it was read, and what it is about to be: SHA-256 over its columns as JSON."""
    state = inspect(row)
    after: dict[str, Any] = {}
    before: dict[str, Any] = {}
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].history
        after[attribute.key] = before[attribute.key] = getattr(row, attribute.key)
        if history.deleted:
            before[attribute.key] = history.deleted[0]
    return Change(_digest(before) if state.has_identity else None, _digest(after))


def digest_of_files(digests: Sequence[str]) -> str:
    """One digest for several files, in their order."""
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _digest(values: dict[str, Any]) -> str:
    told = {name: _told(value) for name, value in values.items() if value is not None}
    return hashlib.sha256(canonical_json(told)).hexdigest()


def _told(value: Any) -> Any:
    return value if isinstance(value, str | int | bool | list | dict) else str(value)


def read_book(
    book: TrailBook, database: Database, authors: Authors, caller: Principal, asked: AskedTrail
) -> Iterator[bytes]:
    """The signed lines; that they were read is written down first."""
    with database.transaction() as session:
        book.note(session, "trail_read", asked.about or "all")
    return exported(authors, asked, caller.subject, book.clock.now(), book.lines(database, asked))
