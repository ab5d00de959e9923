"""What must always hold about events, receipts and messages; each check reads only and names references."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import text
from sqlmodel import Session

from services.notice.domain.events import AGENCIES, PUBLICITY_LICENCE_VOID, QUESTIONS

Invariant = Callable[[Session], list[str]]

GRACE_MINUTES = 10
"""How long a step that goes on by itself may take before its absence is a fault."""


def _found(session: Session, statement: str, message: str, **values: object) -> list[str]:
    return [f"{message}: {row[0]}" for row in session.connection().execute(text(statement), values)]


def registrations_are_told_to_all(session: Session) -> list[str]:
    """A registration that one of the statutory agencies was told of was told to each of them. What is announced under a
    decision's number, that a revocation was withdrawn, is for publicity alone."""
    return _found(
        session,
        "SELECT application_no FROM notice.outgoing_event WHERE receiver = ANY(:statutory)"
        " AND receiver = split_part(event_type, '.', 1) AND event_type <> ALL(:of_one_alone)"
        " AND substr(application_no, 7, 2) <> '00'"
        " GROUP BY application_no HAVING count(DISTINCT receiver) <> :number",
        "registration not told to all",
        statutory=list(AGENCIES),
        number=len(AGENCIES),
        of_one_alone=[PUBLICITY_LICENCE_VOID, *QUESTIONS],
    )


def events_are_dispatched(session: Session) -> list[str]:
    """Every event has its first dispatch, and says of it what the dispatch says."""
    return _found(
        session,
        "SELECT e.event_id FROM notice.outgoing_event e"
        " LEFT JOIN notice.event_dispatch d ON d.event_id = e.event_id AND d.number = 0"
        " WHERE d.event_id IS NULL OR d.published_at IS DISTINCT FROM e.published_at"
        " OR d.stream_seq IS DISTINCT FROM e.stream_seq",
        "event and first dispatch disagree",
    )


def events_are_answered_or_tried_again(session: Session) -> list[str]:
    """Every event has a receipt, or is young, or somebody is still at it, or its agency was removed."""
    return _found(
        session,
        "SELECT e.event_id FROM notice.outgoing_event e WHERE e.receipt_state = 'NONE'"
        " AND (e.receiver = ANY(:statutory) OR e.receiver IN (SELECT name FROM notice.agency WHERE removed_at IS NULL))"
        " AND e.created_at < now() - make_interval(mins => :grace)"
        " AND NOT coalesce(e.next_resend_at > now() - make_interval(mins => :grace), false)"
        " AND NOT EXISTS (SELECT FROM notice.event_dispatch d WHERE d.event_id = e.event_id AND d.published_at IS NULL"
        " AND coalesce(d.last_attempt_at, d.requested_at) > now() - make_interval(mins => :grace))",
        "event without receipt and without retry",
        grace=GRACE_MINUTES,
        statutory=list(AGENCIES),
    )


def receipts_and_states_agree(session: Session) -> list[str]:
    """An event is accepted if and only if its agency said so, and rejected only if it said that."""
    return _found(
        session,
        "SELECT e.event_id FROM notice.outgoing_event e"
        " LEFT JOIN LATERAL (SELECT bool_or(outcome = 'ACCEPTED') accepted, bool_or(outcome = 'REJECTED') rejected"
        "  FROM notice.agency_receipt r WHERE r.event_id = e.event_id AND r.agency = e.receiver) r ON true"
        " WHERE (e.receipt_state = 'ACCEPTED') <> coalesce(r.accepted, false)"
        " OR (e.receipt_state = 'REJECTED' AND NOT coalesce(r.rejected, false))",
        "state without receipt",
    )


def no_stream_sequence_twice(session: Session) -> list[str]:
    """Two dispatches never are one message in the stream."""
    return _found(
        session,
        "SELECT min(event_id) FROM notice.event_dispatch WHERE stream_seq IS NOT NULL"
        " GROUP BY stream_seq HAVING count(*) > 1",
        "stream sequence twice",
    )


def sequences_have_no_gap(session: Session) -> list[str]:
    """Events about one entity for one agency count 1, 2, 3."""
    return _found(
        session,
        "SELECT min(event_id) FROM notice.outgoing_event GROUP BY uscc, receiver"
        " HAVING min(sequence) <> 1 OR max(sequence) <> count(*)",
        "gap in the sequence",
    )


def messages_were_sent_once(session: Session) -> list[str]:
    """One message of ours is one message of the gateway's."""
    return _found(
        session,
        "SELECT min(message_no) FROM notice.applicant_message WHERE gateway_message_id IS NOT NULL"
        " GROUP BY gateway_message_id HAVING count(*) > 1",
        "message sent twice",
    )


INVARIANTS: tuple[Invariant, ...] = (
    registrations_are_told_to_all,
    events_are_dispatched,
    events_are_answered_or_tried_again,
    receipts_and_states_agree,
    no_stream_sequence_twice,
    sequences_have_no_gap,
    messages_were_sent_once,
)
