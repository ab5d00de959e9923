"""The walks in pictures, and their films with captions."""

from __future__ import annotations

from pathlib import Path as File
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse, PlainTextResponse, Response

from kernel.errors import not_found
from services.portal.api.rendering import page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Anyone
from services.portal.domain import walks as words
from services.portal.domain.walks import STATIONS, Who
from services.portal.operations.resources import Resources

Key = Annotated[str, Path(pattern=r"^[a-z-]{1,40}$")]
_SPOKEN = (("zh", "zh-CN", "中文"), ("en", "en", "English"))
_KEPT = {"Cache-Control": "private, max-age=3600", "Vary": "Cookie"}


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/help/walk", include_in_schema=False, route_class=PageRoute)
    walks = resources.walks

    @routes.get("/{who}")
    def walk(visit: Anyone, who: Who) -> Response:
        """Every station with its caption, and the film where one was made."""
        return page(
            visit,
            "walk.html",
            who=who,
            others=[each for each in STATIONS if each != who],
            stations=walks.stations(who, visit.language),
            size=walks.size(who, visit.language),
            film=walks.film(who, visit.language),
            spoken=_SPOKEN,
        )

    @routes.get("/{who}/film.mp4")
    def film(visit: Anyone, who: Who) -> Response:
        return _file(walks.film(who, visit.language), "video/mp4")

    @routes.get("/{who}/captions-{spoken}.vtt")
    def captions(visit: Anyone, who: Who, spoken: Literal["zh", "en"]) -> Response:
        text = words.captions(walks.stations(who, visit.language), spoken)
        return PlainTextResponse(text, media_type="text/vtt", headers=_KEPT)

    @routes.get("/{who}/{key}.jpg")
    def picture(visit: Anyone, who: Who, key: Key) -> Response:
        return _file(walks.picture(who, key, visit.language), "image/jpeg")

    return routes


def _file(found: File | None, media_type: str) -> Response:
    if found is None:
        raise not_found("walk", "没有这张图片", "There is no such picture")
    return FileResponse(found, media_type=media_type, headers=_KEPT)
