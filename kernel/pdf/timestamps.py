"""Asks a time-stamping authority for RFC 3161 tokens over HTTP."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Self

import httpx
from asn1crypto import tsp
from asn1crypto.cms import ContentInfo
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus

from kernel.connections import http_client
from kernel.errors import Outage
from kernel.pdf.trust import Trust

_SPARE = 256
"""Bytes by which a token may be longer than the first one: serial numbers and signatures vary by some."""


class TimestampAuthority(TimeStamper):
    """The authority at `url`; one instance keeps its connections and serves any number of threads.

    No answer, or none that can be used, is `Outage("timestamps.unreachable")` or `Outage("timestamps.refused")`.
    """

    def __init__(self, url: str, *, timeout: float = 5.0) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # this one call escapes the list in pyproject.toml
        self.url = url
        self._estimate = threading.Lock()
        self._http = http_client(timeout, headers={"Accept": "application/timestamp-reply"})

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        # Blocking here is right: each signature runs alone in an event loop of its own, on a thread of its own.
        try:
            response = self._http.post(
                self.url, content=req.dump(), headers={"Content-Type": "application/timestamp-query"}
            )
        except httpx.TransportError as error:
            raise Outage("timestamps.unreachable") from error
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
        if response.status_code != 200 or kind != "application/timestamp-reply":
            raise Outage("timestamps.refused")
        return tsp.TimeStampResp.load(response.content)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> ContentInfo:
        try:
            return await super().async_timestamp(message_digest, md_algorithm)
        except (TimestampRequestError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise Outage("timestamps.refused") from error

    async def async_dummy_response(self, md_algorithm: str) -> ContentInfo:
        # Only its size counts, and a value of that size is quick to make and nobody else's: a parsed one may not be
        # shared between threads.
        with self._estimate:
            size = len((await super().async_dummy_response(md_algorithm)).dump())
        return ContentInfo({"content_type": "data", "content": bytes(size + _SPARE)})


class BelievedTimestamp(TimeStamper):
    """The time stamp of one signature, asked of `authority` and looked at as it comes: over what was asked and nothing
    else, unbroken, by an authority that leads to a root of `trust` (RFC 3161, 2.2). `at` is then its time.

    Any other token is `Outage("timestamps.refused")`.
    """

    def __init__(self, authority: TimeStamper, trust: Trust) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # see above
        self._authority = authority
        self._trust = trust
        self.at: datetime | None = None

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> ContentInfo:
        token = await self._authority.async_timestamp(message_digest, md_algorithm)
        self.at = await self._believed(token, message_digest, md_algorithm)
        return token

    async def async_dummy_response(self, md_algorithm: str) -> ContentInfo:
        return await self._authority.async_dummy_response(md_algorithm)

    async def _believed(self, token: ContentInfo, message_digest: bytes, md_algorithm: str) -> datetime:
        def imprint(algorithm: str) -> bytes:
            return message_digest if algorithm == md_algorithm else b""

        try:
            found = await validate_tst_signed_data(token["content"], self._trust.context(), imprint)
        except (SignatureValidationError, ValueError, TypeError, KeyError) as error:
            raise Outage("timestamps.refused") from error
        status = TimestampSignatureStatus(**found)
        if not (status.intact and status.valid and status.trusted):
            raise Outage("timestamps.refused")
        return status.timestamp.astimezone(UTC)
