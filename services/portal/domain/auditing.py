"""What an auditor asks for on a page, and how the lines of several services stand in one list."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from kernel.clock import SHANGHAI
from kernel.errors import Refusal

SHOWN = 300
"""Lines of a page; a file has more."""
IN_A_FILE = 20_000
"""Lines of each service in a file that is downloaded here; `kaiye trail` has no such end."""
_MOST_OF = 60
_SHOWN_OF = (
    "about",
    "object",
    "actor",
    "role",
    "origin",
    "result",
    "reason",
    "before_digest",
    "after_digest",
    "digest",
)
_UNTOLD = dict.fromkeys(_SHOWN_OF)
"""A service leaves out what it has nothing to say of."""


@dataclass(frozen=True)
class Asked:
    """As it was typed. `person` is an identity number, which stands in no address and is kept nowhere."""

    about: str = ""
    actor: str = ""
    person: str = ""
    since: str = ""
    until: str = ""

    def query(self, of: Iterable[str] | None, most: int) -> dict[str, Any]:
        """What each service is asked. Raises Refusal `audit.day_unreadable`, `audit.nothing_asked`,
        `audit.person_unknown`."""
        if not (self.about or self.actor or self.person or self.since):
            raise _wrong("audit.nothing_asked", "/about", "请填写至少一项", "Please fill in at least one field")
        found: dict[str, Any] = {"about": self.about, "actor": self.actor, "most": most}
        found |= {"since": _from(self.since, "/since"), "until": _to(self.until, "/until")}
        if of is not None:
            found["of"] = list(dict.fromkeys(of))[:_MOST_OF]
            if not found["of"]:
                raise _wrong(
                    "audit.person_unknown",
                    "/person",
                    "没有找到此人的账号、申请或主体，请核对证件号码",
                    "Nobody here knows this person; please check the number",
                )
        return {name: value for name, value in found.items() if value}


def lines_of(service: str, content: bytes) -> list[Mapping[str, Any]]:
    """The lines of one service's trail, without its first and last; each has every field that a page shows."""
    told = (json.loads(line) for line in content.splitlines())
    return [{**_UNTOLD, "service": service, **line} for line in told if "book" in line]


def together(trails: Iterable[list[Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
    """The newest first."""
    return sorted((line for trail in trails for line in trail), key=lambda line: str(line["at"]), reverse=True)


def _from(day: str, pointer: str) -> str | None:
    return _midnight(_day(day, pointer)).isoformat() if day else None


def _to(day: str, pointer: str) -> str | None:
    """The day is included."""
    return _midnight(_day(day, pointer) + timedelta(days=1)).isoformat() if day else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _day(written: str, pointer: str) -> date:
    try:
        found = date.fromisoformat(written)
        if not 1949 <= found.year <= 2999:
            raise ValueError(written)
    except ValueError:
        raise _wrong(
            "audit.day_unreadable", pointer, "请按 2026-12-01 的样式填写日期", "Please write the day like 2026-12-01"
        ) from None
    return found


def _wrong(code: str, pointer: str, zh: str, en: str) -> Refusal:
    return Refusal(code, zh, en, pointer=pointer)
