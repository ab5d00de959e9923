"""Counts SQL statements and transactions by service, by the place that caused them, and by whether there was work to do
or the clock alone asked for them, for `/metrics`."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from prometheus_client import Counter
from sqlalchemy import Engine, event

from kernel.counters import Work, by_the_clock, count

STATEMENTS = Counter("kaiye_sql_statements_total", "SQL statements sent", ["service", "operation", "site", "because"])
TRANSACTIONS = Counter(
    "kaiye_sql_transactions_total", "Transactions begun and ended", ["service", "operation", "because"]
)

WORK, CLOCK = "work", "clock"

_SERVICES = "services."
_NOBODY = "kernel"
_Caused = tuple[str, str, str]
_names: dict[tuple[int, int], _Caused] = {}


def count_statements(engine: Engine) -> None:
    """Count what is sent through `engine` from now on. A list of rows that goes in one call counts once."""
    event.listen(engine, "before_cursor_execute", _sent)
    event.listen(engine, "commit", _ended)
    event.listen(engine, "rollback", _ended)


def _sent(*_: Any) -> None:
    count(Work.SQL_STATEMENT)
    STATEMENTS.labels(*_caused(), _because()).inc()


def _ended(connection: Any) -> None:
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        count(Work.SQL_TRANSACTION)
        TRANSACTIONS.labels(*_caused()[:2], _because()).inc()


def _because() -> str:
    return CLOCK if by_the_clock() else WORK


def _caused() -> _Caused:
    """Service, operation and the function nearest to the statement: of the service, or of the kernel alone."""
    site: FrameType | None = None
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module.startswith(_SERVICES):
            site = site or frame
            if ".store." not in module:
                return _named(site, frame)
        frame = frame.f_back
    return _named(site, site) if site else (_NOBODY, "", "")


def _named(site: FrameType, operation: FrameType) -> _Caused:
    key = id(site.f_code), id(operation.f_code)
    if key not in _names:
        _names[key] = site.f_globals["__name__"].split(".")[1], _name(operation), _name(site)
    return _names[key]


def _name(frame: FrameType) -> str:
    return ".".join((*frame.f_globals["__name__"].split(".")[2:], frame.f_code.co_name))
