"""The statements that the services send while something happens, as the database server saw them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.layout import SERVICES
from deploy.local.postgres import SUPERUSER, Postgres

_SENT = re.compile(r"^kaiye-role=(?P<role>\w+)\|(?P<what>LOG|DETAIL): +(?P<text>.*)$")
_STATEMENT = re.compile(r"^(?:execute [^:]+|statement): ")
_PARAMETERS = re.compile(r"^[Pp]arameters: ")
_VALUE = re.compile(r"\$\d+ = (?:'((?:[^']|'')*)'|NULL)", re.DOTALL)
_KINDS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
_SETTINGS = {
    "log_line_prefix": "'kaiye-role=%u|'",
    "log_statement": "'all'",
    "log_parameter_max_length": "0",
}
_WITH_VALUES = {**_SETTINGS, "log_parameter_max_length": "-1"}


@dataclass(frozen=True)
class Sent:
    """One statement of a service, with $1, $2 … where values stood; `values` as text, empty if they were not kept."""

    service: str
    text: str
    values: tuple[str | None, ...] = ()


def texts(sent: Iterable[Sent]) -> dict[str, set[str]]:
    """By service, each text once."""
    found: dict[str, set[str]] = {}
    for one in sent:
        found.setdefault(one.service, set()).add(one.text)
    return found


def tell_values(server: Postgres, database: str) -> None:
    """What enters `database` from now on is logged in full. The server is told otherwise on its command line, since
    the values are personal data: only for one whose data are thrown away."""
    with server.connect(SUPERUSER) as connection:
        connection.execute(f"ALTER DATABASE {database} SET log_error_verbosity = 'default'".encode())


@contextmanager
def captured(server: Postgres, log: Path, *, values: bool = False) -> Iterator[list[Sent]]:
    """Filled on leaving with what was sent meanwhile, in its order. `log` is what the server writes. What it was told
    otherwise about its log before counts again afterwards. `values` come only after `tell_values`."""
    found: list[Sent] = []
    settings = _WITH_VALUES if values else _SETTINGS
    begins = log.stat().st_size
    _set(server, {name: f"SET {name} = {value}" for name, value in settings.items()})
    try:
        yield found
    finally:
        _set(server, {name: f"RESET {name}" for name in settings})
    with log.open(encoding="utf-8", errors="replace") as lines:
        lines.seek(begins)
        found += [
            one for one in _statements(_read(lines)) if one.service in SERVICES and one.text.lstrip().startswith(_KINDS)
        ]


def _set(server: Postgres, changes: Mapping[str, str]) -> None:
    with server.connect(SUPERUSER) as connection:
        for change in changes.values():
            connection.execute(f"ALTER SYSTEM {change}".encode())
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("SELECT pg_sleep(0.5)")  # every process of the server reads it in its own time


def _statements(lines: Iterator[tuple[str, str, str]]) -> Iterator[Sent]:
    """The values of a statement are told right after it."""
    waiting: Sent | None = None
    for role, what, text in lines:
        if waiting is not None and what == "DETAIL" and _PARAMETERS.match(text):
            yield Sent(waiting.service, waiting.text, tuple(_value(found) for found in _VALUE.finditer(text)))
            waiting = None
            continue
        if waiting is not None:
            yield waiting
        statement = _STATEMENT.match(text) if what == "LOG" else None
        waiting = Sent(role, text[statement.end() :]) if statement else None
    if waiting is not None:
        yield waiting


def _value(found: re.Match[str]) -> str | None:
    return None if found[1] is None else found[1].replace("''", "'")


def _read(lines: Iterator[str]) -> Iterator[tuple[str, str, str]]:
    """Role, kind and text of each message."""
    message: tuple[str, str, str] | None = None
    for line in lines:
        if line.startswith("\t"):  # the server's mark of a text that goes on
            if message is not None:
                message = (*message[:2], message[2] + "\n" + line[1:].rstrip("\n"))
            continue
        if message is not None:
            yield message
        found = _SENT.match(line.rstrip("\n"))
        message = (found["role"], found["what"], found["text"]) if found else None
    if message is not None:
        yield message
