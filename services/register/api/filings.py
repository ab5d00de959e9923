"""Filings over HTTP: what is registered besides, for the service that decides; and the entry, for the one that prints
it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from catalogues.filing_types.words import PartKind
from kernel.exchange import Reference
from kernel.handing_on import HandedOn, check_held
from kernel.web.access import PUBLIC
from kernel.web.paths import ApplicationNo, AuthorityCode
from services.register.contract.messages import ApplyFiling, FilingApplied
from services.register.operations import applying, opening
from services.register.operations.opening import FactsQuestion
from services.register.operations.resources import Resources


class ApplicationHeld(BaseModel):
    """The reference of a confirmed application: where it lies in the exchange, and its digest, which nobody guesses."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "key": "14021301202202220000017/application/0123456789abcdef0123456789abcdef.json",
                    "digest": "0" * 64,
                    "submission": 1,
                    "authority_code": "14021300",
                }
            ]
        },
    )

    key: Annotated[str, Field(pattern=r"^([a-z]+/)?[0-9]{23}/application/[0-9a-f]{32}\.json$")]
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    submission: Annotated[int, Field(ge=1, le=100_000)]
    authority_code: AuthorityCode


class FactsLeft(BaseModel):
    """The reference of the answer."""

    key: str
    digest: str


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/filings", tags=["filings"])

    @routes.post("/{application_no}/facts", dependencies=[Depends(PUBLIC)])
    def tell_facts(application_no: ApplicationNo, held: ApplicationHeld) -> FactsLeft:
        """For services: what is registered besides a business that is to be established, told to whoever holds the
        reference of its application. The answer is left in the exchange, where services alone can read it."""
        question = FactsQuestion(application_no, held.submission, held.authority_code)
        left = opening.tell_facts(resources, question, Reference(key=held.key, digest=held.digest))
        return FactsLeft(key=left.key, digest=left.digest)

    @routes.post("/{application_no}/entry", dependencies=[Depends(PUBLIC)])
    def apply_filing(application_no: ApplicationNo, asked: HandedOn[ApplyFiling]) -> FilingApplied:
        """For services: what was decided is written into the register, told by whoever holds the decision's
        reference."""
        check_held(resources.exchange, asked.held, PartKind.DECISION, application_no, asked.request.application_no)
        return applying.apply_filing(resources, asked.request)

    return routes
