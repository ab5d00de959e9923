"""What a person sees when something is refused, silent or broken: a page. Programs get problem documents."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from kernel.errors import Defect, Outage, Refusal
from services.portal.api import typed_forms
from services.portal.api.rendering import page
from services.portal.api.visits import visit_of

log = structlog.get_logger()


class Elsewhere(Exception):
    """This page is not where the visitor belongs now."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class PageRoute(APIRoute):
    """A route whose troubles are pages: `APIRouter(route_class=PageRoute)`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_for_people(request: Request) -> Response:
            try:
                return await handle(request)
            except Elsewhere as elsewhere:
                if visit_of(request).by_script:  # the page goes there, not a piece of it
                    return Response(headers={"HX-Redirect": elsewhere.path})
                return RedirectResponse(elsewhere.path, 303)
            except Refusal as refusal:
                return await _refused(request, refusal)
            except Outage as outage:
                return await _unavailable(request, outage)
            except RequestValidationError:
                return _plain(request, 404)
            except HTTPException as error:
                return _plain(request, error.status_code)
            except Exception as error:  # also what nobody foresaw is told with a page
                return _defective(request, error)

        return handle_for_people


def install(app: FastAPI) -> None:
    """Tell people, too, that an address does not exist; whoever does not ask for a page gets the problem document."""
    document: Callable[..., Any] = app.exception_handlers[HTTPException]

    @app.exception_handler(HTTPException)
    def plain(request: Request, error: HTTPException) -> Any:
        for_people = "text/html" in request.headers.get("accept", "")
        return _plain(request, error.status_code) if for_people else document(request, error)


async def _refused(request: Request, refusal: Refusal) -> Response:
    log.info("request_refused", error_code=refusal.code, status=refusal.status)
    visit = visit_of(request)
    if refusal.status == 401:
        if visit.by_script:  # the page keeps what was typed and says what to do
            return Response(status_code=401)
        if form := await typed_forms.sent_form(request):
            return await run_in_threadpool(typed_forms.login_page, request, form)
        back = visit.here if request.method == "GET" or visit.here.startswith(("/my/cases/", "/desk/")) else ""
        return RedirectResponse(f"/login?next={quote(back)}" if back else "/login", 303)
    if refusal.code == "portal.form_expired" and visit.tokens and not visit.by_script:
        form = await typed_forms.sent_form(request)
        resources = request.app.state.resources
        if form and (again := await run_in_threadpool(typed_forms.offer, resources, visit, form)):
            return again
    return page(visit, "trouble.html", refusal.status, kind="refused", refusal=refusal)


async def _unavailable(request: Request, outage: Outage) -> Response:
    """With the form that was sent, so that trying again does not mean typing again."""
    log.warning("dependency_unavailable", error_code=outage.code, exc_info=outage)
    visit = visit_of(request)
    form = typed_forms.unanswered(visit) if visit.form else await typed_forms.sent_form(request)
    response = page(visit, "trouble.html", 503, kind="unavailable", refusal=outage, form=form)
    response.headers["Retry-After"] = str(max(1, round(outage.retry_after)))
    return response


def _plain(request: Request, status: int) -> Response:
    kind = {404: "missing", 413: "too_large"}.get(status, "malformed")
    return page(visit_of(request), "trouble.html", status, kind=kind, refusal=None)


def _defective(request: Request, error: Exception) -> Response:
    code = error.code if isinstance(error, Defect) else "defect"
    log.error("request_failed", error_code=code, exc_info=error)
    return page(visit_of(request), "trouble.html", 500, kind="defective", refusal=None)
