"""Has attached pictures read, each once, and waits a little for what is being read."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from datetime import timedelta

import structlog

from catalogues.evidence import Reading
from kernel.errors import Defect, Outage
from kernel.reading.pages import Page, Task, page_as_text, page_of
from kernel.reading.reader import UNTRIED
from services.filing.domain.evidence.judging import anchors, enough, sought_in
from services.filing.operations.attachment_content import stored_content
from services.filing.operations.resources import Resources
from services.filing.store import readings
from services.filing.store.attachments import FilingAttachment
from services.filing.store.readings import FilingReading

log = structlog.get_logger()

MOST_ATTEMPTS = 2
"""So often a reader may fail over a picture. What ended because this service died, or because a store did not answer,
says nothing of the picture and is no attempt."""

SAID = timedelta(seconds=2)
"""Whoever reads says so again after so long."""
GIVEN_UP = 3 * SAID
"""Whoever did not say so for so long died meanwhile."""

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
    while pending:
        # What this process reads needs no question; only what another one has begun is asked for again and again.
        works = [work for row in pending if (work := _going_on(resources, row, kept.get(_key(row))))]
        wait(works, max(0.0, until - time.monotonic()))
        if len(works) == len(pending) and all(map(_was_read, works)):
            return
        kept = _kept(resources, rows)
        pending = _unread(resources, rows, kept)
        if pending and time.monotonic() > until:
            log.warning("pictures_unread", count=len(pending))
            return
        if pending:
            time.sleep(_PAUSE)


def _was_read(work: Future[bool]) -> bool:
    return work.done() and not work.exception() and work.result()


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
    return row.attempts >= MOST_ATTEMPTS and not _is_read(resources, row)


def _is_read(resources: Resources, row: FilingReading) -> bool:
    """Whether somebody is at it, as far as they said."""
    return row.begun_at is not None and row.begun_at >= resources.clock.now() - GIVEN_UP


def _going_on(resources: Resources, row: FilingAttachment, kept: FilingReading | None) -> Future[bool] | None:
    """What this process does about a picture; nothing while another one reads it."""
    if kept is not None and _is_read(resources, kept):
        return resources.readings.under_way(_key(row))
    return begin(resources, row)


def _kept(resources: Resources, rows: Sequence[FilingAttachment]) -> Mapping[tuple[str, str], FilingReading]:
    with resources.database.reading() as session:
        return readings.readings(session, [_key(row) for row in rows])


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
    try:
        content = stored_content(resources, row)
    except (Outage, Defect):
        _release(resources, row, failed=False)
        raise
    try:
        with _saying_so(resources, row):
            page = _page(resources, row, content)
    except (Outage, Defect) as trouble:
        _release(resources, row, failed=trouble.code not in UNTRIED)
        raise
    text = page_as_text(page) if page else ""
    encrypted = resources.ring.encrypt_text(text, _bound_to(*_key(row)))
    with resources.database.single_statements() as connection:
        readings.keep(connection, *_key(row), encrypted, resources.clock.now())


def _page(resources: Resources, row: FilingAttachment, content: bytes) -> Page | None:
    assert resources.reader is not None
    return resources.reader.read(Task(content, anchors(row.kind), enough(row.kind)))


def _release(resources: Resources, row: FilingAttachment, *, failed: bool) -> None:
    with resources.database.single_statements() as connection:
        readings.release(connection, *_key(row), failed=failed)


@contextmanager
def _saying_so(resources: Resources, row: FilingAttachment) -> Iterator[None]:
    """Others learn, as long as it goes on, that this process still reads."""
    over = threading.Event()

    def say() -> None:
        while not over.wait(SAID.total_seconds()):
            with suppress(Outage), resources.database.single_statements() as connection:
                readings.say(connection, *_key(row), resources.clock.now())

    saying = threading.Thread(target=say, name="filing-reading-said")
    saying.start()
    try:
        yield
    finally:
        over.set()
        saying.join()


def _key(row: FilingAttachment) -> tuple[str, str]:
    return row.sha256, sought_in(row.kind)


def _bound_to(sha256: str, sought: str) -> str:
    return f"filing.reading/{sha256}/{sought}"
