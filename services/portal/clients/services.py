"""How the portal asks services: over HTTP, with the caller's own token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import structlog

from kernel.connections import tls_context
from kernel.counters import Work, count
from kernel.errors import Defect, Outage
from kernel.web.problems import refusal_told
from services.portal.domain.visitors import VISITOR

_LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=20)
_LOOK = httpx.Timeout(5)
_TIMEOUT = httpx.Timeout(connect=2, read=60, write=20, pool=5)


@dataclass(frozen=True, slots=True)
class File:
    content: bytes
    media_type: str


class ServiceClient:
    """One service's API. Problem documents become the refusals and outages they stand for."""

    def __init__(self, name: str, base_url: str) -> None:
        self._name = name
        self._http = httpx.Client(base_url=base_url, verify=tls_context(), timeout=_TIMEOUT, limits=_LIMITS)

    def get(self, path: str, token: str | None, **query: Any) -> Any:
        return self._ask("GET", path, token, params=query).json()

    def post(self, path: str, token: str | None, body: Any, **headers: str) -> Any:
        response = self._ask("POST", path, token, headers, json=body)
        return response.json() if response.content else None

    def put(self, path: str, token: str, body: Any, **headers: str) -> Any:
        return self._ask("PUT", path, token, headers, json=body).json()

    def patch(self, path: str, token: str, body: Any, **headers: str) -> Any:
        return self._ask("PATCH", path, token, headers, json=body).json()

    def delete(self, path: str, token: str) -> None:
        self._ask("DELETE", path, token)

    def fetch(self, path: str, token: str | None, **query: Any) -> File:
        """The bytes at `path` with their media type."""
        response = self._ask("GET", path, token, params=query)
        return File(response.content, response.headers.get("content-type", "application/octet-stream"))

    def send(self, method: str, path: str, token: str | None, content: bytes, media_type: str) -> Any:
        """Hand over a file as the body."""
        return self._ask(method, path, token, {"Content-Type": media_type}, content=content).json()

    def missing(self) -> Mapping[str, str] | None:
        """What the service itself lacks, with the code of each trouble; None where it does not answer."""
        try:
            found: Mapping[str, str] = self._http.get("/ready", timeout=_LOOK).json()["missing"]
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return None
        return found

    def close(self) -> None:
        self._http.close()

    def _ask(
        self, method: str, path: str, token: str | None, more: Mapping[str, str] | None = None, **options: Any
    ) -> httpx.Response:
        headers = dict(more or {})
        if token:
            headers["Authorization"] = f"Bearer {token}"
        request_id = structlog.contextvars.get_contextvars().get("request_id")
        if request_id:
            headers["X-Request-ID"] = request_id
        if visitor := VISITOR.get():
            headers["X-Forwarded-For"] = visitor
        count(Work.OWN_REQUEST)
        try:
            response = self._http.request(method, path, headers=headers, **options)
        except httpx.HTTPError as error:
            raise Outage(f"{self._name}.unavailable") from error
        if response.is_success:
            return response
        raise self._trouble(response)

    def _trouble(self, response: httpx.Response) -> Exception:
        try:
            body = response.json()
            code, zh, en = body["code"], body["detail"], body["detail_en"]
        except (ValueError, KeyError):
            return Outage(f"{self._name}.unintelligible")
        if response.status_code == 503:
            return Outage(code, zh, en)
        if response.status_code >= 500:
            return Defect(code)
        return refusal_told(body, response.status_code)
