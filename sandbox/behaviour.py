"""The switch that makes an outside system misbehave, on its protocol routes only."""

from __future__ import annotations

import asyncio
import json
import random
import secrets
from collections.abc import Sequence
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.racing import first_of

TRANSPORT = "sandbox.transport"
"""Scope extension in which the server hands over the connection, so that it can be cut."""


class Behaviour(BaseModel):
    """What an outside system does instead of answering well. The default is to answer well.

    With `after_effect` the request is carried out first and only its answer is spoiled: the caller cannot know
    whether it happened, which is what idempotency keys are for.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    latency_ms: int = Field(default=0, ge=0, le=600_000)
    error_rate: float = Field(default=0.0, ge=0.0, le=1.0, description="Share of requests answered with `status`")
    status: int = Field(default=500, ge=400, le=599)
    hang: bool = Field(default=False, description="Never answer, until the caller leaves or the switch is set")
    garbage: bool = Field(default=False, description="200 and the right media type, but no meaning")
    down: bool = Field(default=False, description="Cut the connection without a byte")
    after_effect: bool = False
    path_prefix: str = Field(default="/", pattern="^/", description="Only these paths misbehave")


B = TypeVar("B", bound=BaseModel)


class Switch(Generic[B]):
    """The behaviour in force; `changed` is a new event after every setting."""

    def __init__(self, normal: B) -> None:
        self.current = normal
        self.changed = asyncio.Event()

    def set(self, behaviour: B) -> None:
        self.current = behaviour
        changed, self.changed = self.changed, asyncio.Event()
        changed.set()


class Misbehaviour:
    """ASGI middleware that acts out the switch for requests below one of `prefixes`."""

    def __init__(self, app: ASGIApp, switch: Switch[Behaviour], prefixes: Sequence[str]) -> None:
        self._app = app
        self._switch = switch
        self._prefixes = tuple(prefixes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        behaviour = self._switch.current
        path = scope.get("path", "")
        if not path.startswith(self._prefixes) or not path.startswith(behaviour.path_prefix):
            await self._app(scope, receive, send)
            return
        withheld: list[Message] = []
        if behaviour.after_effect:

            async def withhold(message: Message) -> None:
                withheld.append(message)

            await self._app(scope, receive, withhold)
        if await self._act_out(behaviour, scope, receive, send):
            return
        if not behaviour.after_effect:
            await self._app(scope, receive, send)
        for message in withheld:
            await send(message)

    async def _act_out(self, behaviour: Behaviour, scope: Scope, receive: Receive, send: Send) -> bool:
        """True when the request needs no further answer."""
        if behaviour.latency_ms:
            await asyncio.sleep(behaviour.latency_ms / 1000)
        if behaviour.hang:
            await first_of(_gone(receive), self._switch.changed.wait())
        if behaviour.hang or behaviour.down:
            scope["extensions"][TRANSPORT].abort()
            await _gone(receive)
            return True
        if behaviour.garbage:
            accepts = dict(scope["headers"]).get(b"content-type", b"application/json")
            media = b"application/timestamp-reply" if b"timestamp-query" in accepts else b"application/json"
            await _answer(send, 200, media, b'{"result": \xff\x00' + secrets.token_bytes(32))
            return True
        if behaviour.error_rate and random.random() < behaviour.error_rate:  # noqa: S311 - a fault, not a secret
            problem = {"type": "about:blank", "title": "Ordered by the switch", "status": behaviour.status}
            await _answer(send, behaviour.status, b"application/problem+json", json.dumps(problem).encode())
            return True
        return False


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _answer(send: Send, status: int, media: bytes, body: bytes) -> None:
    headers = [(b"content-type", media), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
