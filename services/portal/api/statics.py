"""Style sheets, scripts and pictures, served from memory under addresses that change with their content."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Depends, Request, Response

from kernel.errors import not_found
from kernel.web.access import PUBLIC

_FOLDER = Path(__file__).resolve().parents[1] / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
_YEAR = 31_536_000


@dataclass(frozen=True, slots=True)
class StaticFile:
    content: bytes
    packed: bytes
    media_type: str
    digest: str


@cache
def _files() -> dict[str, StaticFile]:
    """Everything under the folder, third-party files among them where they were installed."""
    found = {}
    for path in sorted(_FOLDER.rglob("*")):
        if path.is_file() and path.suffix in _TYPES:
            content = path.read_bytes()
            found[path.relative_to(_FOLDER).as_posix()] = StaticFile(
                content, gzip.compress(content, mtime=0), _TYPES[path.suffix], hashlib.sha256(content).hexdigest()[:12]
            )
    return found


def exists(name: str) -> bool:
    return name in _files()


def address(name: str) -> str:
    """Raises KeyError for a file that is not there."""
    return f"/static/{name}?v={_files()[name].digest}"


def router() -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/static/{name:path}", dependencies=[Depends(PUBLIC)])
    def read_static(request: Request, name: str) -> Response:
        file = _files().get(name)
        if file is None:
            raise not_found("static", "没有找到", "Not found")
        headers = {"Cache-Control": f"public, max-age={_YEAR}, immutable", "Vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(file.packed, headers=headers | {"Content-Encoding": "gzip"}, media_type=file.media_type)
        return Response(file.content, headers=headers, media_type=file.media_type)

    return routes
