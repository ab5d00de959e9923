"""Counts for the monthly comparison with each agency's books, and for the alarms."""

from __future__ import annotations

from datetime import datetime

from prometheus_client import Gauge
from pydantic import BaseModel, ConfigDict

from kernel.clock import SHANGHAI
from kernel.counters import idling
from services.notice.operations.enrolment import receivers
from services.notice.operations.resources import Resources
from services.notice.store import events

EVENTS = Gauge(
    "kaiye_notice_events", "Events for agencies that are not over, by state, as last counted", ["agency", "state"]
)


class AgencyCounts(BaseModel):
    """`recorded` is the sum of the others; `sent` counts what JetStream stored."""

    agency: str
    recorded: int
    sent: int
    accepted: int
    rejected: int
    open: int


class Reconciliation(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "month": "2022-02",
                    "agencies": [
                        {"agency": "tax", "recorded": 20, "sent": 20, "accepted": 19, "rejected": 1, "open": 0}
                    ],
                }
            ]
        }
    )

    month: str
    agencies: tuple[AgencyCounts, ...]


def reconcile(resources: Resources, month: str) -> Reconciliation:
    """Counts of the events written in a month (`2022-02`) of China's calendar, for every agency there is or that was
    told."""
    year, number = (int(part) for part in month.split("-"))
    since = datetime(year, number, 1, tzinfo=SHANGHAI)
    until = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=SHANGHAI)
    with resources.database.reading() as session:
        found = events.counts(session, since, until)
        names = [agency.name for agency in receivers(session)]
    names += sorted(found.keys() - set(names))
    return Reconciliation(month=month, agencies=tuple(_counts(name, found.get(name, {})) for name in names))


def measure(resources: Resources) -> None:
    """Bring the gauges up to date. What was accepted is over, and counted by `reconcile`: it only grows."""
    with idling(), resources.database.reading() as session:
        found = events.counts_not_over(session)
        names = [agency.name for agency in receivers(session)]
    for name in names:
        for state in events.STATES.keys() - {events.ACCEPTED}:
            EVENTS.labels(name, state).set(found.get(name, {}).get(state, 0))


def _counts(agency: str, states: dict[str, int]) -> AgencyCounts:
    unsent, open_, accepted, rejected = (states.get(state, 0) for state in ("UNSENT", "OPEN", "ACCEPTED", "REJECTED"))
    return AgencyCounts(
        agency=agency,
        recorded=unsent + open_ + accepted + rejected,
        sent=open_ + accepted + rejected,
        accepted=accepted,
        rejected=rejected,
        open=unsent + open_,
    )
