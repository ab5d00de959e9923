"""The page on which an applicant asks that a person looks at an automatic refusal (个人信息保护法 Art. 24)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Refusal
from services.portal.api.own_case import Number, OwnCase, turn
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import Elsewhere, PageRoute
from services.portal.api.visits import Own, Visit
from services.portal.operations import steps
from services.portal.operations.resources import Resources
from workflows.contract import Step


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix="/my/cases/{number}/review")

    @routes.get("")
    def ask_statement(visit: Own, number: Number) -> Response:
        return _form(visit, _refused(visit, number), "", Faults())

    @routes.post("")
    def request_review(visit: Own, number: Number) -> Response:
        """Sent twice it is one request: the step's key is the request that the approval service wrote down."""
        case, statement = _refused(visit, number), visit.text("statement", 1200).strip()
        try:
            if len(statement) < 2:
                raise Refusal(
                    "portal.statement_missing",
                    "请写明申请人工审查的理由",
                    "Say why a person should review the decision",
                    pointer="/statement",
                )
            asked = resources.approval.post(
                f"/decisions/{number}/review-requests", visit.token, {"statement": statement.replace("\r\n", "\n")}
            )
            request_id: str = asked["request_id"]
            steps.take(resources, number, Step.REQUEST_REVIEW, request_id, review_request_id=request_id)
        except Refusal as refusal:
            return _form(visit, case, statement, Faults(refusal), refusal.status)
        return RedirectResponse(f"/my/cases/{number}", 303)

    def _refused(visit: Visit, number: str) -> OwnCase:
        """The case while its automatic refusal can be brought before a person; else on to the case."""
        case = turn(resources, visit, number, "review")
        if case.content["decision"] is None:
            raise Elsewhere(f"/my/cases/{number}")
        return case

    def _form(visit: Visit, case: OwnCase, statement: str, faults: Faults, status: int = 200) -> Response:
        return page(
            visit,
            "review.html",
            status,
            number=case.number,
            case=case,
            decision=case.content["decision"],
            typed={"statement": statement},
            faults=faults,
        )

    return routes
