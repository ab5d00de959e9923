"""Files as services send them."""

from __future__ import annotations

from typing import Any

from fastapi import Response

PDF = "application/pdf"
ZIP = "application/zip"


def described(media_type: str) -> dict[str, Any]:
    """Keyword arguments of a route that answers with a file: `@routes.get(..., **described(PDF))`."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {"response_class": Response, "responses": {200: {"description": "The file", "content": content}}}


def pdf_response(content: bytes, name: str, *, attachment: bool = False) -> Response:
    """A PDF under a file name without personal data, to be shown, or as an `attachment` to be kept."""
    return file_response(content, name, PDF, attachment=attachment)


def file_response(content: bytes, name: str, media_type: str, *, attachment: bool = True) -> Response:
    manner = "attachment" if attachment else "inline"
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'{manner}; filename="{name}"'})
