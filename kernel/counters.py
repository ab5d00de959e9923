"""Counts of the work a process does, by kind: what a registration costs is told by counting, not by a clock.

Every application shows them at `/metrics` as `kaiye_work_total{kind="…"}`, beside `kaiye_process_id`: whoever measures
takes each process once, however the services are spread over processes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

from prometheus_client import REGISTRY, Counter, Gauge


class Work(StrEnum):
    """What is counted. A kind is counted where the work is asked for, once for each asking that goes out."""

    OWN_REQUEST = "own_request"
    """An HTTP request from one of our services to another."""
    OUTSIDE_REQUEST = "outside_request"
    """An HTTP request to a system outside."""
    OBJECT_WRITTEN = "object_written"
    OBJECT_READ = "object_read"
    OBJECT_ASKED = "object_asked"
    """Any other request to the object store."""
    BYTES_WRITTEN = "object_bytes_written"
    BYTES_READ = "object_bytes_read"
    SQL_STATEMENT = "sql_statement"
    SQL_TRANSACTION = "sql_transaction"
    """A transaction with its BEGIN and COMMIT; questions and single statements do without."""
    TYPESETTING = "typesetting_job"
    PDF_SIGNED = "pdf_signed"
    PDF_VERIFIED = "pdf_verified"
    PICTURE_READ = "picture_read"


_PROCESS = Gauge("kaiye_process_id", "The process these figures are of")
_PROCESS.set_function(os.getpid)
_WORK = Counter("kaiye_work_total", "Work done, by kind", ["kind"])
_CHILDREN = {work: _WORK.labels(work.value) for work in Work}


_idle: ContextVar[bool] = ContextVar("idle", default=False)


@contextmanager
def idling() -> Iterator[None]:
    """What goes on whether there is work or not is not counted meanwhile."""
    before = _idle.set(True)
    try:
        yield
    finally:
        _idle.reset(before)


def by_the_clock() -> bool:
    """Whether what is done now would be done without work, too."""
    return _idle.get()


def count(work: Work, by: float = 1) -> None:
    """Add to a kind; safe from every thread, some tenths of a microsecond."""
    if not by_the_clock():
        _CHILDREN[work].inc(by)


def counted() -> dict[Work, float]:
    """What this process did since it began."""
    return {work: REGISTRY.get_sample_value("kaiye_work_total", {"kind": work.value}) or 0.0 for work in Work}
