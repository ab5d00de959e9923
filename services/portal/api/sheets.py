"""Documents as a browser shows them: a PDF in its own viewer, one page of it as a picture."""

from __future__ import annotations

from fastapi.responses import Response

from services.portal.operations.pictures import SCREEN, picture

_SHOWN_IN_A_PAGE = {"X-Frame-Options": "SAMEORIGIN", "Content-Security-Policy": "frame-ancestors 'self'"}
_KEPT = {"Cache-Control": "private, max-age=300"}


def pdf(content: bytes, name: str) -> Response:
    """From the browser's viewer it is printed, too."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', **_SHOWN_IN_A_PAGE}
    return Response(content, headers=headers, media_type="application/pdf")


def sheet(content: bytes, number: int, *, scale: float = SCREEN, width: int | None = None) -> Response:
    """Page `number` of a PDF (from 1). Raises Refusal `page.not_found` for one it does not have."""
    return Response(picture(content, number, scale=scale, width=width), headers=_KEPT, media_type="image/png")
