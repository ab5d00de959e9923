"""Asks the identity service what the lists say now of the persons of a case; the answer lies in the exchange."""

from __future__ import annotations

from typing import Protocol

import httpx
from pydantic import ValidationError

from kernel.connections import http_client
from kernel.counters import Work
from kernel.errors import Outage
from kernel.exchange import Reference

_KEYS = "/.well-known/jwks.json"


class AsksAgain(Protocol):
    def ask(self, application_no: str, authentication: Reference) -> Reference: ...


class PersonsAsked:
    """Safe to share between threads. The identity service is where its public keys are."""

    def __init__(self, jwks_url: str, timeout: float = 30) -> None:
        self._client = http_client(timeout, url=jwks_url.removesuffix(_KEYS), work=Work.OWN_REQUEST)

    def ask(self, application_no: str, authentication: Reference) -> Reference:
        """The reference of what the lists say at this moment. Raises Outage `identity.facts_unavailable` for anything
        but a clear answer: silence about somebody is neither a yes nor a no."""
        try:
            answer = self._client.post(f"/authentications/{application_no}/facts", json=authentication.model_dump())
            if answer.status_code == 200:
                return Reference.model_validate_json(answer.content)
        except (httpx.HTTPError, ValidationError):
            pass
        raise Outage(
            "identity.facts_unavailable",
            "人员限制情况暂时查询不到，请稍后再试",
            "What the lists say of the persons cannot be asked right now; please try again shortly",
        )

    def close(self) -> None:
        self._client.close()
