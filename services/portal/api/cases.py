"""The portal's API: open a case, take steps, see where it stands."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from catalogues.filing_types import editions
from catalogues.filing_types.words import Actor, Stage
from kernel.errors import not_found
from kernel.tokens import Principal, Role
from kernel.web.access import PUBLIC, Access
from kernel.web.paths import ApplicationNo, DivisionCode, RecordId, RequestId, Uscc
from services.portal.operations import account_holder, late_reviews, public_licence, showing
from services.portal.operations import cases as operations
from services.portal.operations.cases import APPLICANT_STEPS
from services.portal.operations.resources import Resources
from workflows.contract import Step, StepTaken

Applicant = Annotated[Principal, Depends(Access(Role.APPLICANT))]


FilingTypeKey = Annotated[str, Field(pattern=r"^[a-z_]{1,30}\.[a-z_]{1,30}$", examples=["sole_trader.change"])]


class OpenApplication(BaseModel):
    model_config = ConfigDict(extra="forbid")

    request_id: RequestId
    type_code: str = Field(max_length=16, examples=["GT001"])
    county_code: DivisionCode
    filing_type: FilingTypeKey = editions.ESTABLISHMENT


class OpenFiling(BaseModel):
    """`county_code`: where a business moves to; only a move has one."""

    model_config = ConfigDict(extra="forbid")

    request_id: RequestId
    filing_type: FilingTypeKey
    county_code: DivisionCode | None = None


class TakeOver(BaseModel):
    """`code` is what whoever runs the business gave away."""

    model_config = ConfigDict(extra="forbid")

    request_id: RequestId
    code: str = Field(pattern=r"^[0-9A-Za-z \-]{1,60}$", examples=["AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG-HHHH"])


class TakeStep(BaseModel):
    """`declaration_id` belongs to `declare_name` (null: no name wanted), `proposal_id` to `decide`, `extension_id` to
    `extend`, `review_request_id` to `request_review`."""

    model_config = ConfigDict(extra="forbid")

    request_id: RequestId
    declaration_id: RecordId | None = None
    proposal_id: RecordId | None = None
    extension_id: RecordId | None = None
    review_request_id: RecordId | None = None


class CasePosition(BaseModel):
    """Where a case stands by the word of its workflow. While that is silent, `exact` is false: the stage is the one
    recorded last, and no step is possible."""

    stage: Stage
    possible_steps: list[Step]
    waits_for: Actor | None
    deadline: datetime | None
    exact: bool


class CaseOpened(StepTaken):
    authority_code: str
    authority_name: str


def router(resources: Resources) -> APIRouter:
    routes = APIRouter()

    async def opened(opening: operations.Opening) -> CaseOpened:
        taken = await resources.running_cases().open(opening.case)
        return CaseOpened(
            **taken.model_dump(), authority_code=opening.case.authority_code, authority_name=opening.authority_name
        )

    @routes.post("/cases", status_code=201)
    async def open_case(request: Request, body: OpenApplication, caller: Applicant) -> CaseOpened:
        """Open an application: it gets its number, and its workflow begins."""
        opening = await run_in_threadpool(
            operations.create_application,
            resources,
            caller.subject,
            _token(request),
            body.request_id,
            body.type_code,
            body.county_code,
            body.filing_type,
        )
        return await opened(opening)

    @routes.post("/cases/{application_no}/filings", status_code=201)
    async def open_filing(
        request: Request, application_no: ApplicationNo, body: OpenFiling, caller: Applicant
    ) -> CaseOpened:
        """Open a filing about the business that one's own application registered, or changed last. Its first step
        `take_up` holds the business; of two at once the later one is refused there, and names the other."""
        opening = await run_in_threadpool(
            operations.create_filing,
            resources,
            caller.subject,
            _token(request),
            application_no,
            body.request_id,
            body.filing_type,
            body.county_code,
        )
        return await opened(opening)

    @routes.post("/handovers", status_code=201)
    async def open_handover(request: Request, body: TakeOver, caller: Applicant) -> CaseOpened:
        """Open the filing by which one takes over the business whose code one was given; nothing is granted unless
        whoever leaves it signs too."""
        opening = await run_in_threadpool(
            operations.create_handover, resources, caller.subject, _token(request), body.code, body.request_id
        )
        return await opened(opening)

    @routes.get("/cases/{application_no}")
    def show_case(request: Request, application_no: ApplicationNo, _: Applicant) -> dict[str, Any]:
        """Where one's own case stands and what is possible next, its course, name, signatures, decision, licence and
        file."""
        return showing.show_case(resources, _token(request), application_no)

    @routes.get("/cases/{application_no}/stage")
    async def read_stage(
        request: Request,
        application_no: ApplicationNo,
        caller: Applicant,
        wait: Annotated[float, Query(ge=0, le=showing.WAIT_SECONDS)] = 0,
    ) -> CasePosition:
        """Only where one's own case stands: for programs that wait. While the system is at work in the case, the
        answer is held back until it is not, at most `wait` seconds."""
        position = await showing.read_position(resources, caller.subject, _token(request), application_no, wait)
        return CasePosition(**position.told())

    @routes.post("/cases/{application_no}/steps/{step}", responses={202: {"description": "Still being carried out"}})
    async def take_step(
        request: Request,
        application_no: ApplicationNo,
        step: Step,
        body: TakeStep,
        caller: Annotated[Principal, Depends(Access(Role.APPLICANT, Role.EXAMINER, Role.HEAD))],
    ) -> JSONResponse:
        """Take a step in a case of one's own; decide one of one's authority, by who proposed or countersigned the
        decision; or, as its head, extend its review.

        200 with where the case stands now; 202 when the step is still being carried out (a register is silent):
        the case is kept and goes on by itself, ask `GET /cases/{application_no}`.
        """
        order = await run_in_threadpool(_ordered, request, application_no, step, body, caller)
        taken = await operations.take_step(
            resources, application_no, step, body.request_id, body.model_dump(exclude={"request_id"}), order
        )
        if taken is None:
            return JSONResponse({"application_no": application_no, "step": step, "status": "in_progress"}, 202)
        return JSONResponse(taken.model_dump(mode="json"))

    def _ordered(request: Request, application_no: str, step: Step, body: TakeStep, caller: Principal) -> str | None:
        if step is Step.DECIDE and caller.roles & {Role.EXAMINER, Role.HEAD}:
            proposal = f"/tasks/{application_no}/proposals/{body.proposal_id or 'none'}"
            resources.approval.post(f"{proposal}/carry-out", _token(request), None)
        elif step is Step.EXTEND and Role.HEAD in caller.roles:
            granted = f"/tasks/{application_no}/extensions/{body.extension_id or 'none'}"
            resources.approval.post(f"{granted}/approve", _token(request), None)
        elif step in APPLICANT_STEPS and Role.APPLICANT in caller.roles:
            order = operations.order(resources, _token(request), application_no, step, body.request_id)
            if step is Step.CONFIRM_OPERATOR:
                account_holder.check_operator(resources, _token(request), application_no)
            return order
        else:
            raise not_found("case", "没有找到该申请", "There is no such application")
        return None

    @routes.post("/cases/{application_no}/retry")
    async def retry(
        request: Request,
        application_no: ApplicationNo,
        body: TakeStep,
        _: Annotated[Principal, Depends(Access(Role.OPERATIONS))],
    ) -> JSONResponse:
        """Operations: the cause of a parked case is mended; try its step again."""
        order = await run_in_threadpool(
            operations.order, resources, _token(request), application_no, Step.RETRY, body.request_id
        )
        taken = await operations.take_step(resources, application_no, Step.RETRY, body.request_id, {}, order)
        return JSONResponse(taken.model_dump(mode="json") if taken else {"status": "in_progress"})

    @routes.post("/late-reviews/{request_id}/delivery", status_code=202)
    async def deliver_review_answer(
        request: Request, request_id: RecordId, _: Annotated[Principal, Depends(Access(Role.EXAMINER))]
    ) -> dict[str, str]:
        """Have the answer to a late request for a person's review, which was written to the approval service, told to
        its applicant and filed. Asking again tells and files nothing twice; 409 while there is no answer."""
        line = await run_in_threadpool(late_reviews.answered_line, resources, _token(request), request_id)
        await resources.running_cases().deliver_review_answer(line["application_no"], request_id)
        return {"request_id": request_id, "status": "in_progress"}

    @routes.post("/revocations/{revocation_no}/course", status_code=202)
    async def go_on_with_revocation(
        request: Request,
        revocation_no: ApplicationNo,
        _: Annotated[Principal, Depends(Access(Role.APPLICANT, Role.EXAMINER, Role.HEAD))],
        withdrawal: Annotated[bool, Query(description="Of a revocation that was wrong")] = False,
    ) -> dict[str, str]:
        """Have the workflow look at what was written of a revocation with the approval service, which decides what
        follows. Asking again does nothing twice. Whoever has no part in it hears what they hear of one that does not
        exist, and nothing is begun."""
        await run_in_threadpool(resources.approval.get, f"/revocations/{revocation_no}/concern", _token(request))
        await resources.running_cases().go_on_with_revocation(revocation_no, restores=withdrawal)
        return {"revocation_no": revocation_no, "status": "in_progress"}

    @routes.get("/verification/{uscc}", dependencies=[Depends(PUBLIC)])
    def verify(uscc: Uscc) -> Any:
        """Whether a licence with this code exists and is in force, and how its entity stands: what the QR code on a
        licence leads to. `unavailable` names the register while it does not answer."""
        return public_licence.verify_code(resources, uscc)

    return routes


def _token(request: Request) -> str:
    return request.headers["Authorization"].partition(" ")[2]
