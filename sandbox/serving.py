"""The HTTP face of an outside system, served on loopback until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Annotated, Any

import uvicorn
from fastapi import Body, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from kernel.connections import KEEP_ALIVE_SECONDS
from sandbox.behaviour import TRANSPORT, Misbehaviour, Switch
from sandbox.racing import first_of


class Conflict(Exception):
    """A request id was used again for something else."""


def open_application(title: str, switch: Switch[Any], protocol: Sequence[str], close: Callable[[], None]) -> FastAPI:
    """An application with the switch at `/sandbox/behaviour`, a health page, and problem documents (RFC 9457)
    that name the wrong fields without repeating what was in them."""

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        close()

    app = FastAPI(title=title, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.add_middleware(Misbehaviour, switch=switch, prefixes=protocol)

    @app.exception_handler(RequestValidationError)
    async def refuse(_: Request, error: RequestValidationError) -> JSONResponse:
        errors = [
            {"pointer": "/" + "/".join(str(part) for part in item["loc"][1:]), "detail": item["msg"]}
            for item in error.errors()
        ]
        return problem(422, "invalid_request", errors=errors)

    @app.exception_handler(Conflict)
    async def conflict(_: Request, __: Conflict) -> JSONResponse:
        return problem(409, "request_id_reused", errors=[{"pointer": "/request_id", "detail": "already used"}])

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "up"}

    @app.get("/sandbox/behaviour")
    async def read_behaviour() -> dict[str, Any]:
        return dict(switch.current)

    @app.put("/sandbox/behaviour")
    async def set_behaviour(wanted: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
        """The whole behaviour; what is left out returns to normal."""
        try:
            switch.set(type(switch.current).model_validate(wanted))
        except ValidationError as error:
            raise RequestValidationError([{**item, "loc": ("body", *item["loc"])} for item in error.errors()]) from None
        return dict(switch.current)

    return app


def problem(status: int, code: str, *, errors: list[dict[str, Any]] | None = None) -> JSONResponse:
    body = {"type": "about:blank", "status": status, "code": code, "errors": errors or []}
    return JSONResponse(body, status, media_type="application/problem+json")


async def serve(app: FastAPI, port: int, stop: asyncio.Event) -> None:
    """Serve `app` on 127.0.0.1. Raises OSError when the port is taken."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        configuration = uvicorn.Config(
            app,
            http=_CuttableHttp,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            ws="none",
        )
        server = _Server(configuration)
        running = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            await first_of(_wait(running), stop.wait())
        finally:
            server.should_exit = True
            await running
    if not stop.is_set():
        raise RuntimeError(f"{app.title} ended by itself")


async def _wait(task: asyncio.Task[None]) -> None:
    """Being cancelled does not cancel `task`, which ends in its own order."""
    await asyncio.shield(task)


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The process decides about signals, since it runs several servers."""
        yield


class _CuttableHttp(H11Protocol):
    """HTTP/1.1 that lets the application cut its own connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # a connection over TCP has no other
        super().connection_made(transport)
        self.app = functools.partial(_with_transport, self.app, transport)


async def _with_transport(
    app: ASGIApp, transport: asyncio.Transport, scope: Scope, receive: Receive, send: Send
) -> None:
    scope.setdefault("extensions", {})[TRANSPORT] = transport
    await app(scope, receive, send)
