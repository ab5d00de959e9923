"""The desk of an authority's examiners: the queue of cases in the order in which they are due, and the statistics."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response

from kernel.clock import local_date
from kernel.errors import Outage
from services.portal.api.paging import Cursor, asking
from services.portal.api.rendering import page
from services.portal.api.staff.lists import Day, day, nothing_found, searched
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Official, Visit
from services.portal.domain import desk
from services.portal.operations.gathering import Gathering
from services.portal.operations.resources import Resources

PER_PAGE = 20
_MOST_PAGES = 25
"""How many pages of the service's list are looked through for one filtered page."""
_DAYS_SHOWN = 30

Filter = Literal["all", "mine", "unclaimed", "overdue", "countersign"]

BusinessType = Annotated[str, Query(pattern="^([0-9]{2})?$", alias="kind")]
Closed = Literal["", "open", "APPROVE", "CORRECT", "REJECT", "withdrawn"]

_KEEPS: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "all": bool,
    "mine": lambda task: bool(task["claimed"] == "me"),
    "unclaimed": lambda task: bool(task["claimed"] == "nobody"),
    "overdue": lambda task: bool(task["overdue"]),
    "countersign": lambda task: bool(task["countersign"] == "mine"),
}


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/desk", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def show_queue(visit: Official, show: Filter = "all", kind: BusinessType = "", cursor: Cursor = "") -> Response:
        tasks, following = _find(visit, show, kind, cursor)
        return page(
            visit,
            "desk/queue.html",
            tasks=_shown(visit, tasks),
            next=following,
            show=show,
            kind=kind,
            cursor=cursor,
            counts=_counts(visit),
            known=-1,
            desk=desk,
            duration=desk.duration,
        )

    @routes.get("/counts")
    def count_again(
        visit: Official, known: Annotated[int, Query(ge=-1)] = -1, show: Filter = "all", kind: BusinessType = ""
    ) -> Response:
        """A piece of the queue's page: how many cases there are now, and whether some are new since it was opened."""
        return page(visit, "desk/counts.html", counts=_counts(visit), known=known, show=show, kind=kind)

    @routes.get("/statistics")
    def show_statistics(
        visit: Official, since: Annotated[Day, Query(alias="from")] = "", until: Annotated[Day, Query(alias="to")] = ""
    ) -> Response:
        today = local_date(resources.clock.now())
        typed = {"from": since or (today - timedelta(days=_DAYS_SHOWN - 1)).isoformat(), "to": until or str(today)}
        found, faults = searched(lambda: _statistics(visit, {name: day(name, typed[name]) for name in typed}), None)
        return page(
            visit,
            "desk/statistics.html",
            422 if faults else 200,
            found=found,
            chart=desk.chart_of(found) if found else None,
            typed=typed,
            faults=faults,
        )

    @routes.get("/closed")
    def show_closed(
        visit: Official,
        number: Annotated[str, Query(max_length=60)] = "",
        outcome: Closed = "",
        since: Annotated[Day, Query(alias="from")] = "",
        until: Annotated[Day, Query(alias="to")] = "",
        cursor: Cursor = "",
    ) -> Response:
        """Cases that need nobody any more, found by number, outcome and day."""
        typed = {"number": number.strip(), "outcome": outcome, "from": since, "to": until}
        found, faults = searched(lambda: _closed(visit, typed, cursor), nothing_found())
        return page(
            visit,
            "desk/closed.html",
            422 if faults else 200,
            tasks=[{**task, "of": of} for task, of in _named(visit, found["items"])],
            following="/desk/closed?" + urlencode({**typed, "cursor": found["next"]}) if found["next"] else None,
            typed=typed,
            faults=faults,
            outcomes=desk.CLOSED,
            desk=desk,
        )

    def _closed(visit: Visit, typed: Mapping[str, str], cursor: str) -> dict[str, Any]:
        days = {name: day(name, typed[name]).isoformat() for name in ("from", "to") if typed[name]}
        asked = {"number": "".join(typed["number"].split()), "outcome": typed["outcome"], **days}
        found: dict[str, Any] = resources.approval.get(
            "/tasks/closed", visit.token, **asking(cursor, PER_PAGE), **asked
        )
        return found

    def _find(visit: Visit, show: str, kind: str, cursor: str) -> tuple[list[dict[str, Any]], str | None]:
        found: list[dict[str, Any]] = []
        following: str | None = cursor
        for _ in range(_MOST_PAGES):
            asked = asking(following or "", PER_PAGE) | ({"business_type": kind} if kind else {})
            some = resources.approval.get("/tasks", visit.token, **asked)
            found += [task for task in some["items"] if _KEEPS[show](task)]
            following = some["next"]
            past_due = show == "overdue" and some["items"] and not some["items"][-1]["overdue"]
            if following is None or past_due or len(found) >= PER_PAGE:
                return found, None if past_due else following
        return found, following

    def _shown(visit: Visit, tasks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Each with the time left and the application it is `of`: None where the filing service does not say, since
        the queue can do without."""
        now = resources.clock.now()
        return [
            {**task, **desk.time_left(task, now), "waited": desk.waited(task, now), "of": of}
            for task, of in _named(visit, tasks)
        ]

    def _named(visit: Visit, tasks: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], Any]]:
        numbers = [task["application_no"] for task in tasks]
        asked = {number: (resources.filing, f"/applications/{number}") for number in numbers}
        of = Gathering(resources, visit.token).sections(asked)
        return [(task, of[task["application_no"]]) for task in tasks]

    def _counts(visit: Visit) -> dict[str, Any] | None:
        today = local_date(resources.clock.now())
        try:
            return _statistics(visit, {"from": today, "to": today})
        except Outage:
            return None

    def _statistics(visit: Visit, span: Mapping[str, date]) -> dict[str, Any]:
        query = {name: each.isoformat() for name, each in span.items()}
        found: dict[str, Any] = resources.approval.get("/tasks/statistics", visit.token, **query)
        return found

    return routes
