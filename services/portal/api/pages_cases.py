"""One's own cases: the list, one case with its live timeline, its result, and the ways out of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from kernel.errors import Outage, Refusal
from services.portal.api.case_page import case_page
from services.portal.api.own_case import Number, after_step, own_case, where_first
from services.portal.api.paging import Cursor, asking
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Own
from services.portal.operations import showing, steps
from services.portal.operations.ownership import check_own
from services.portal.operations.resources import Resources
from services.portal.operations.streams import Streams
from workflows.contract import Step

PER_PAGE = 10
_LOOK_SECONDS = 0.7
_STREAM_SECONDS = 120
_WAYS = {
    "taking-up": Step.TAKE_UP,
    "abandonment": Step.ABANDON,
    "withdrawal": Step.WITHDRAW,
    "acceptance": Step.ACCEPT_REFUSAL,
    "reauthentication": Step.REAUTHENTICATE,
    "reopening": Step.REOPEN,
}


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/my/cases", include_in_schema=False, route_class=PageRoute)
    streams = Streams()

    @routes.get("")
    def list_cases(visit: Own, cursor: Cursor = "") -> Response:
        return page(visit, "cases.html", found=showing.list_cases(resources, visit.token, asking(cursor, PER_PAGE)))

    @routes.get("/{number}")
    def show_case(visit: Own, number: Number) -> Response:
        return case_page(resources, visit, number, Faults())

    @routes.post("/{number}/deletion")
    def delete_case(visit: Own, number: Number) -> Response:
        """Give it up, so that the name is free again, then delete what was entered."""
        case = own_case(resources, visit, number)
        try:
            if not case.exact:
                raise Outage("workflow.unavailable")
            if Step.ABANDON in case.steps:
                steps.take(resources, visit.token, number, Step.ABANDON, visit.text("request_id"))
            resources.filing.delete(f"/applications/{number}", visit.token)
            resources.owners.forget(number)
        except Refusal as refusal:
            return case_page(resources, visit, number, Faults(refusal), refusal.status)
        return RedirectResponse("/my/cases", 303)

    @routes.post("/{number}/{way}")
    def take_way(
        visit: Own,
        number: Number,
        way: Literal["taking-up", "abandonment", "withdrawal", "acceptance", "reauthentication", "reopening"],
    ) -> Response:
        check_own(resources, visit.subject, visit.token, number)
        try:
            taken = steps.take(resources, visit.token, number, _WAYS[way], visit.text("request_id"))
        except Refusal as refusal:
            return case_page(resources, visit, number, Faults(refusal), refusal.status)
        if way == "taking-up":
            return RedirectResponse(where_first(number, taken.possible_steps if taken else ()), 303)
        if way == "reopening" and taken:
            return RedirectResponse(f"/my/cases/{number}/parties", 303)
        return after_step(number, taken)

    @routes.get("/{number}/events")
    async def follow(request: Request, visit: Own, number: Number) -> Response:
        """Server-sent events: the stage, whenever it changed. Ends by itself; the browser asks again."""
        streams.check(visit.subject)
        await run_in_threadpool(check_own, resources, visit.subject, visit.token, number)
        streams.check(visit.subject)
        return StreamingResponse(_counted(request, visit.subject, number), media_type="text/event-stream")

    async def _counted(request: Request, subject: str, number: str) -> AsyncIterator[str]:
        with streams.one_of(subject):
            async for line in _stages(request, number):
                yield line

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

    return routes
