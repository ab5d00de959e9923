"""Marks over HTTP: what a department told, as the notice service hands it on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from kernel.exchange import Reference
from kernel.web.access import PUBLIC
from services.register.operations import marking
from services.register.operations.marking import MarkRecorded
from services.register.operations.resources import Resources


class MarkHeld(BaseModel):
    """The reference of a department's message, which carries it, encrypted and signed by the notice service."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"key": "enclosed/marks/mark#key#AAAA", "digest": "0" * 64}]},
    )

    key: Annotated[str, Field(max_length=20_000, pattern=r"^enclosed/marks/mark#[0-9A-Za-z_.-]{1,40}#[0-9A-Za-z_=-]+$")]
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/marks", tags=["entities"])

    @routes.post("", dependencies=[Depends(PUBLIC)])
    def record_mark(held: MarkHeld) -> MarkRecorded:
        """For the notice service: put a mark on an entity or lift it, as a department ordered. Only who has the
        exchange's key can ask."""
        return marking.record_mark(resources, Reference(key=held.key, digest=held.digest))

    return routes
