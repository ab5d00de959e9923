"""What an answer of another service means to the one that asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from kernel.errors import Defect, Outage
from kernel.exchange import Reference
from kernel.references_handed import OtherService

REFERENCE = Reference(key="k", digest="d")


@dataclass
class Answers:
    """What the other service answers; None: nothing."""

    status: int | None = 200

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert (request.url.path, request.read()) == ("/place", b'{"key":"k","digest":"d"}')
        if self.status is None:
            raise httpx.ConnectError("refused")
        return httpx.Response(self.status, content=b"answer")


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def other(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> Iterator[OtherService]:
    client = httpx.Client(base_url="http://other.example", transport=httpx.MockTransport(answers))
    monkeypatch.setattr("kernel.references_handed.http_client", lambda *_, **__: client)
    service = OtherService("other", "http://other.example")
    yield service
    service.close()


def test_an_answer(other: OtherService) -> None:
    """Is handed on as it is."""
    assert other.ask("/place", REFERENCE) == b"answer"


@pytest.mark.parametrize("status", [None, 429, 502, 503, 504])
def test_what_passes(other: OtherService, answers: Answers, status: int | None) -> None:
    """Down, busy, in an outage of its own: asked again in a while."""
    answers.status = status
    with pytest.raises(Outage) as raised:
        other.ask("/place", REFERENCE)
    assert raised.value.code == "other.unavailable"


@pytest.mark.parametrize("status", [404, 409, 422, 500])
def test_what_waiting_does_not_change(other: OtherService, answers: Answers, status: int) -> None:
    """We asked wrongly, or it is broken: somebody must look, and reads the answer's number."""
    answers.status = status
    with pytest.raises(Defect, match=rf"other\.declined.*{status}"):
        other.ask("/place", REFERENCE)
