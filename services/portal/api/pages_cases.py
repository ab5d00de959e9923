"""One's own cases: the list, one case with its live timeline, its result, and the ways out of it."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Collection, Mapping
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from catalogues.filing_types.words import Section
from kernel.errors import Outage, Refusal
from services.portal.api.own_case import Number, after_step, own_case
from services.portal.api.paging import Cursor, asking
from services.portal.api.rendering import Faults, field_of, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Own, Visit
from services.portal.domain import course, next_steps, pages
from services.portal.domain.licence_office import PAPER_STATUSES
from services.portal.operations import showing, steps
from services.portal.operations.ownership import check_own
from services.portal.operations.resources import Resources
from workflows.contract import Step

PER_PAGE = 10
_LOOK_SECONDS = 0.7
_STREAM_SECONDS = 120
_LEAVING = {
    "abandonment": Step.ABANDON,
    "withdrawal": Step.WITHDRAW,
    "correction": Step.CORRECT,
    "reauthentication": Step.REAUTHENTICATE,
}


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/my/cases", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def list_cases(visit: Own, cursor: Cursor = "") -> Response:
        return page(visit, "cases.html", found=showing.list_cases(resources, visit.token, asking(cursor, PER_PAGE)))

    @routes.get("/{number}")
    def show_case(visit: Own, number: Number) -> Response:
        return _case(visit, number, Faults())

    @routes.post("/{number}/deletion")
    def delete_case(visit: Own, number: Number) -> Response:
        """Give it up, so that the name is free again, then delete what was entered."""
        case = own_case(resources, visit, number)
        try:
            if not case.exact:
                raise Outage("workflow.unavailable")
            if Step.ABANDON in case.steps:
                steps.take(resources, number, Step.ABANDON, visit.text("request_id"))
            resources.filing.delete(f"/applications/{number}", visit.token)
            resources.owners.forget(number)
        except Refusal as refusal:
            return _case(visit, number, Faults(refusal), refusal.status)
        return RedirectResponse("/my/cases", 303)

    @routes.post("/{number}/{way}")
    def leave_or_come_back(
        visit: Own,
        number: Number,
        way: Literal["abandonment", "withdrawal", "correction", "reauthentication"],
    ) -> Response:
        check_own(resources, visit.subject, visit.token, number)
        try:
            taken = steps.take(resources, number, _LEAVING[way], visit.text("request_id"))
        except Refusal as refusal:
            return _case(visit, number, Faults(refusal), refusal.status)
        return after_step(number, taken)

    @routes.get("/{number}/events")
    async def follow(request: Request, visit: Own, number: Number) -> Response:
        """Server-sent events: the stage, whenever it changed. Ends by itself; the browser asks again."""
        await run_in_threadpool(check_own, resources, visit.subject, visit.token, number)
        return StreamingResponse(_stages(request, number), media_type="text/event-stream")

    async def _stages(request: Request, number: str) -> AsyncIterator[str]:
        yield "retry: 1500\n\n"
        until, last = time.monotonic() + _STREAM_SECONDS, ""
        while time.monotonic() < until and not await request.is_disconnected():
            try:
                standing = await resources.running_cases().standing(number)
            except Outage:
                await asyncio.sleep(_LOOK_SECONDS)
                continue
            if standing is None:
                return
            if (stage := standing.stage) != last:
                last = stage
                yield f"event: moved\ndata: {stage}\n\n"
            await asyncio.sleep(_LOOK_SECONDS)

    def _case(visit: Visit, number: str, faults: Faults, status: int = 200) -> Response:
        case = own_case(resources, visit, number, showing.IN_FULL)
        return page(
            visit,
            "case.html",
            status,
            case=case,
            number=number,
            stage=case.stage,
            content=case.content,
            possible=case.steps,
            waits_for=case.content["waits_for"],
            next=pages.next_page(case.steps),
            place=lambda reason: _place(number, case.steps, reason),
            told=course.told(case.entries, named=bool(case.name)),
            paper_statuses=PAPER_STATUSES,
            after_licence=next_steps.after,
            faults=faults,
            request_id=uuid.uuid4().hex,
        )

    return routes


def _place(number: str, steps: Collection[Step], reason: Mapping[str, Any]) -> str | None:
    """The field that a reason speaks of, on its page; None where nothing can be done on that page now."""
    section = Section.NAME if reason["section"] == Section.PREMISES else reason["section"]
    if section is None or not pages.is_open(section, steps):
        return None
    return f"/my/cases/{number}/{section}#{field_of(reason['pointer'], section)}".rstrip("#")
