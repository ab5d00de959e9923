"""Addresses within the Temporal Web UI: one case, and the lists that operations look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

_SOON, _LONG = timedelta(days=1), timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class View:
    """A list of cases. `query` is a visibility query; `bad` where any case in it is one too many."""

    key: str
    title: str
    query: str
    bad: bool = False


@dataclass(frozen=True, slots=True)
class TemporalWeb:
    """The Web UI as people reach it."""

    url: str
    namespace: str

    def of_case(self, workflow_id: str) -> str:
        return f"{self._workflows}/{quote(workflow_id, safe='')}"

    def of_query(self, query: str) -> str:
        """A list as the Web UI's own saved views have it: the query stands in the address."""
        return f"{self._workflows}?{urlencode({'query': query})}"

    @property
    def _workflows(self) -> str:
        return f"{self.url.rstrip('/')}/namespaces/{quote(self.namespace, safe='')}/workflows"


PARKED_CASES = 'Stage = "NEEDS_ATTENTION" AND ExecutionStatus = "Running"'


def views(now: datetime) -> Iterable[View]:
    """Which limits are passed or soon end, and what the system is slow with."""
    running = 'ExecutionStatus = "Running"'
    reviewed = f'{running} AND WaitsFor = "examiner"'
    signing = f'{running} AND Stage IN ("AUTH_PENDING", "SIGN_PENDING", "SIGNED")'
    at, soon, long_ago = (_written(each) for each in (now, now + _SOON, now - _LONG))
    yield View("review-overdue", "审查已超期", f'{reviewed} AND Deadline < "{at}"', bad=True)
    yield View("review-soon", "审查一日内到期", f'{reviewed} AND Deadline BETWEEN "{at}" AND "{soon}"')
    yield View("signing-soon", "签名期一日内届满", f'{signing} AND Deadline < "{soon}"')
    yield View(
        "system-long",
        "系统办理超过十分钟",
        f'{running} AND WaitsFor = "system" AND StartTime < "{long_ago}" AND Stage != "NEEDS_ATTENTION"',
        bad=True,
    )
    yield View("reviewed", "审查人员办理中", reviewed)


def _written(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")
