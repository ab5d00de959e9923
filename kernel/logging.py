"""Structured logs: static event names, identifiers, and never what a citizen typed."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

EVENT_KEYS = frozenset(
    {"service", "version", "application_no", "workflow_id", "run_id", "activity", "attempt", "request_id"}
    | {"actor_ref", "error_code", "duration_ms", "status", "route", "method", "agency", "event_id"}
    | {"outcome", "child", "pid", "count", "stage", "queue", "url", "year"}
)
"""The only keys a log line may carry beside level, time and event; everything else is dropped."""

_OWN_KEYS = frozenset({"event", "level", "timestamp", "exception", "exc_info"})


def configure(fmt: str = "json") -> None:
    """Send every log line, ours and the libraries', to standard output in one format."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _only_known_keys,
        _exception_without_values,
    ]
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer() if fmt == "console" else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_Terse("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


class _Terse(logging.Formatter):
    """Libraries' log lines; of an exception only its kind and place, since its message may quote personal data."""

    def formatException(self, ei: Any) -> str:
        return _places(ei[1]) if ei and ei[1] else ""


def _only_known_keys(
    _: structlog.types.WrappedLogger, __: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    return {key: value for key, value in event.items() if key in EVENT_KEYS or key in _OWN_KEYS}


def _exception_without_values(
    _: structlog.types.WrappedLogger, __: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    """Where it broke and what kind of error it was; messages of libraries may quote the data that broke them."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()[1]
    if isinstance(info, BaseException):
        event["exception"] = _places(info)
    return event


def _places(error: BaseException) -> str:
    places: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(places) < 12:
        trace = cause.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
        places.append(f"{type(cause).__name__} at {where}")
        cause = cause.__cause__ or cause.__context__
    return " <- ".join(places)
