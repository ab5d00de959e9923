"""Routes of a person's review that is asked for after its period: by applicants, and answered by examiners."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from kernel.tokens import Principal, Role
from kernel.web.access import Access
from kernel.web.paging import Page, Paging
from kernel.web.paths import PLAIN_LINES, ApplicationNo, RecordId
from services.approval.api.decisions import Applicant, StatementTyped
from services.approval.domain.late_answer import Answered
from services.approval.operations import late_reviews
from services.approval.operations.answers import ReviewRequested
from services.approval.operations.late_answers import LateReviewLine, LateReviewSheet
from services.approval.operations.resources import Resources

Examiner = Annotated[Principal, Depends(Access(Role.EXAMINER))]
Official = Annotated[Principal, Depends(Access(Role.EXAMINER, Role.HEAD))]


class AnswerTyped(BaseModel):
    """STANDS needs fact, article and remedy; WRONG the fact, and that the applicant can file anew is its remedy unless
    another is written."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [
                {
                    "outcome": "STANDS",
                    "fact": "经营者在虚假登记限制期内，限制决定未被撤销",
                    "article": "条例第四十条第三款",
                    "remedy": "限制期满后再申请，或者向作出限制的机关提出异议",
                }
            ]
        },
    )

    outcome: Literal["STANDS", "WRONG"]
    fact: str = Field(max_length=1000, pattern=PLAIN_LINES)
    article: str = Field(default="", max_length=120, pattern=PLAIN_LINES)
    remedy: str = Field(default="", max_length=300, pattern=PLAIN_LINES)


def router(resources: Resources) -> APIRouter:
    routes = APIRouter()

    @routes.post("/decisions/{application_no}/late-reviews", status_code=201, tags=["decisions"])
    def request_late_review(application_no: ApplicationNo, typed: StatementTyped, caller: Applicant) -> ReviewRequested:
        """Ask for a person's explanation and review of an automatic refusal after its period, whenever it was. Asking
        again is the same request."""
        return late_reviews.request_late_review(resources, caller, application_no, typed.statement)

    @routes.get("/late-reviews", tags=["examiners"])
    def list_late_reviews(
        caller: Official,
        asked: Paging,
        told: Annotated[
            bool, Query(description="Those that were answered and told, instead of those that wait")
        ] = False,
    ) -> Page[LateReviewLine]:
        """Late requests at the caller's authority, oldest first."""
        return late_reviews.list_late_reviews(resources, caller, asked, told=told)

    @routes.get("/late-reviews/{request_id}", tags=["examiners"])
    def read_late_review(request_id: RecordId, caller: Official) -> LateReviewSheet:
        """One of them with the decision it is about."""
        return late_reviews.read_late_review(resources, caller, request_id)

    @routes.post("/late-reviews/{request_id}/answer", tags=["examiners"])
    def answer_late_review(request_id: RecordId, typed: AnswerTyped, caller: Examiner) -> LateReviewLine:
        """Write the answer down; `POST /late-reviews/{request_id}/delivery` of the portal has it told and filed. The
        same words again are one answer."""
        given = Answered(typed.fact, typed.article, typed.remedy)
        return late_reviews.answer_late_review(resources, caller, request_id, typed.outcome, given)

    return routes
