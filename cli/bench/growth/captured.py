"""The statements that the services send while something happens, as the database server saw them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from deploy.local.layout import SERVICES
from deploy.local.postgres import SUPERUSER, Postgres

_SENT = re.compile(r"^kaiye-role=(?P<role>\w+)\|LOG: +(?:execute [^:]+|statement): (?P<text>.*)$")
_KINDS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
_SETTINGS = {
    "log_line_prefix": "'kaiye-role=%u|'",
    "log_statement": "'all'",
    "log_parameter_max_length": "0",
}

Statements = dict[str, set[str]]
"""By service, each text once, with $1, $2 … where values stood."""


@contextmanager
def captured(server: Postgres, log: Path) -> Iterator[Statements]:
    """Filled on leaving with what was sent meanwhile. `log` is what the server writes. What it was told otherwise
    about its log before counts again afterwards."""
    found: Statements = {}
    begins = log.stat().st_size
    _set(server, {name: f"SET {name} = {value}" for name, value in _SETTINGS.items()})
    try:
        yield found
    finally:
        _set(server, {name: f"RESET {name}" for name in _SETTINGS})
    with log.open(encoding="utf-8", errors="replace") as lines:
        lines.seek(begins)
        for role, text in _read(lines):
            if role in SERVICES and text.lstrip().startswith(_KINDS):
                found.setdefault(role, set()).add(text)


def _set(server: Postgres, changes: Mapping[str, str]) -> None:
    with server.connect(SUPERUSER) as connection:
        for change in changes.values():
            connection.execute(f"ALTER SYSTEM {change}".encode())
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("SELECT pg_sleep(0.5)")  # every process of the server reads it in its own time


def _read(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    role, text = "", ""
    for line in lines:
        if line.startswith("\t"):  # the server's mark of a text that goes on
            text += "\n" + line[1:].rstrip("\n")
            continue
        if role:
            yield role, text
        found = _SENT.match(line.rstrip("\n"))
        role, text = (found["role"], found["text"]) if found else ("", "")
    if role:
        yield role, text
