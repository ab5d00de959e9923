"""电子档案移交-全程电子化: files handed over to the authority's archive, listed and searched (通知 2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from catalogues import sole_trader_types
from kernel.clock import SHANGHAI
from kernel.errors import not_found
from services.portal.api.paging import Cursor, asking
from services.portal.api.rendering import page
from services.portal.api.staff.lists import asked_cursor, nothing_found, searched
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Archivist, Visit
from services.portal.domain import archive_room, licence_office
from services.portal.operations.resources import Resources

PER_PAGE = 20
_FIELDS = (
    "full_name", "uscc", "operator", "archive_no", "application_no", "category", "type_name", "medium", "reviewer",
    "status", "filed_from", "filed_to", "approved_from", "approved_to",
)  # fmt: skip


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/archive", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def list_files(
        visit: Archivist, cursor: Cursor = "", group: Annotated[str, Query(max_length=20)] = "all"
    ) -> Response:
        chosen = archive_room.group(group)
        if chosen is None:
            raise not_found("archive", "没有这个分组", "There is no such group")
        return _list(visit, chosen.wanted, {}, group, cursor)

    @routes.post("")
    def search_files(visit: Archivist) -> Response:
        """A search may name a person, so it is never part of an address."""
        typed = licence_office.given(visit.texts(), _FIELDS)
        return _list(visit, typed, typed, "", asked_cursor(visit))

    def _list(visit: Visit, wanted: Mapping[str, str], typed: dict[str, str], group: str, cursor: str) -> Response:
        asked = {**wanted, **asking(cursor, PER_PAGE)}
        found, faults = searched(lambda: resources.archive.post("/files/searches", visit.token, asked), nothing_found())
        return page(
            visit,
            "archive/list.html",
            422 if faults else 200,
            found=found,
            filed=[_moment(volume["filed_at"]) for volume in found["items"]],
            typed=typed,
            group=group,
            types=[(each.name, each.name) for each in sole_trader_types.all()],
            room=archive_room,
            faults=faults,
        )

    return routes


def _moment(text: str) -> tuple[str, str]:
    """Day and time of day in China, as the notice's list has them."""
    at = datetime.fromisoformat(text).astimezone(SHANGHAI)
    return at.strftime("%Y-%m-%d"), at.strftime("%H:%M:%S")
