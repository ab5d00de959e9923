"""Has attached pictures read, each once, and waits a little for what is being read."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, wait
from datetime import timedelta

import structlog

from catalogues.evidence import Reading
from kernel.errors import Defect, Outage
from kernel.reading.pages import Page, Task, page_as_text, page_of
from services.filing.domain.evidence.judging import anchors, enough, sought_in
from services.filing.operations.attachment_content import stored_content
from services.filing.operations.resources import Resources
from services.filing.store import readings
from services.filing.store.attachments import FilingAttachment
from services.filing.store.readings import FilingReading

log = structlog.get_logger()

MOST_ATTEMPTS = 2
GIVEN_UP = timedelta(seconds=60)
"""Whoever began longer ago died meanwhile."""

_PAUSE = 0.1


def begin(resources: Resources, row: FilingAttachment) -> Future[bool] | None:
    """Have a picture read in the background; nobody need wait, and what is not read now is read when it is needed.
    None where no picture is read."""
    if resources.reader is None:
        return None
    return resources.readings.begin(_key(row), lambda: _read(resources, row))


def wait_for(
    resources: Resources,
    rows: Sequence[FilingAttachment],
    kept: Mapping[tuple[str, str], FilingReading],
    seconds: float,
) -> None:
    """Return when all were read, as they may be already by what is `kept`, or after so many seconds; begins what
    nobody has begun."""
    if resources.reader is None:
        return
    until = time.monotonic() + seconds
    pending = _unread(resources, rows, kept)
    if not pending:
        return
    # What this process reads needs no question; only what another one has begun is asked for again and again.
    works = [work for row in pending if (work := begin(resources, row))]
    wait(works, seconds)
    if all(work.done() and not work.exception() and work.result() for work in works):
        return
    while pending := _pending(resources, rows):
        if time.monotonic() > until:
            log.warning("pictures_unread", count=len(pending))
            return
        time.sleep(_PAUSE)


def page_in(resources: Resources, row: FilingReading) -> Page | None:
    """What was read; None where nothing could be."""
    if row.encrypted is None:
        return None
    text = resources.ring.decrypt_text(row.encrypted, _bound_to(row.sha256, row.sought))
    return page_of(text) if text else None


def state_of(resources: Resources, row: FilingReading | None) -> Reading | None:
    """None while it is, or will be, read."""
    if row is not None and row.ended_at is not None:
        return Reading.YES
    if resources.reader is None:
        return Reading.OFF
    return Reading.NO if row is not None and _was_given_up(resources, row) else None


def _was_given_up(resources: Resources, row: FilingReading) -> bool:
    if row.attempts < MOST_ATTEMPTS:
        return False
    return row.begun_at is None or row.begun_at < resources.clock.now() - GIVEN_UP


def _pending(resources: Resources, rows: Sequence[FilingAttachment]) -> list[FilingAttachment]:
    with resources.database.reading() as session:
        return _unread(resources, rows, readings.readings(session, [_key(row) for row in rows]))


def _unread(
    resources: Resources, rows: Sequence[FilingAttachment], kept: Mapping[tuple[str, str], FilingReading]
) -> list[FilingAttachment]:
    return [row for row in rows if state_of(resources, kept.get(_key(row))) is None]


def _read(resources: Resources, row: FilingAttachment) -> bool:
    """One attempt, unless somebody else is at it: whether there is an answer for good now. Nothing is lost if this
    process ends: the claim grows old."""
    try:
        if _claim(resources, row):
            _read_claimed(resources, row)
            return True
    except (Outage, Defect) as trouble:
        log.warning("picture_not_read", application_no=row.application_no, error_code=trouble.code)
    return False


def _claim(resources: Resources, row: FilingAttachment) -> bool:
    now = resources.clock.now()
    with resources.database.single_statements() as connection:
        return readings.claim(connection, *_key(row), now, given_up=now - GIVEN_UP, most=MOST_ATTEMPTS)


def _read_claimed(resources: Resources, row: FilingAttachment) -> None:
    assert resources.reader is not None
    try:
        page = resources.reader.read(Task(stored_content(resources, row), anchors(row.kind), enough(row.kind)))
    except (Outage, Defect):
        with resources.database.single_statements() as connection:
            readings.release(connection, *_key(row))
        raise
    text = page_as_text(page) if page else ""
    encrypted = resources.ring.encrypt_text(text, _bound_to(*_key(row)))
    with resources.database.single_statements() as connection:
        readings.keep(connection, *_key(row), encrypted, resources.clock.now())


def _key(row: FilingAttachment) -> tuple[str, str]:
    return row.sha256, sought_in(row.kind)


def _bound_to(sha256: str, sought: str) -> str:
    return f"filing.reading/{sha256}/{sought}"
