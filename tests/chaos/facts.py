"""Reads what there is to count off a running stack: the services' stores, Temporal, and the agencies' own books."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from catalogues.filing_types.words import Stage
from cli.invariants.books import opened
from cli.running import temporal
from deploy.local.applications import present_services
from deploy.local.environment import Environment, lent
from deploy.local.rooms import has_tables
from tests.chaos.counting import Accepted, Count, Facts, Outage, count
from tests.system.stack import RunningStack

_PARKED = 'Stage = "NEEDS_ATTENTION" AND ExecutionStatus = "Running"'
_DONE = frozenset({Stage.LICENSED, Stage.ENTERED})
_PAUSE_SECONDS = 0.5


def counted(
    stack: RunningStack, given: Collection[str], since: datetime, outages: Sequence[Outage], within: float
) -> tuple[Count, float]:
    """The count when nothing is missing any more, or when `within` seconds are over; and the seconds it took."""
    began = time.monotonic()
    while True:
        found = count(read(stack, given, since, outages))
        seconds = time.monotonic() - began
        if not found.lost or seconds > within:
            return found, seconds
        time.sleep(_PAUSE_SECONDS)


def read(stack: RunningStack, given: Collection[str], since: datetime, outages: Sequence[Outage]) -> Facts:
    """What came of the applications opened `since` a moment, as it is now. Raises Outage when a server does not
    answer."""
    environment = stack.environment
    services = [service for service in present_services() if has_tables(service)]
    urls = {name: environment.of(name)[f"KAIYE_{name.upper()}_DATABASE_URL"] for name in services}
    with opened(urls) as books:
        stages = dict(
            books.rows("filing", "SELECT application_no, stage FROM filing.application WHERE created_at >= :t", t=since)
        )
        known = stages.keys() | set(given)
        filed = [
            (number, at)
            for number, at in books.rows(
                "archive", "SELECT application_no, filed_at FROM archive.archive_volume WHERE status = 'FILED'"
            )
            if number in known
        ]
        # Where a case stands is the filing service's word up to its end, and that it is filed the archive's.
        stages |= {number: Stage.ARCHIVED for number, _ in filed if stages.get(number) in _DONE}
        entered = books.rows("filing", "SELECT application_no, stage, min(at) FROM filing.stage_entry GROUP BY 1, 2")
        return Facts(
            given=frozenset(given),
            stages=stages,
            entered={(number, stage): at for number, stage, at in entered if number in known}
            | {(number, Stage.ARCHIVED): at for number, at in filed},
            versions=[
                (number, code)
                for number, code in books.rows("register", "SELECT application_no, uscc FROM register.entity_version")
                if number in known
            ],
            licences=[
                number
                for (number,) in books.rows(
                    "licence", "SELECT application_no FROM licence.licence WHERE state <> 'PREPARED'"
                )
                if number in known
            ],
            volumes=[number for number, _ in filed],
            accepted=[
                one for agency in ("publicity", "tax") for one in _book(stack, agency) if one.application_no in known
            ],
            parked=frozenset(asyncio.run(_parked(environment))) & known,
            outages=tuple(outages),
        )


def _book(stack: RunningStack, agency: str) -> Iterator[Accepted]:
    """Line by line as the agency wrote it down, so that what it took twice stands there twice."""
    path = stack.home / "sandbox" / "events" / f"{agency}.jsonl"
    for line in path.read_text().splitlines() if path.exists() else ():
        one = json.loads(line)
        at = datetime.fromisoformat(one["receivedat"])
        yield Accepted(agency, one["id"], one["type"], one["applicationno"], at)


async def _parked(environment: Environment) -> list[str]:
    with lent(environment.shared):
        client = await temporal(environment)
        return [found.id.rpartition("/")[2] async for found in client.list_workflows(_PARKED)]
