"""Every invariant holds in an empty ledger and speaks up about the fault it is there for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text
from sqlmodel import Session

from kernel.database import Database
from services.notice import invariants
from tests.servers import RunningPostgres

EVENT = (
    "INSERT INTO notice.outgoing_event (event_id, application_no, event_type, receiver, subject, uscc, sequence,"
    " payload_sealed, created_at, published_at, stream_seq, receipt_state, receipt_at, next_resend_at)"
    " SELECT '{id}', '{id}', '{type}', '{agency}', 's', 'U', {sequence}, 'sealed', {at}, {published}, {seq},"
    " '{state}', CASE WHEN '{state}' = 'NONE' THEN NULL ELSE now() END, {resend}"
)
DISPATCH = (
    "INSERT INTO notice.event_dispatch (event_id, number, message_id, requested_by, requested_at, published_at,"
    " stream_seq) SELECT '{id}', {number}, '{id}/{number}', 'service', {at}, {published}, {seq}"
)
MESSAGE = (
    "INSERT INTO notice.applicant_message (message_no, application_no, template, occasion, account_subject, request_id,"
    " to_sealed, text_sealed, shown_sealed, created_at, sent_at, gateway_message_id)"
    " SELECT '{no}', 'A', 'lapsed', {no}, 's', '{no}', 'x', 'x', 'x', now(), now(), 'M1'"
)


def event(**values: object) -> str:
    usual = {"id": "e", "type": "tax.registration.v1", "agency": "tax", "sequence": 1, "at": "now()"}
    rest = {"published": "NULL::timestamptz", "seq": "NULL::bigint", "state": "NONE", "resend": "NULL::timestamptz"}
    return EVENT.format(**{**usual, **rest, **values})


def dispatch(**values: object) -> str:
    usual = {"id": "e", "number": 0, "at": "now()", "published": "NULL::timestamptz", "seq": "NULL::bigint"}
    return DISPATCH.format(**{**usual, **values})


LONG_AGO = "now() - interval '1 hour'"
STORED = {"published": "now()", "seq": 1}

FAULTS: list[tuple[Callable[[Session], list[str]], list[str]]] = [
    (invariants.registrations_are_told_to_all, [event()]),
    (invariants.events_are_dispatched, [event()]),
    (invariants.events_are_dispatched, [event(**STORED), dispatch()]),
    (invariants.events_are_answered_or_tried_again, [event(at=LONG_AGO), dispatch(at=LONG_AGO)]),
    (invariants.events_are_answered_or_tried_again, [event(at=LONG_AGO, **STORED), dispatch(**STORED)]),
    (
        invariants.events_are_answered_or_tried_again,
        [event(at=LONG_AGO, resend="now() - interval '11 minutes'", **STORED), dispatch(**STORED)],
    ),
    (invariants.receipts_and_states_agree, [event(state="ACCEPTED")]),
    (invariants.receipts_and_states_agree, [event(state="REJECTED")]),
    (
        invariants.receipts_and_states_agree,
        [
            event(),
            "INSERT INTO notice.agency_receipt SELECT 'tax', 'r', 'e', 'ACCEPTED', NULL, now(), now(), true",
        ],
    ),
    (
        invariants.no_stream_sequence_twice,
        [event(**STORED), dispatch(**STORED), dispatch(number=1, **STORED)],
    ),
    (invariants.sequences_have_no_gap, [event(sequence=2)]),
    (invariants.messages_were_sent_once, [MESSAGE.format(no=1), MESSAGE.format(no=2)]),
]


@pytest.fixture(scope="module")
def ledger(postgres: RunningPostgres) -> Iterator[Database]:
    url = postgres.database("notice")
    postgres.migrate("notice", url)
    database = Database(url)
    yield database
    database.close()


def test_empty(ledger: Database) -> None:
    """Nothing is wrong with an empty ledger."""
    with ledger.transaction() as session:
        assert [found for invariant in invariants.INVARIANTS for found in invariant(session)] == []


@pytest.mark.parametrize(("invariant", "fault"), FAULTS, ids=lambda v: getattr(v, "__name__", ""))
def test_fault(ledger: Database, invariant: Callable[[Session], list[str]], fault: list[str]) -> None:
    """The fault is found, and only by reference."""
    with Session(ledger.engine) as session:  # never committed
        for statement in fault:
            session.connection().execute(text(statement))
        [found] = invariant(session)
        assert found.rpartition(": ")[2] in {"e", "1"}


def test_every_invariant_has_a_fault() -> None:
    """No check is listed that was never seen to fail."""
    assert {invariant for invariant, _ in FAULTS} == set(invariants.INVARIANTS)


@pytest.mark.parametrize(
    "case",
    [
        [event(at=LONG_AGO, resend="now() + interval '1 hour'", **STORED), dispatch(**STORED)],
        [event(at=LONG_AGO), dispatch()],
        [event(), dispatch()],
    ],
)
def test_still_at_it(ledger: Database, case: list[str]) -> None:
    """An event that is young, or waits for its next turn, or is being tried, is in order."""
    with Session(ledger.engine) as session:  # never committed
        for statement in case:
            session.connection().execute(text(statement))
        assert invariants.events_are_answered_or_tried_again(session) == []
