"""What every service's API has: problem documents, request ids, health, readiness, metrics, safe headers."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from fastapi import Depends, FastAPI, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils import uuid7

from kernel.acting import bind_address
from kernel.errors import Outage
from kernel.tokens import TokenVerifier
from kernel.web import patience, problems
from kernel.web.access import PUBLIC

REQUESTS = Counter("kaiye_http_requests_total", "HTTP requests answered", ["service", "method", "route", "status"])
# Fine around what a person notices, coarse beyond what nobody waits for.
_BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5, 10)
SECONDS = Histogram("kaiye_http_request_seconds", "Time to answer", ["service", "route"], buckets=_BUCKETS)

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Content-Security-Policy": "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
}

Check = Callable[[], None]


class _Api(FastAPI):
    def openapi(self) -> dict[str, Any]:
        """The framework's description, with the problem documents this answers with."""
        return self.openapi_schema or problems.describe(super().openapi())


def make_app(
    service: str,
    title: str,
    verifier: TokenVerifier,
    checks: Mapping[str, Check],
    *,
    max_body_bytes: int = 12_000_000,
    **fastapi_options: Any,
) -> FastAPI:
    """An API of `service`. `checks` raise `Outage` when a dependency does not answer; `/ready` runs them all."""
    app = _Api(title=title, version="1", docs_url=None, redoc_url=None, **fastapi_options)
    app.state.verifier = verifier
    problems.install(app)
    app.add_middleware(_Envelope, service=service, max_body_bytes=max_body_bytes)

    add_operations_pages(app, checks)
    app.state.checks = checks
    return app


def operations_app(app: FastAPI) -> FastAPI:
    """Health, readiness and metrics only: what a process that just works on a queue shows of itself."""
    pages = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    problems.install(pages)
    add_operations_pages(pages, app.state.checks)
    return pages


def add_operations_pages(app: FastAPI, checks: Mapping[str, Check]) -> None:
    """`/ready` runs the checks and names what does not answer."""

    @app.get("/health", dependencies=[Depends(PUBLIC)], tags=["operations"])
    def health() -> dict[str, str]:
        """The process runs."""
        return {"status": "ok"}

    @app.get("/ready", dependencies=[Depends(PUBLIC)], tags=["operations"])
    def ready() -> JSONResponse:
        """Everything this service needs answers; 503 names what does not."""
        missing = {name: error for name, check in checks.items() if (error := _trouble(check))}
        return JSONResponse({"status": "unavailable" if missing else "ok", "missing": missing}, 503 if missing else 200)

    @app.get("/metrics", dependencies=[Depends(PUBLIC)], tags=["operations"])
    def metrics() -> Response:
        """Figures in the Prometheus text format."""
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _trouble(check: Check) -> str | None:
    try:
        check()
    except Outage as outage:
        return outage.code
    return None


async def _body(receive: Receive, started: float) -> Message:
    """The next piece of a body. One that comes too slowly is not waited for."""
    left = started + patience.WHOLE_BODY_SECONDS - time.perf_counter()
    try:
        async with asyncio.timeout(min(patience.BODY_SECONDS, left)):
            return await receive()
    except TimeoutError:
        raise problems.BodyTooSlow from None


class _Envelope:
    """Request id, log line, metrics, headers and body limit around every request."""

    def __init__(self, app: ASGIApp, service: str, max_body_bytes: int) -> None:
        self._app = app
        self._service = service
        self._limit = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        bind_address(scope)
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else str(uuid7())
        started = time.perf_counter()
        status = 500
        received, more = 0, True
        answering = False

        async def limited() -> Message:
            nonlocal received, more
            message = await (_body(receive, started) if more else receive())
            more = message.get("more_body", False)
            received += len(message.get("body", b""))
            if received > self._limit:
                raise problems.BodyTooLarge(self._limit)
            return message

        async def respond(message: Message) -> None:
            nonlocal status, answering
            if message["type"] == "http.response.start":
                status, answering = message["status"], True
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        with structlog.contextvars.bound_contextvars(service=self._service, request_id=request_id):
            try:
                await self._app(scope, limited, respond)
            # Answered here, since the framework would hand it on to the server, whose log quotes the data.
            except Exception as error:
                answer = problems.failed(error)
                if not answering:
                    await answer(scope, receive, respond)
            finally:
                route = getattr(scope.get("route"), "path", "unmatched")
                REQUESTS.labels(self._service, scope["method"], route, str(status)).inc()
                SECONDS.labels(self._service, route).observe(time.perf_counter() - started)
