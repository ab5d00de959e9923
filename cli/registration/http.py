"""Asking the services as an applicant's program does: patient with outages, plain about refusals."""

from __future__ import annotations

import time
import uuid
from typing import Any

import httpx

_PATIENCE_SECONDS = 180.0
_PAUSE_SECONDS = 0.5


class Refused(Exception):
    """The answer was no. `problem` is the problem document (RFC 9457)."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(problem.get("detail", ""))
        self.problem = problem
        for line in self.lines():
            self.add_note(line)

    @property
    def code(self) -> str:
        return str(self.problem.get("code", ""))

    def at(self, pointer: str) -> Refused:
        """The same answer about the field `pointer`, where it names none itself."""
        errors = [error | {"pointer": error.get("pointer") or pointer} for error in self.problem.get("errors", ())]
        return Refused(self.problem | {"errors": errors})

    def lines(self) -> list[str]:
        """Everything that is wrong, each with field, reason, article and what to do."""
        lines = []
        for error in self.problem.get("errors", ()):
            article = f"（{error['article']}）" if error.get("article") else ""
            remedy = f" → {error['remedy_zh']}" if error.get("remedy_zh") else ""
            reason = error.get("zh") or error.get("detail") or error.get("code", "")
            lines.append(f"{error.get('pointer') or ''} {reason}{article}{remedy}".strip())
        return lines or [str(self.problem.get("detail", self.code))]


class Unreachable(Exception):
    """No answer for as long as we were willing to wait."""


class Services:
    """HTTP to all services; an outage is waited out up to three minutes, since every request may be repeated."""

    def __init__(self, addresses: dict[str, str]) -> None:
        self._addresses = addresses
        self._http = httpx.Client(timeout=httpx.Timeout(60, connect=3))
        self.token: str | None = None

    def beside(self) -> Services:
        """The same services as somebody else's program asks them."""
        return Services(self._addresses)

    def get(self, service: str, path: str, **query: Any) -> Any:
        return self._ask("GET", service, path, params=query).json()

    def fetch(self, service: str, path: str, *, token: str | None = None) -> bytes:
        return self._ask("GET", service, path, token=token).content

    def post(self, service: str, path: str, body: Any, *, token: str | None = None, **headers: str) -> Any:
        response = self._ask("POST", service, path, json=body, token=token, headers=headers)
        return response.json() if response.content else None

    def order(self, number: str, step: str) -> dict[str, str]:
        """The header with the order for a step, for what belongs to it and is told before it is taken."""
        wanted = {"step": step, "request_id": uuid.uuid4().hex}
        return {"Kaiye-Order": self.post("filing", f"/applications/{number}/orders", wanted)["order"]}

    def put(self, service: str, path: str, body: Any, **headers: str) -> Any:
        return self._ask("PUT", service, path, json=body, headers=headers).json()

    def upload(self, service: str, path: str, content: bytes) -> None:
        self._ask("PUT", service, path, content=content, headers={"Content-Type": "application/octet-stream"})

    def close(self) -> None:
        self._http.close()

    def _ask(
        self,
        method: str,
        service: str,
        path: str,
        *,
        token: str | None = None,
        headers: dict[str, str] | None = None,
        **options: Any,
    ) -> httpx.Response:
        bearer = token or self.token
        sent = (headers or {}) | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                response = self._http.request(method, self._addresses[service] + path, headers=sent, **options)
            except httpx.TransportError:
                response = None
            if response is not None and response.status_code < 500:
                break
            if response is not None and response.status_code != 503:
                raise Refused(_problem(response))
            if time.monotonic() > deadline:
                raise Unreachable(f"{service} does not answer")
            time.sleep(_PAUSE_SECONDS)
        if response.is_success:
            return response
        raise Refused(_problem(response))


def _problem(response: httpx.Response) -> dict[str, Any]:
    try:
        problem: dict[str, Any] = response.json()
    except ValueError:
        problem = {"code": f"http.{response.status_code}", "detail": response.text[:200]}
    return problem
