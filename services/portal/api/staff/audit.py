"""审计: who did and saw what, by case, account, person or time, and the signed file of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from kernel.errors import Refusal
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Auditor, Visit
from services.portal.domain import auditing as words
from services.portal.domain import trail_words
from services.portal.domain.auditing import Asked
from services.portal.operations import auditing
from services.portal.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/audit", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def show_form(visit: Auditor) -> Response:
        return _page(visit, Asked())

    @routes.post("")
    def find(visit: Auditor) -> Response:
        """Posted, so that no address holds a person's number."""
        asked = _asked(visit)
        try:
            if visit.text("how") != "file":
                return _page(visit, asked, found=auditing.find(resources, visit.token, asked))
            content, media_type = auditing.file_of(resources, visit.token, asked)
        except Refusal as refusal:
            if refusal.status in (401, 403):
                raise
            return _page(visit, asked, refusal.status, faults=Faults(refusal))
        headers = {"Content-Disposition": 'attachment; filename="trail.jsonl"'}
        return Response(content, headers=headers, media_type=media_type)

    return routes


def _asked(visit: Visit) -> Asked:
    return Asked(**{name: visit.text(name, 100).strip() for name in ("about", "actor", "person", "since", "until")})


def _page(
    visit: Visit,
    asked: Asked,
    status: int = 200,
    found: Sequence[Mapping[str, Any]] | None = None,
    faults: Faults | None = None,
) -> Response:
    return page(
        visit, "audit.html", status, asked=asked, found=found, words=words, trail=trail_words, faults=faults or Faults()
    )
