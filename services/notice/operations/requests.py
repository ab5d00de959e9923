"""What agencies ask for, by themselves or through operations: test events, and their events from a position on."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from uuid_utils import uuid7

from kernel.errors import too_often
from services.notice.domain.envelope import write_event
from services.notice.domain.events import subject
from services.notice.domain.schemas import schema_address
from services.notice.domain.trial_events import TEST, TEST_APPLICATION_NO, TEST_USCC, content_of_test
from services.notice.operations.agency_keys import for_agency
from services.notice.operations.enrolment import receiver
from services.notice.operations.resources import Resources
from services.notice.operations.signing_keys import current_key
from services.notice.store import agencies
from services.notice.store.agencies import AgencyTest

log = structlog.get_logger()

_TESTS_IN_A_DAY = 500


def send_test_events(resources: Resources, agency: str, actor: str) -> tuple[str, ...]:
    """Publish a test event of each kind that the agency gets: signed, marked by its type, about an entity that cannot
    exist, and in no ledger. Returns their ids.

    Raises Refusal `agency.not_found`, `agency.too_many_requests` beyond 500 in a day, Outage
    `notice.nats_unavailable`; a try that failed may have sent some, and the next one sends others.
    """
    kinds = receiver(resources, agency).kinds
    now = resources.clock.now()
    with resources.database.transaction() as session:
        if agencies.tests_since(session, agency, now - timedelta(days=1)) + len(kinds) > _TESTS_IN_A_DAY:
            raise too_often("agency", timedelta(days=1).total_seconds())
        key = current_key(resources, session)
        rows = [
            AgencyTest(event_id=str(uuid7()), agency=agency, event_type=TEST + kind, ordered_by=actor, sent_at=now)
            for kind in kinds
        ]
        session.add_all(rows)
    for kind, row in zip(kinds, rows, strict=True):
        payload = write_event(
            event_id=row.event_id,
            event_type=row.event_type,
            application_no=TEST_APPLICATION_NO,
            uscc=TEST_USCC,
            sequence=1,
            occurred_at=now,
            data=content_of_test(kind),
            schema=schema_address(resources.public_url, kind),
            key=key,
        )
        told = for_agency(resources, agency, row.event_type, payload)
        resources.stream.publish(subject(row.event_type, agency), told, row.event_id)
    log.info("test_events_sent", agency=agency, actor_ref=actor, count=len(rows))
    return tuple(row.event_id for row in rows)


def begin_replay(resources: Resources, agency: str, start: int | datetime | None) -> str:
    """Let an agency read its events again, from a sequence of the stream or a time on; returns the consumer it reads
    them from. Its own position stays. Raises Refusal `agency.not_found`, Outage `notice.nats_unavailable`."""
    consumer = resources.stream.begin_replay(receiver(resources, agency).name, start)
    log.info("replay_began", agency=agency)
    return consumer
