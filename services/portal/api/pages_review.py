"""The page on which an applicant asks that a person looks at an automatic refusal (个人信息保护法 Art. 24)."""

from __future__ import annotations

from fastapi import APIRouter

from services.portal.api import review_statement
from services.portal.api.own_case import OwnCase, turn
from services.portal.api.troubles import Elsewhere
from services.portal.api.visits import Visit
from services.portal.operations import steps
from services.portal.operations.resources import Resources
from workflows.contract import Step


def router(resources: Resources) -> APIRouter:
    def refused(visit: Visit, number: str) -> OwnCase:
        """The case while its automatic refusal can be brought before a person; else on to the case."""
        case = turn(resources, visit, number, "review")
        if case.content["decision"] is None:
            raise Elsewhere(f"/my/cases/{number}")
        return case

    def ask(visit: Visit, number: str, statement: str) -> None:
        """The step's key is the request that the approval service wrote down."""
        asked = resources.approval.post(f"/decisions/{number}/review-requests", visit.token, {"statement": statement})
        request_id: str = asked["request_id"]
        steps.take(resources, visit.token, number, Step.REQUEST_REVIEW, request_id, review_request_id=request_id)

    return review_statement.router("review", "review.html", refused, ask)
