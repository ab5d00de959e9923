"""Asks another of our services over HTTP. The reference of a part, which only services hold, is the asker's proof."""

from __future__ import annotations

import httpx
from pydantic import BaseModel, ValidationError

from kernel.connections import http_client
from kernel.counters import Work
from kernel.errors import Defect, Outage
from kernel.web.problems import refusal_told

_TIMEOUT = 15.0


class OtherService:
    """Safe to share between threads. `refusals` are the codes of those that are the asker's answer too."""

    def __init__(
        self, name: str, url: str, timeout: float = _TIMEOUT, *, refusals: frozenset[str] = frozenset()
    ) -> None:
        self._name = name
        self._refusals = refusals
        self._client = http_client(timeout, url=url, work=Work.OWN_REQUEST)

    def ask(self, path: str, question: BaseModel) -> bytes:
        """The answer's body; whoever is asked must be able to be asked twice. Raises Outage `<name>.unavailable` while
        it is silent or says that it is, one of `refusals` as it was told, and Defect `<name>.declined`, with the
        answer's own code, for any other but 200."""
        try:
            answer = self._client.post(path, content=question.model_dump_json(), headers=_JSON)
        except httpx.HTTPError as error:
            raise Outage(f"{self._name}.unavailable") from error
        if answer.status_code in _PASSES:
            raise Outage(f"{self._name}.unavailable")
        if answer.status_code != httpx.codes.OK:
            if _code(answer) in self._refusals:
                raise refusal_told(answer.json(), answer.status_code)
            raise Defect(f"{self._name}.declined", f"{answer.status_code}{_said(answer)}")
        return answer.content

    def close(self) -> None:
        self._client.close()


def _said(answer: httpx.Response) -> str:
    """The code of a problem document, which names nobody; nothing where there is none."""
    code = _code(answer)
    return f" {code}" if code else ""


def _code(answer: httpx.Response) -> str:
    try:
        return _Problem.model_validate_json(answer.content).code
    except ValidationError:
        return ""


class _Problem(BaseModel):
    code: str


_JSON = {"Content-Type": "application/json"}
_PASSES = frozenset({429, 502, 503, 504})
