"""Opens a filing about a business that is registered over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from catalogues.filing_types import editions
from kernel.tokens import Principal, Role
from kernel.web.access import Access
from kernel.web.paths import ApplicationNo, DivisionCode, RequestId
from services.filing.operations import filings
from services.filing.operations.answers import ApplicationOpened, HandoverGiven, OpenFiling
from services.filing.operations.resources import Resources


class FilingRequest(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"request_id": "0198b8c2-6f4e-7c31-9a55-2f7f0a9d1c3c", "filing_type": editions.CHANGE}
        },
    )

    request_id: RequestId
    filing_type: str = Field(pattern=r"^[a-z_]{1,30}\.[a-z_]{1,30}$")
    county_code: DivisionCode | None = None


class HandoverRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    request_id: RequestId
    code: str = Field(pattern=r"^[0-9A-Za-z \-]{1,60}$", examples=["AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG-HHHH"])


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/applications", tags=["applications"])

    @routes.post("/{application_no}/filings", status_code=201)
    def open_filing(
        application_no: ApplicationNo,
        request: FilingRequest,
        caller: Annotated[Principal, Depends(Access(Role.APPLICANT))],
    ) -> ApplicationOpened:
        """Give a filing its number about the business that one's own application registered, or changed last; the same
        `request_id` again gives the same one. `county_code`: where a business moves to."""
        wanted = OpenFiling(about=application_no, **request.model_dump())
        return filings.open_filing(resources, caller.subject, wanted)

    @routes.post("/{application_no}/handover")
    def give_handover(
        application_no: ApplicationNo, caller: Annotated[Principal, Depends(Access(Role.APPLICANT))]
    ) -> HandoverGiven:
        """The code with which somebody else applies to take over the business that one's own application registered,
        or changed last."""
        return filings.give_handover(resources, caller.subject, application_no)

    @routes.post("/handovers", status_code=201)
    def open_handover(
        request: HandoverRequest, caller: Annotated[Principal, Depends(Access(Role.APPLICANT))]
    ) -> ApplicationOpened:
        """Give the filing its number by which one takes over the business whose code one was given; the same
        `request_id` again gives the same one."""
        return filings.open_handover(resources, caller.subject, request.request_id, request.code)

    return routes
