"""Routes that show a decision to those it concerns, and the rules to everybody."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Response

from kernel.tokens import Principal, Role
from kernel.web.access import PUBLIC, Access
from services.approval.operations import reading
from services.approval.operations.answers import DecisionAnswer, PublishedRules
from services.approval.operations.resources import Resources

Concerned = Annotated[Principal, Depends(Access(Role.APPLICANT, Role.EXAMINER))]
ApplicationNo = Annotated[str, Path(pattern=r"^[0-9]{23}$", examples=["14021301202611220000017"])]
DocumentKind = Literal["review_sheet", "decision_notice"]


def router(resources: Resources) -> APIRouter:
    routes = APIRouter()

    @routes.get("/decisions/{application_no}", tags=["decisions"])
    def read_decision(application_no: ApplicationNo, caller: Concerned) -> DecisionAnswer:
        """The decision that stands: outcome, every rule's result with reason, article and remedy, documents."""
        return reading.read_decision(resources, caller, application_no)

    @routes.get(
        "/decisions/{application_no}/documents/{kind}",
        tags=["decisions"],
        response_class=Response,
        responses={200: {"content": {"application/pdf": {}}}},
    )
    def read_document(application_no: ApplicationNo, kind: DocumentKind, caller: Concerned) -> Response:
        """The review sheet or the letter to the applicant, as PDF/A."""
        content = reading.read_document(resources, caller, application_no, kind)
        name = f'inline; filename="{kind}-{application_no}.pdf"'
        return Response(content, media_type="application/pdf", headers={"Content-Disposition": name})

    @routes.get("/rules", dependencies=[Depends(PUBLIC)], tags=["rules"])
    def read_rules(
        on: Annotated[date | None, Query(description="Today in China unless given")] = None,
    ) -> PublishedRules:
        """The rules of automatic approval in force on a day, with articles and thresholds."""
        return reading.read_rules(resources, on)

    return routes
