"""What one service hands on to another, and what the answer means."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from kernel.errors import Defect, Finding, Refusal
from kernel.exchange import Reference
from kernel.handing_on import Carrier
from kernel.web.problems import problem

HELD = Reference(key="k", digest="d")


def _carrier(
    monkeypatch: pytest.MonkeyPatch, status: int, answer: Any, refusals: frozenset[str] = frozenset()
) -> tuple[Carrier, list[Any]]:
    asked: list[Any] = []

    def answering(request: httpx.Request) -> httpx.Response:
        asked.append((request.url.path, json.loads(request.read())))
        return httpx.Response(status, json=answer)

    client = httpx.Client(base_url="http://other.example", transport=httpx.MockTransport(answering))
    monkeypatch.setattr("kernel.references_handed.http_client", lambda *_, **__: client)
    return Carrier("other", "http://other.example", refusals=refusals), asked


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


def test_a_refusal_that_is_the_askers_answer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was told; any other one is a defect."""
    said = problem(
        "other.no",
        409,
        "不予登记",
        "No",
        findings=(Finding("other.no", "不予登记", "No", None, "条例第四十条", "请核实", "Verify"),),
    )
    carrier, _ = _carrier(monkeypatch, 409, said, frozenset({"other.no"}))
    with pytest.raises(Refusal) as refused:
        carrier.hand_on("/place", HELD, {})
    assert (refused.value.code, refused.value.zh, refused.value.status) == ("other.no", "不予登记", 409)
    assert (refused.value.article, refused.value.remedy_zh) == ("条例第四十条", "请核实")
    carrier, _ = _carrier(monkeypatch, 409, said, frozenset({"other.never"}))
    with pytest.raises(Defect, match=r"other\.declined: 409 other\.no$"):
        carrier.hand_on("/place", HELD, {})


def test_an_answer_nobody_understands(monkeypatch: pytest.MonkeyPatch) -> None:
    carrier, _ = _carrier(monkeypatch, 200, [1])
    with pytest.raises(Defect, match=r"other\.declined"):
        carrier.hand_on("/place", HELD, {})
