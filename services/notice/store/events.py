"""The ledger: every event for an agency, every time it was to be published, and what the agency said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, Index, UniqueConstraint, case, func, literal, select, text, update
from sqlmodel import Field, Session, SQLModel, col
from sqlmodel import select as select_rows

from kernel.database import encrypted_column
from kernel.web.paging import Asked, Piece, of_statement
from services.notice.domain.events import AGENCIES
from services.notice.store.agencies import EnrolledAgency

_TIME: Any = DateTime(timezone=True)

NONE, ACCEPTED, REJECTED = "NONE", "ACCEPTED", "REJECTED"
FIRST = 0
"""The number of an event's first dispatch; later ones send it again."""

PAYLOAD = "outgoing_event:payload"


_NOT_OVER = "receipt_state IN ('NONE', 'REJECTED')"
"""Of these there are few, however many events there are. It stands in statements as it is: a value that is given
separately is none that the index knows."""


class OutgoingEvent(SQLModel, table=True):
    """What was written down before it was published; the database refuses to change or delete it.

    Only `published_at`, `stream_seq` (of the first dispatch), the receipt's columns and those of sending again change.
    `sequence` counts the events about one entity for one agency from 1.
    """

    __tablename__ = "outgoing_event"
    __table_args__: ClassVar = (
        UniqueConstraint("application_no", "event_type", "agency", name="one_event_of_a_type_for_an_agency"),
        UniqueConstraint("uscc", "agency", "sequence", name="one_event_of_a_sequence"),
        Index("events_to_send_again", "next_resend_at"),
        Index("events_by_creation", "created_at"),
        Index("events_not_over", "receipt_state", "agency", "published_at", postgresql_where=text(_NOT_OVER)),
        {"schema": "notice"},
    )

    event_id: str = Field(primary_key=True)
    application_no: str
    event_type: str
    agency: str = Field(sa_column_kwargs={"name": "receiver", "key": "agency"})
    subject: str
    uscc: str
    sequence: int
    payload_encrypted: str = encrypted_column("payload")
    created_at: datetime = Field(sa_type=_TIME)
    published_at: datetime | None = Field(default=None, sa_type=_TIME)
    stream_seq: int | None = None
    receipt_state: str = NONE
    receipt_reason: str | None = None
    receipt_at: datetime | None = Field(default=None, sa_type=_TIME)
    resends: int = 0
    next_resend_at: datetime | None = Field(default=None, sa_type=_TIME)


class EventDispatch(SQLModel, table=True):
    """One order to publish an event: the first (number 0), or one to send it again, by the service or operations.

    Without `published_at` it is still to be carried out. `attempts` counts tries known to have ended.
    """

    __tablename__ = "event_dispatch"
    __table_args__: ClassVar = (
        UniqueConstraint("message_id", name="one_dispatch_of_a_message_id"),
        UniqueConstraint("event_id", "request_key", name="one_dispatch_of_a_request"),
        Index("dispatches_to_carry_out", "event_id", postgresql_where="published_at IS NULL"),
        {"schema": "notice"},
    )

    event_id: str = Field(primary_key=True, foreign_key="notice.outgoing_event.event_id")
    number: int = Field(primary_key=True)
    message_id: str
    requested_by: str
    request_key: str | None = None
    requested_at: datetime = Field(sa_type=_TIME)
    attempts: int = 0
    last_attempt_at: datetime | None = Field(default=None, sa_type=_TIME)
    published_at: datetime | None = Field(default=None, sa_type=_TIME)
    stream_seq: int | None = None


_REMOVED = col(OutgoingEvent.agency).not_in(AGENCIES) & col(OutgoingEvent.agency).not_in(
    select(col(EnrolledAgency.name)).where(col(EnrolledAgency.removed_at).is_(None))
)
"""Nothing is sent to whom it is for; enrolled again, the agency gets what it has not answered."""


@dataclass(frozen=True)
class Unpublished:
    """A dispatch to carry out, with what it carries."""

    event: OutgoingEvent
    dispatch: EventDispatch


def of_application(session: Session, application_no: str) -> list[OutgoingEvent]:
    """In the order in which they were written."""
    query = (
        select(OutgoingEvent)
        .where(col(OutgoingEvent.application_no) == application_no)
        .order_by(col(OutgoingEvent.event_id))
    )
    return list(session.scalars(query))


def get(session: Session, event_id: str) -> OutgoingEvent | None:
    return session.get(OutgoingEvent, event_id)


def locked(session: Session, event_id: str) -> OutgoingEvent | None:
    """The event as it stands now, held against everybody else until the transaction ends."""
    return session.get(OutgoingEvent, event_id, with_for_update=True, populate_existing=True)


def last_sequences(session: Session, uscc: str) -> dict[str, int]:
    """Of each agency that was told about the entity. Callers hold a lock on the entity."""
    query = (
        select(col(OutgoingEvent.agency), func.max(OutgoingEvent.sequence))
        .where(col(OutgoingEvent.uscc) == uscc)
        .group_by(col(OutgoingEvent.agency))
    )
    return dict(session.connection().execute(query).all())


def dispatches(session: Session, event_id: str) -> list[EventDispatch]:
    query = select(EventDispatch).where(col(EventDispatch.event_id) == event_id).order_by(col(EventDispatch.number))
    return list(session.scalars(query))


def unpublished(session: Session, events: Sequence[OutgoingEvent] | None = None, limit: int = 500) -> list[Unpublished]:
    """Dispatches to carry out, in the order an entity's events have. With `events` those of these events and of
    earlier ones about the same entity for the same agency, which must go first."""
    query = (
        select(OutgoingEvent, EventDispatch)
        .join(EventDispatch, col(EventDispatch.event_id) == col(OutgoingEvent.event_id))
        .where(col(EventDispatch.published_at).is_(None), ~_REMOVED)
        .order_by(
            col(OutgoingEvent.uscc),
            col(OutgoingEvent.agency),
            col(OutgoingEvent.sequence),
            col(EventDispatch.number),
        )
        .limit(limit)
    )
    if events is not None:
        entities = {event.uscc for event in events}
        last = {(event.uscc, event.agency): event.sequence for event in events}
        rows = session.execute(query.where(col(OutgoingEvent.uscc).in_(entities)))
        return [
            Unpublished(event, dispatch)
            for event, dispatch in rows
            if event.sequence <= last.get((event.uscc, event.agency), 0)
        ]
    return [Unpublished(event, dispatch) for event, dispatch in session.execute(query)]


def mark_published(
    session: Session, event_id: str, number: int, *, stream_seq: int, at: datetime, next_resend_at: datetime | None
) -> None:
    """Record that JetStream stored a dispatch; the first to say so is believed."""
    marked = (
        update(EventDispatch)
        .where(
            col(EventDispatch.event_id) == event_id,
            col(EventDispatch.number) == number,
            col(EventDispatch.published_at).is_(None),
        )
        .values(published_at=at, stream_seq=stream_seq, last_attempt_at=at, attempts=EventDispatch.attempts + 1)
        .returning(col(EventDispatch.event_id))
        .cte("marked")
    )
    unanswered = case(
        (col(OutgoingEvent.receipt_state) == NONE, literal(next_resend_at, _TIME)), else_=OutgoingEvent.next_resend_at
    )
    first = {"published_at": at, "stream_seq": stream_seq} if number == FIRST else {}
    session.connection().execute(
        update(OutgoingEvent)
        .where(col(OutgoingEvent.event_id) == marked.c.event_id)
        .values(next_resend_at=unanswered, **first)
    )


def mark_attempt(session: Session, event_id: str, number: int, at: datetime) -> None:
    """Record a try without an answer."""
    session.execute(
        update(EventDispatch)
        .where(col(EventDispatch.event_id) == event_id, col(EventDispatch.number) == number)
        .values(last_attempt_at=at, attempts=EventDispatch.attempts + 1)
    )


def due_to_send_again(session: Session, now: datetime, limit: int = 200) -> Sequence[str]:
    """Events that were published and whose receipt is overdue."""
    query = (
        select(col(OutgoingEvent.event_id))
        .where(col(OutgoingEvent.next_resend_at) <= now, col(OutgoingEvent.receipt_state) == NONE, ~_REMOVED)
        .order_by(col(OutgoingEvent.next_resend_at))
        .limit(limit)
    )
    return session.scalars(query).all()


def expect_answers_by(session: Session, moment: datetime) -> int:
    """Bring forward when an event is sent again that was sent once and not answered; returns how many. Those that were
    sent again already keep their longer waits: their agency is away, not their message."""
    brought = session.connection().execute(
        update(OutgoingEvent)
        .where(
            col(OutgoingEvent.next_resend_at) > moment,
            col(OutgoingEvent.receipt_state) == NONE,
            col(OutgoingEvent.resends) == 0,
        )
        .values(next_resend_at=moment)
    )
    return brought.rowcount


def of_request(session: Session, event_id: str, request_key: str) -> EventDispatch | None:
    """The dispatch that an earlier try of the same request ordered."""
    query = select(EventDispatch).where(
        col(EventDispatch.event_id) == event_id, col(EventDispatch.request_key) == request_key
    )
    return session.scalars(query).one_or_none()


STATES: dict[str, Any] = {
    "UNSENT": col(OutgoingEvent.published_at).is_(None) & (col(OutgoingEvent.receipt_state) == NONE),
    "OPEN": col(OutgoingEvent.published_at).is_not(None) & (col(OutgoingEvent.receipt_state) == NONE),
    "ACCEPTED": col(OutgoingEvent.receipt_state) == ACCEPTED,
    "REJECTED": col(OutgoingEvent.receipt_state) == REJECTED,
}
"""Every event is in exactly one of these."""


def newest(
    session: Session, asked: Asked, *, agency: str | None, state: str | None, unanswered_since: datetime | None = None
) -> Piece[OutgoingEvent]:
    """Newest first; event ids sort by time (UUIDv7, RFC 9562). With `unanswered_since` only those that were written
    before it and that no agency has answered."""
    query = select_rows(OutgoingEvent)
    if unanswered_since:
        unanswered = text(_NOT_OVER), col(OutgoingEvent.receipt_state) == NONE
        query = query.where(*unanswered, col(OutgoingEvent.created_at) < unanswered_since)
    if agency:
        query = query.where(col(OutgoingEvent.agency) == agency)
    if state:
        query = query.where(STATES[state])
    return of_statement(session, query, asked, col(OutgoingEvent.event_id), newest_first=True)


def counts(session: Session, since: datetime, until: datetime) -> dict[str, dict[str, int]]:
    """Agency → state → number of events, of those written in [since, until)."""
    query = _COUNTS.where(col(OutgoingEvent.created_at) >= since, col(OutgoingEvent.created_at) < until)
    return {row[0]: dict(zip(STATES, row[1:], strict=True)) for row in session.execute(query)}


def counts_not_over(session: Session) -> dict[str, dict[str, int]]:
    """The same of all events that no agency has accepted; looks at no others."""
    query = _COUNTS.where(text(_NOT_OVER))
    return {row[0]: dict(zip(STATES, row[1:], strict=True)) for row in session.execute(query)}


_COUNTS = select(
    col(OutgoingEvent.agency), *(func.count().filter(condition) for condition in STATES.values())
).group_by(col(OutgoingEvent.agency))
