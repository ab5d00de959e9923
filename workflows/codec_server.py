"""Lets operations read a case in the Temporal Web UI: decrypts payloads, and does nothing else."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from google.protobuf import json_format
from pydantic import BaseModel
from starlette.middleware.cors import CORSMiddleware
from temporalio.api.common.v1 import Payload, Payloads

from kernel.errors import Defect, Refusal
from kernel.keyring import KeyRing
from kernel.payloads import EncryptingCodec
from kernel.settings import SharedSettings
from kernel.tokens import Principal, Role, TokenVerifier
from kernel.web.access import Access
from kernel.web.application import make_app

MAX_BODY_BYTES = 4_000_000


class EncodedPayloads(BaseModel):
    """As the Web UI sends them: metadata and data in base64."""

    payloads: list[dict[str, object]]


class Reader(Access):
    """Operations with a token. On a laptop, whose Web UI knows no log-in, anybody on the machine."""

    def __init__(self, *, open_here: bool) -> None:
        super().__init__(Role.OPERATIONS)
        self._open_here = open_here

    async def __call__(
        self,
        request: Request,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))],
    ) -> Principal:
        here = request.client is not None and request.client.host == "127.0.0.1"
        if self._open_here and here and credentials is None:
            return Principal("web-ui", frozenset({Role.OPERATIONS}))
        return await super().__call__(request, credentials)


def codec_app(settings: SharedSettings, *, web_ui: str, open_here: bool) -> FastAPI:
    """`POST /decode` for pages of `web_ui`; keys never leave, nothing can be encrypted through it.

    `open_here` lets callers on this machine in without a token and belongs to a laptop.
    """
    codec = EncryptingCodec(KeyRing.parse(settings.codec_keys.get_secret_value()))
    app = make_app(
        "workflows",
        "Kaiye codec",
        TokenVerifier(settings.jwks_url, settings.token_issuer),
        {},
        max_body_bytes=MAX_BODY_BYTES,
    )
    app.add_middleware(
        CORSMiddleware,
        allow_origins=[web_ui],
        allow_methods=["POST"],
        allow_headers=["content-type", "x-namespace", "authorization"],
    )

    @app.post("/decode", dependencies=[Depends(Reader(open_here=open_here))])
    async def decode(encoded: EncodedPayloads) -> dict[str, object]:
        """Decrypt what the Web UI shows."""
        try:
            given = json_format.ParseDict(encoded.model_dump(), Payloads())
            opened: list[Payload] = await codec.decode(given.payloads)
        except (json_format.ParseError, KeyError, Defect):
            raise Refusal("codec.unreadable", "无法解密", "This cannot be decrypted with the keys here") from None
        shown: dict[str, object] = json_format.MessageToDict(Payloads(payloads=opened))
        return shown

    return app
