"""Opens a filing about a business that is registered over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from catalogues.filing_types import editions
from kernel.tokens import Principal, Role
from kernel.web.access import Access
from kernel.web.paths import ApplicationNo, RequestId
from services.filing.operations import filings
from services.filing.operations.answers import ApplicationOpened, OpenFiling
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


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/applications", tags=["applications"])

    @routes.post("/{application_no}/filings", status_code=201)
    def open_filing(
        application_no: ApplicationNo,
        request: FilingRequest,
        caller: Annotated[Principal, Depends(Access(Role.APPLICANT))],
    ) -> ApplicationOpened:
        """Give a filing its number about the business that one's own application registered, or changed last; the same
        `request_id` again gives the same one."""
        wanted = OpenFiling(about=application_no, **request.model_dump())
        return filings.open_filing(resources, caller.subject, wanted)

    return routes
