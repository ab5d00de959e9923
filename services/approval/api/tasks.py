"""Routes of examiners: their authority's cases, and what they propose."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kernel.tokens import Principal, Role
from kernel.web.access import Access
from kernel.web.documents import PDF, described, pdf_response
from kernel.web.paging import Page, Paging
from kernel.web.paths import PLAIN_LINES, ApplicationNo, KindOfDocument, RecordId
from services.approval.domain.review import Reason
from services.approval.operations import (
    carrying_out,
    countersigning,
    counting,
    examining,
    extending,
    heading,
    proposing,
    sheets,
)
from services.approval.operations.desk_answers import (
    AwaitingHead,
    CaseSheet,
    ExtensionAnswer,
    ProposalAnswer,
    Statistics,
    TaskAnswer,
)
from services.approval.operations.proposing import ProposeDecision
from services.approval.operations.resources import Resources

Examiner = Annotated[Principal, Depends(Access(Role.EXAMINER))]
Official = Annotated[Principal, Depends(Access(Role.EXAMINER, Role.HEAD))]
"""Examiners and their head."""
Head = Annotated[Principal, Depends(Access(Role.HEAD))]


class ReasonTyped(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: str = Field(pattern=r"^[A-Z0-9-]{2,10}$", description="A rule's id such as AR-31, or OTHER")
    text: str = Field(min_length=2, max_length=500, pattern=PLAIN_LINES)
    pointer: str | None = Field(default=None, max_length=200, pattern=r"^(/[A-Za-z0-9_~-]+)+$")
    article: str = Field(default="", max_length=120, pattern=PLAIN_LINES, description="The law, where no rule names it")
    remedy: str = Field(
        default="",
        max_length=300,
        pattern=PLAIN_LINES,
        description="What the applicant can do; the rule's unless given",
    )


class ProposalTyped(BaseModel):
    """CORRECT and REJECT need reasons, each with the fact of the case and a remedy; APPROVE against what the rules
    found needs a reason for each of those rules, by its id, in `overrides`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "outcome": "CORRECT",
                    "reasons": [
                        {"code": "AR-31", "text": "经营场所请补充到门牌号", "pointer": "/premises/detail"},
                    ],
                    "remark": "已电话核实",
                }
            ]
        },
    )

    outcome: Literal["APPROVE", "CORRECT", "REJECT"]
    reasons: tuple[ReasonTyped, ...] = Field(default=(), max_length=40)
    remark: str = Field(default="", max_length=1000, pattern=PLAIN_LINES)
    overrides: dict[
        Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,4}-[0-9]{1,4}$")],
        Annotated[str, StringConstraints(max_length=500, pattern=PLAIN_LINES, strip_whitespace=True)],
    ] = Field(default={}, max_length=60)


class ExtensionTyped(BaseModel):
    """Why the review takes longer; the applicant is told."""

    model_config = ConfigDict(
        extra="forbid", str_strip_whitespace=True, json_schema_extra={"examples": [{"reason": "须向社区核实经营场所"}]}
    )

    reason: str = Field(min_length=2, max_length=500, pattern=PLAIN_LINES)


class DeclineTyped(BaseModel):
    """Why a refusal is not countersigned, for the examiner who proposed it."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={"examples": [{"reason": "材料已能说明来源，请改为补正"}]},
    )

    reason: str = Field(min_length=2, max_length=500, pattern=PLAIN_LINES)


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/tasks", tags=["examiners"])

    @routes.get("")
    def list_tasks(
        caller: Official,
        asked: Paging,
        business_type: Annotated[str, Query(pattern="^([0-9]{2})?$", description="Digits 7 and 8 of the number")] = "",
    ) -> Page[TaskAnswer]:
        """Open cases of the caller's authority, of one kind of filing or of all, those due first first."""
        return examining.list_tasks(resources, caller, asked, business_type)

    @routes.get("/closed")
    def list_closed(
        caller: Official,
        asked: Paging,
        number: Annotated[str, Query(max_length=60, description="Of the application or the decision, or part")] = "",
        outcome: Annotated[Literal["open", "APPROVE", "CORRECT", "REJECT", "withdrawn", ""], Query()] = "",
        since: Annotated[date | None, Query(alias="from")] = None,
        until: Annotated[date | None, Query(alias="to")] = None,
    ) -> Page[TaskAnswer]:
        """Cases that came to an examiner, those that came last first: with `outcome` open those that wait, with another
        one those that ended so, and all that ended unless one is given; a number finds a case in whatever state."""
        return heading.list_closed(resources, caller, asked, number.strip(), outcome, (since, until))

    @routes.get("/awaiting-head")
    def read_awaiting_head(caller: Head) -> AwaitingHead:
        """What waits for the head of the caller's authority, and its examiners' workload."""
        return heading.awaiting_head(resources, caller)

    @routes.get("/statistics")
    def read_statistics(
        caller: Official,
        since: Annotated[date | None, Query(alias="from", description="30 days before `to` unless given")] = None,
        until: Annotated[date | None, Query(alias="to", description="Today in China unless given")] = None,
    ) -> Statistics:
        """The desk now, and what the caller's authority decided in a period: how many, how fast, how many on time."""
        return counting.statistics(resources, caller, since, until)

    @routes.get("/{application_no}")
    def read_task(application_no: ApplicationNo, caller: Official) -> CaseSheet:
        """The case sheet: the case with its persons masked, rule results, proposals, documents, history."""
        return sheets.read_task(resources, caller, application_no)

    @routes.post("/{application_no}/claim")
    def claim_task(application_no: ApplicationNo, caller: Examiner) -> TaskAnswer:
        """Keep a case to oneself for a while; again to keep it longer."""
        return examining.claim_task(resources, caller, application_no)

    @routes.post("/{application_no}/release")
    def release_task(application_no: ApplicationNo, caller: Examiner) -> TaskAnswer:
        """Give a claim back."""
        return examining.release_task(resources, caller, application_no)

    @routes.get("/{application_no}/documents/{kind}", **described(PDF))
    def read_document(application_no: ApplicationNo, kind: KindOfDocument, caller: Official) -> Response:
        """A document as the applicant signed it; each reading is recorded."""
        content = sheets.read_signed_document(resources, caller, application_no, kind)
        return pdf_response(content, f"{kind}-{application_no}.pdf")

    @routes.post("/{application_no}/extensions", status_code=201)
    def request_extension(application_no: ApplicationNo, typed: ExtensionTyped, caller: Examiner) -> ExtensionAnswer:
        """Ask the head for three more working days, once, with a reason; the limit stays until it is granted."""
        return extending.request_extension(resources, caller, application_no, typed.reason)

    @routes.post("/{application_no}/extensions/{extension_id}/approve")
    def approve_extension(application_no: ApplicationNo, extension_id: RecordId, caller: Head) -> ExtensionAnswer:
        """The head grants it: the limit moves; the step `extend` of the case confirms it."""
        return extending.approve_extension(resources, caller, application_no, extension_id)

    @routes.post("/{application_no}/extensions/{extension_id}/decline")
    def decline_extension(
        application_no: ApplicationNo, extension_id: RecordId, typed: DeclineTyped, caller: Head
    ) -> ExtensionAnswer:
        """The head declines it with a reason; the limit stays."""
        return extending.decline_extension(resources, caller, application_no, extension_id, typed.reason)

    @routes.post("/{application_no}/proposals", status_code=201)
    def propose_decision(application_no: ApplicationNo, typed: ProposalTyped, caller: Examiner) -> ProposalAnswer:
        """Write a decision down; the step `decide` of the case confirms it. The same words again are one proposal."""
        return proposing.propose_decision(
            resources,
            caller,
            application_no,
            ProposeDecision(
                outcome=typed.outcome,
                reasons=tuple(Reason(**each.model_dump()) for each in typed.reasons),
                remark=typed.remark,
                overrides=typed.overrides,
            ),
        )

    @routes.post("/{application_no}/proposals/{proposal_id}/carry-out")
    def carry_out_proposal(application_no: ApplicationNo, proposal_id: RecordId, caller: Official) -> ProposalAnswer:
        """Order that a proposal become the decision: by who made it and holds the claim, or countersigned it."""
        return carrying_out.carry_out_proposal(resources, caller, application_no, proposal_id)

    @routes.post("/{application_no}/proposals/{proposal_id}/countersign")
    def countersign_proposal(application_no: ApplicationNo, proposal_id: RecordId, caller: Official) -> ProposalAnswer:
        """A second person's word for a refusal, or for an approval against a rule; it orders that it be carried out."""
        return countersigning.countersign_proposal(resources, caller, application_no, proposal_id)

    @routes.post("/{application_no}/proposals/{proposal_id}/decline")
    def decline_countersignature(
        application_no: ApplicationNo, proposal_id: RecordId, typed: DeclineTyped, caller: Official
    ) -> ProposalAnswer:
        """A second examiner's word against a refusal, with a reason; the case stays on the desk."""
        return countersigning.decline_countersignature(resources, caller, application_no, proposal_id, typed.reason)

    return routes
