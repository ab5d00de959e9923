"""What those who run the system see of it: cases that are parked, limits, who answers and who works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass

from anyio import from_thread

from kernel.errors import Outage
from services.portal.clients.engine import ParkedCase
from services.portal.clients.services import ServiceClient
from services.portal.domain.temporal_web import PARKED_CASES, View, views
from services.portal.operations.resources import Resources


@dataclass(frozen=True, slots=True)
class Health:
    """One service. `missing` is what it lacks, None where it does not answer; `workers` ask its queue for work, None
    where the engine does not say."""

    name: str
    missing: Mapping[str, str] | None
    workers: int | None

    @property
    def well(self) -> bool:
        return self.missing == {} and self.workers != 0


@dataclass(frozen=True, slots=True)
class Counted:
    view: View
    cases: int


def parked_cases(resources: Resources) -> Sequence[ParkedCase] | None:
    """Cases that wait for operations; None while the engine is silent."""
    try:
        return from_thread.run(resources.running_engine().parked, PARKED_CASES)
    except Outage:
        return None


def limits(resources: Resources) -> Sequence[Counted] | None:
    """How many cases are in each list; None while the engine is silent."""
    shown = list(views(resources.clock.now()))
    try:
        found = from_thread.run(resources.running_engine().counts, {view.key: view.query for view in shown})
    except Outage:
        return None
    return [Counted(view, found[view.key]) for view in shown]


def health(resources: Resources) -> Sequence[Health]:
    """Every service as it says itself, and whether anybody works on its queue."""
    services: Mapping[str, ServiceClient] = {
        "identity": resources.identity,
        "naming": resources.naming,
        "filing": resources.filing,
        "signing": resources.signing,
        "approval": resources.approval,
        "register": resources.register,
        "licence": resources.licence,
        "archive": resources.archive,
        "notice": resources.notice,
    }
    asked = {name: resources.asking.submit(copy_context().run, service.missing) for name, service in services.items()}
    try:
        workers: Mapping[str, int] = from_thread.run(resources.running_engine().workers, services)
    except Outage:
        workers = {}
    answered = {name: answer.result() for name, answer in asked.items()}
    found = [Health(name, answered[name], workers.get(name)) for name in services]
    return [
        *found,
        Health("workflows", {} if workers else {"temporal": "workflow.unavailable"}, workers.get("workflows")),
    ]
