"""What one service hands on to another, and what the answer means."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from kernel.errors import Defect
from kernel.exchange import Reference
from kernel.handing_on import Carrier

HELD = Reference(key="k", digest="d")


def _carrier(monkeypatch: pytest.MonkeyPatch, status: int, answer: Any) -> tuple[Carrier, list[Any]]:
    asked: list[Any] = []

    def answering(request: httpx.Request) -> httpx.Response:
        asked.append((request.url.path, json.loads(request.read())))
        return httpx.Response(status, json=answer)

    client = httpx.Client(base_url="http://other.example", transport=httpx.MockTransport(answering))
    monkeypatch.setattr("kernel.references_handed.http_client", lambda *_, **__: client)
    return Carrier("other", "http://other.example"), asked


def test_carried_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the reference beside it, and the answer unread."""
    carrier, asked = _carrier(monkeypatch, 200, {"done": [1, None]})
    assert carrier.hand_on("/place", HELD, {"number": "1", "entries": [{"at": None}]}) == {"done": [1, None]}
    request = {"number": "1", "entries": [{"at": None}]}
    assert asked == [("/place", {"held": {"key": "k", "digest": "d"}, "request": request})]
    carrier.close()


def test_a_defect_is_told_by_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Operations read in the case's details which service is at fault, and at what."""
    carrier, _ = _carrier(monkeypatch, 500, {"code": "register.name_differs", "detail": "x"})
    with pytest.raises(Defect, match=r"other\.declined: 500 register\.name_differs$"):
        carrier.hand_on("/place", HELD, {})


def test_an_answer_nobody_understands(monkeypatch: pytest.MonkeyPatch) -> None:
    carrier, _ = _carrier(monkeypatch, 200, [1])
    with pytest.raises(Defect, match=r"other\.declined"):
        carrier.hand_on("/place", HELD, {})
