"""What is due to be destroyed, and the lists by which it is, over HTTP: two archivists of one authority."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from kernel.tokens import Principal, Role
from kernel.web.access import Access
from kernel.web.documents import described, file_response
from kernel.web.paging import Page, whole
from kernel.web.paths import PLAIN_TEXT, RequestId
from services.archive.domain.numbering import VOLUME_NAME
from services.archive.operations import destroying, destruction_lists
from services.archive.operations.destruction_lists import DueVolume, ShownDestruction
from services.archive.operations.resources import Resources

_JSON = "application/json"
_Archivist = Annotated[Principal, Depends(Access(Role.ARCHIVIST))]
_No = Annotated[str, Path(pattern=r"^[0-9]{8}-XH[0-9A-Z]{8}$", examples=["14021300-XH7K3M9QX2"])]
_Text = Annotated[str, Field(min_length=2, max_length=200, pattern=PLAIN_TEXT)]
_VolumeName = Annotated[str, Field(pattern=VOLUME_NAME, examples=["14021300A000010-20220222"])]


class ProposeDestruction(BaseModel):
    """What the archivist looked at and finds no longer worth keeping."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    **{"request_id": "5f1c6a5e0a2f4c4f", "volume_names": ["14021300A000010-20220222"]},
                    **{"reason": "保管期满，鉴定无继续保存价值"},
                }
            ]
        },
    )

    request_id: RequestId
    volume_names: Annotated[tuple[_VolumeName, ...], Field(min_length=1, max_length=destroying.MOST)]
    reason: _Text


class DecideDestruction(BaseModel):
    """What the second archivist says to it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"remark": "逐卷核对，同意销毁"}]})

    remark: _Text


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(tags=["destruction"])

    @routes.get("/due-volumes")
    def list_due(caller: _Archivist) -> Page[DueVolume]:
        """Volumes whose time of keeping is over and that stand on no list, the oldest first, 200 at most."""
        return whole(destruction_lists.due_volumes(resources, caller))

    @routes.get("/destructions")
    def list_destructions(caller: _Archivist) -> Page[ShownDestruction]:
        """Every list of the own authority, newest first."""
        return whole(destruction_lists.all_lists(resources, caller))

    @routes.post("/destructions", status_code=201)
    def propose_destruction(proposal: ProposeDestruction, caller: _Archivist) -> ShownDestruction:
        """Propose a list; nothing is destroyed before another archivist confirms it."""
        made = destroying.propose(resources, caller, proposal.volume_names, proposal.reason, proposal.request_id)
        return destruction_lists.read_list(resources, caller, made.destruction_no)

    @routes.get("/destructions/{destruction_no}")
    def read_destruction(destruction_no: _No, caller: _Archivist) -> ShownDestruction:
        """One list, with what was destroyed of it and when."""
        return destruction_lists.read_list(resources, caller, destruction_no)

    @routes.get("/destructions/{destruction_no}/list", **described(_JSON))
    def read_list(destruction_no: _No, caller: _Archivist) -> Response:
        """销毁清册 as the file whose SHA-256 the log has."""
        found = destruction_lists.list_file(resources, caller, destruction_no)
        return file_response(found.content, found.name, _JSON)

    @routes.post("/destructions/{destruction_no}/confirmation")
    def confirm_destruction(destruction_no: _No, decided: DecideDestruction, caller: _Archivist) -> ShownDestruction:
        """Confirm what another archivist proposed, and destroy it; again, go on where that broke off."""
        destroying.confirm(resources, caller, destruction_no, decided.remark)
        return destruction_lists.read_list(resources, caller, destruction_no)

    @routes.post("/destructions/{destruction_no}/decline")
    def decline_destruction(destruction_no: _No, decided: DecideDestruction, caller: _Archivist) -> ShownDestruction:
        """Nothing on the list is destroyed; whoever proposed it takes it back so."""
        destroying.decline(resources, caller, destruction_no, decided.remark)
        return destruction_lists.read_list(resources, caller, destruction_no)

    return routes
