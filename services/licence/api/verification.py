"""Verification over HTTP, open to anybody."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from kernel.rates import address
from kernel.web.access import PUBLIC
from kernel.web.paths import Uscc
from services.licence.operations import verification
from services.licence.operations.resources import LOOKING_UP, VERIFYING, Resources
from services.licence.operations.verification import DocumentVerdict, PublicLicence, SymbolVerdict


class SymbolContent(BaseModel):
    """What the QR code holds behind the # of its address, or the whole of it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"cwt": "0oRDoQEmoQRKMTQwMjEzMDAu…"}]})

    cwt: str = Field(min_length=1, max_length=1200)


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(tags=["verification"], dependencies=[Depends(PUBLIC)])

    @routes.get("/licences/{uscc}/verification")
    def verify_uscc(uscc: Uscc, request: Request) -> PublicLicence:
        """What is published of the licence with this code, and whether it is in force."""
        resources.rates.count(LOOKING_UP, address(request))
        return verification.verify_uscc(resources, uscc)

    @routes.post("/verifications")
    def verify_document(
        request: Request, content: Annotated[bytes, Body(media_type="application/pdf")]
    ) -> DocumentVerdict:
        """Whether a PDF is a genuine licence that is in force; at most 5 MB, not kept."""
        resources.rates.count(VERIFYING, address(request))
        return verification.verify_document(resources, content)

    @routes.post("/verifications/qr")
    def verify_symbol(request: Request, content: SymbolContent) -> SymbolVerdict:
        """Whether a licence's QR code is genuine and speaks of the licence as it is now."""
        resources.rates.count(VERIFYING, address(request))
        return verification.verify_symbol(resources, content.cwt)

    return routes
