"""销毁: volumes whose time is over, lists that one archivist proposes and another confirms, and what was destroyed."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Refusal
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Archivist, Visit
from services.portal.operations.resources import Resources

DestructionNo = Annotated[str, Path(pattern=r"^[0-9]{8}-XH[0-9A-Z]{8}$")]
_PATH = "/archive/destructions"


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix=_PATH, include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def show_destructions(visit: Archivist) -> Response:
        return _page(visit)

    @routes.post("")
    def propose(visit: Archivist) -> Response:
        texts = visit.texts()
        asked = {
            "request_id": texts.get("request_id", ""),
            "volume_names": [name for name, value in texts.items() if value == "destroy"],
            "reason": texts.get("reason", "").strip(),
        }
        try:
            made = resources.archive.post("/destructions", visit.token, asked)
        except Refusal as refusal:
            return _page(visit, refusal.status, typed=asked, faults=Faults(refusal))
        return RedirectResponse(f"{_PATH}#{made['destruction_no']}", 303)

    @routes.post("/{destruction_no}")
    def decide(visit: Archivist, destruction_no: DestructionNo) -> Response:
        """Confirm or decline; a list that broke off is gone on with by confirming it again."""
        how = "decline" if visit.text("how") == "decline" else "confirmation"
        body = {"remark": visit.text("remark", 200).strip()}
        try:
            resources.archive.post(f"/destructions/{destruction_no}/{how}", visit.token, body)
        except Refusal as refusal:
            return _page(visit, refusal.status, typed={"decided": destruction_no, **body}, faults=Faults(refusal))
        return RedirectResponse(f"{_PATH}#{destruction_no}", 303)

    @routes.get("/{destruction_no}.json")
    def read_list(visit: Archivist, destruction_no: DestructionNo) -> Response:
        """The list as the file whose digest is in the log."""
        content = resources.archive.fetch(f"/destructions/{destruction_no}/list", visit.token).content
        headers = {"Content-Disposition": f'attachment; filename="{destruction_no}.json"'}
        return Response(content, headers=headers, media_type="application/json")

    def _page(
        visit: Visit, status: int = 200, typed: dict[str, Any] | None = None, faults: Faults | None = None
    ) -> Response:
        return page(
            visit,
            "archive/destructions.html",
            status,
            due=resources.archive.get("/due-volumes", visit.token)["items"],
            lists=resources.archive.get("/destructions", visit.token)["items"],
            typed=typed or {},
            faults=faults or Faults(),
            request_id=uuid.uuid4().hex,
        )

    return routes
