"""Routes that show a decision to those it concerns, and the rules to everybody."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from catalogues.filing_types.words import DocumentKind
from kernel.tokens import Principal, Role
from kernel.web.access import PUBLIC, Access, Follows
from kernel.web.documents import PDF, described, pdf_response
from kernel.web.paths import PLAIN_LINES, ApplicationNo
from services.approval.operations import following, reading, requesting
from services.approval.operations.answers import DecisionAnswer, PublishedRules, ReviewRequested
from services.approval.operations.desk_answers import ReasonCatalogue
from services.approval.operations.following import ReviewLimit
from services.approval.operations.performance import AuthorityPerformance, Performances
from services.approval.operations.resources import Resources

Applicant = Annotated[Principal, Depends(Access(Role.APPLICANT))]
Concerned = Annotated[Principal, Depends(Access(Role.APPLICANT, Role.EXAMINER, Role.HEAD))]
Follower = Annotated[Principal, Depends(Follows())]
DecisionDocument = Literal[
    DocumentKind.REVIEW_SHEET,
    DocumentKind.DECISION_NOTICE,
    DocumentKind.MATERIAL_RECEIPT,
    DocumentKind.EXTENSION_NOTICE,
    DocumentKind.REVIEW_REQUEST,
    DocumentKind.REVIEW_ANSWER,
]


class StatementTyped(BaseModel):
    """Why a person should look at the case again."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={"examples": [{"statement": "经营场所不属于所列禁设区域，请人工核实。"}]},
    )

    statement: str = Field(min_length=2, max_length=1000, pattern=PLAIN_LINES)


def router(resources: Resources) -> APIRouter:
    routes = APIRouter()
    performances = Performances(resources)

    @routes.get("/decisions/{application_no}", tags=["decisions"])
    def read_decision(application_no: ApplicationNo, caller: Concerned) -> DecisionAnswer:
        """The decision that stands: outcome, every rule's result with reason, article and remedy, documents."""
        return reading.read_decision(resources, caller, application_no)

    @routes.get(
        "/decisions/{application_no}/documents/{kind}",
        tags=["decisions"],
        **described(PDF),
    )
    def read_document(application_no: ApplicationNo, kind: DecisionDocument, caller: Concerned) -> Response:
        """The review sheet or the letter to the applicant, as PDF/A."""
        content = reading.read_document(resources, caller, application_no, kind)
        return pdf_response(content, f"{kind}-{application_no}.pdf")

    @routes.post("/decisions/{application_no}/review-requests", status_code=201, tags=["decisions"])
    def request_review(application_no: ApplicationNo, typed: StatementTyped, caller: Applicant) -> ReviewRequested:
        """Ask for a person's review of an automatic refusal; the step `request_review` of the case opens it. Asking
        again is the same request."""
        return requesting.request_review(resources, caller, application_no, typed.statement)

    @routes.get("/decisions/{application_no}/limit", tags=["decisions"])
    def read_limit(application_no: ApplicationNo, caller: Follower) -> ReviewLimit:
        """Until when an examiner decides; with the identity service's ticket for this application."""
        return following.review_limit(resources, caller.subject, application_no)

    @routes.get("/reasons", tags=["examiners"])
    def read_reasons(caller: Annotated[Principal, Depends(Access(Role.EXAMINER))]) -> ReasonCatalogue:
        """The catalogue of reasons that an examiner builds the one-time notice from."""
        return reading.read_reasons(resources, caller)

    @routes.get("/rules", dependencies=[Depends(PUBLIC)], tags=["rules"])
    def read_rules(
        on: Annotated[date | None, Query(description="Today in China unless given")] = None,
    ) -> PublishedRules:
        """The rules of automatic approval in force on a day, with articles and thresholds."""
        return reading.read_rules(resources, on)

    @routes.get("/performance/{authority_code}", dependencies=[Depends(PUBLIC)], tags=["rules"])
    def read_performance(
        authority_code: Annotated[str, Path(pattern=r"^[0-9]{8}$")],
    ) -> AuthorityPerformance:
        """How an authority decided in the last thirty days, by kind of filing; names nobody."""
        return performances.of(authority_code)

    return routes
