"""Requests for a person's review that came after its period: the list, one of them, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Refusal
from kernel.web.paths import RecordId
from services.portal.api.paging import Cursor, asking
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Examiner, Official, Visit
from services.portal.domain import desk
from services.portal.operations import late_reviews, steps
from services.portal.operations.gathering import Gathering
from services.portal.operations.resources import Resources

PER_PAGE = 20

Shown = Literal["waiting", "told"]
_OUTCOMES = frozenset({"STANDS", "WRONG"})
_NOTHING_TYPED = {"outcome": "", "fact": "", "article": "", "remedy": ""}


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/desk/late", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def list_late(visit: Official, show: Shown = "waiting", cursor: Cursor = "") -> Response:
        asked = {**asking(cursor, PER_PAGE), "told": str(show == "told").lower()}
        found = resources.approval.get("/late-reviews", visit.token, **asked)
        numbers = {each["application_no"]: each["application_no"] for each in found["items"]}
        named = {number: (resources.filing, f"/applications/{number}") for number in numbers}
        of = Gathering(resources, visit.token).sections(named)
        return page(
            visit,
            "desk/late.html",
            requests=[{**each, "of": of[each["application_no"]]} for each in found["items"]],
            show=show,
            next=found["next"],
            desk=desk,
        )

    @routes.get("/{request_id}")
    def read_late(visit: Official, request_id: RecordId) -> Response:
        return _sheet(visit, request_id, _NOTHING_TYPED, Faults())

    @routes.post("/{request_id}")
    def answer(visit: Examiner, request_id: RecordId) -> Response:
        """Write the answer down, and have it told and filed; sent again it is the same answer."""
        typed = {
            "outcome": visit.text("outcome", 10),
            "fact": visit.lines("fact", 1200),
            "article": visit.text("article", 140).strip(),
            "remedy": visit.lines("remedy", 400),
        }
        try:
            if typed["outcome"] not in _OUTCOMES:
                raise Refusal("portal.outcome_missing", "请选择审查结论", "Choose what is decided", pointer="/outcome")
            line = resources.approval.post(f"/late-reviews/{request_id}/answer", visit.token, typed)
        except Refusal as refusal:
            return _sheet(visit, request_id, typed, Faults(refusal), refusal.status)
        steps.deliver_review_answer(resources, line["application_no"], request_id)
        return RedirectResponse(f"/desk/late/{request_id}", 303)

    @routes.post("/{request_id}/delivery")
    def deliver(visit: Examiner, request_id: RecordId) -> Response:
        """Once more what follows an answer, where it did not at the time."""
        try:
            line = late_reviews.answered_line(resources, visit.token, request_id)
        except Refusal as refusal:
            return _sheet(visit, request_id, _NOTHING_TYPED, Faults(refusal), refusal.status)
        steps.deliver_review_answer(resources, line["application_no"], request_id)
        return RedirectResponse(f"/desk/late/{request_id}", 303)

    def _sheet(visit: Visit, request_id: str, typed: Mapping[str, Any], faults: Faults, status: int = 200) -> Response:
        found = late_reviews.sheet(resources, visit.token, request_id)
        return page(
            visit,
            "desk/late_case.html",
            status,
            line=found["line"],
            request=found["request"],
            decision=found["decision"],
            own=found["own"],
            can_sign=found["can_sign"],
            typed=typed,
            faults=faults,
            desk=desk,
        )

    return routes
