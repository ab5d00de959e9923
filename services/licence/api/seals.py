"""The authority's seal for papers of another service, over HTTP."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from kernel.errors import Refusal
from kernel.seal_orders import PATH, Sealed, SealRequest, read, written
from kernel.web.access import PUBLIC
from services.licence.operations import paper_seals
from services.licence.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(tags=["between services"])

    @routes.post(PATH, dependencies=[Depends(PUBLIC)])
    def seal_papers(request: SealRequest) -> Sealed:
        """Papers that the approval service or the archive wrote and signed for, sealed. The order, a JWS of that
        service, is the proof: nobody else can write one."""
        try:
            papers = [read(each) for each in request.papers]
        except ValueError:
            raise Refusal(
                "request.invalid", "文件不是 base64", "A paper is not base64", pointer="/papers", status=422
            ) from None
        return Sealed(papers=[written(each) for each in paper_seals.seal_papers(resources, request.order, papers)])

    return routes
