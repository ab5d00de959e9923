"""The stock of blank forms over HTTP, for the licence office."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from kernel.tokens import Principal, Role
from kernel.web.access import Access
from kernel.web.paging import Page, Paging, whole
from kernel.web.paths import PLAIN_TEXT
from services.licence.api.serials import SerialNo, Text
from services.licence.domain.copies import Copy
from services.licence.operations import blanks
from services.licence.operations.blanks import BatchView, Left, ReceiveBlanks, SpoiledView
from services.licence.operations.resources import Resources

Officer = Annotated[Principal, Depends(Access(Role.LICENCE_OFFICE))]


class BlanksReceived(BaseModel):
    """Both ends are included; `note` says where they came from, such as the number of the delivery note."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"copy_kind": "正本", "first": "14000000120001", "last": "14000000120500", "note": "领用单7号"}
            ]
        },
    )

    copy_kind: Copy
    first: SerialNo
    last: SerialNo
    note: Annotated[str, Field(max_length=60, pattern=PLAIN_TEXT)] = ""


class BlankSpoiled(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"serial_no": "14000000120007", "reason": "打印机卡纸"}]}
    )

    serial_no: SerialNo
    reason: Text


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/blanks", tags=["blanks"])

    @routes.get("")
    def list_batches(caller: Officer, asked: Paging) -> Page[BatchView]:
        """空白执照入库记录: the authority's batches, newest first, with what is left of each."""
        return blanks.list_batches(resources, caller, asked)

    @routes.post("", status_code=201)
    def receive_blanks(given: BlanksReceived, caller: Officer) -> BatchView:
        """Enter a batch; the same range again is the same batch."""
        request = ReceiveBlanks(given.copy_kind, given.first, given.last, given.note.strip())
        return blanks.receive_blanks(resources, caller, request)

    @routes.get("/left")
    def count_left(caller: Officer) -> Page[Left]:
        """How many are left of each kind, and which is next."""
        return whole(blanks.count_left(resources, caller))

    @routes.get("/spoiled")
    def list_spoiled(caller: Officer, asked: Paging) -> Page[SpoiledView]:
        """Spoiled forms, newest first."""
        return blanks.list_spoiled(resources, caller, asked)

    @routes.post("/spoiled", status_code=201)
    def spoil_blank(given: BlankSpoiled, caller: Officer) -> SpoiledView:
        """Record a spoiled form; its number is never used."""
        return blanks.spoil_blank(resources, caller, given.serial_no, given.reason)

    return routes
