"""One page out of several services' answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from threading import Barrier
from typing import Any, cast

import pytest

from kernel.errors import Outage, Refusal, not_found
from services.portal.clients.services import ServiceClient
from services.portal.domain.visitors import VISITOR
from services.portal.operations import showing
from services.portal.operations.gathering import Gathering
from services.portal.operations.resources import Resources
from workflows.standing import Standing


class _Service:
    def __init__(self, answer: Callable[[], Any]) -> None:
        self._answer = answer

    def get(self, path: str, token: str) -> Any:
        assert (path, token) == ("/it", "t")
        return self._answer()


def _all(service: ServiceClient) -> Resources:
    """One service in the place of all of them."""
    services = [each.name for each in fields(Resources) if each.type == "ServiceClient"]
    return Resources(**dict.fromkeys(services, cast(Any, service)))


def _gathering() -> Gathering:
    nobody = cast(ServiceClient, None)
    return Gathering(_all(nobody), "t")


def _asked(*answers: Callable[[], Any]) -> dict[str, tuple[ServiceClient, str]]:
    return {str(number): (cast(ServiceClient, _Service(answer)), "/it") for number, answer in enumerate(answers)}


def _raising(error: Exception) -> Callable[[], Any]:
    def answer() -> Any:
        raise error

    return answer


def test_all_are_asked_at_once() -> None:
    """Each service answers only when the others have been asked too, and knows whose page it is."""
    together = Barrier(3, timeout=5)
    VISITOR.set("203.0.113.7")

    def answer() -> Any:
        together.wait()
        return VISITOR.get()

    found = _gathering().sections(_asked(answer, answer, answer))
    assert found == dict.fromkeys("012", "203.0.113.7")


def test_silence_and_absence_leave_the_rest() -> None:
    """A service that is down is named, one that has nothing yet is not; the others' sections are there."""
    gathered = _gathering()
    missing = not_found("licence", "没有", "None")
    found = gathered.sections(_asked(lambda: 1, _raising(Outage("x.unavailable")), _raising(missing)))
    assert found == {"0": 1, "1": None, "2": None}
    assert gathered.unavailable == ["1"]


def test_refusal_is_handed_on() -> None:
    """Who may not see a section does not get the page without it."""
    with pytest.raises(Refusal, match="access"):
        _gathering().sections(_asked(lambda: 1, _raising(Refusal("access.denied", "无权", "No", status=403))))


class _Everybody:
    """Each service of a licensed case: the application stands there, the rest is told when all eight were asked."""

    def __init__(self) -> None:
        self._together = Barrier(8, timeout=5)

    def get(self, path: str, token: str) -> Any:
        if path == "/applications/1":
            stages = ("AUTH_PENDING", "SUBMITTED", "LICENSED")
            return {"stage": "LICENSED", "authority": {}, "entries": [{"stage": stage} for stage in stages]}
        self._together.wait()
        return {"at": path, "filed_at": "2026-11-22"}


def _silent(resources: Resources, number: str) -> Standing | None:
    raise Outage("workflow.unavailable")


def _closed(resources: Resources, number: str) -> Standing | None:
    return None


def test_a_case_in_full_takes_one_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the application is known, nobody waits for anybody else's answer."""
    monkeypatch.setattr(showing, "standing_now", _closed)
    everybody = cast(ServiceClient, _Everybody())
    found = showing.show_case(_all(everybody), "t", "1", showing.IN_FULL)
    sections = ("documents", "announcements", "messages")
    assert [found[name]["at"] for name in sections] == ["/sessions/1/documents", "/announcements/1", "/messages/1"]
    assert found["unavailable"] == []
    assert (found["stage"], found["exact"], found["waits_for"]) == ("ARCHIVED", True, "nobody")
    assert [entry["stage"] for entry in found["timeline"]["entries"]][-2:] == ["LICENSED", "ARCHIVED"]


class _Draft:
    """An application that was just opened; nobody else is asked but for the name."""

    def get(self, path: str, token: str) -> Any:
        asked = {"/holds/1": {"status": "held"}, "/applications/1": _OPENED}
        return asked[path]


_OPENED: dict[str, Any] = {"stage": "DRAFT", "authority": {}, "entries": [], "waits_for": "applicant", "deadline": None}


def test_silent_workflows_leave_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The recorded stage, not exact, with no step; and nothing is concluded from a name that is held."""
    monkeypatch.setattr(showing, "standing_now", _silent)
    draft = cast(ServiceClient, _Draft())
    found = showing.show_case(_all(draft), "t", "1")
    assert (found["stage"], found["exact"], found["possible_steps"]) == ("DRAFT", False, [])
    assert found["unavailable"] == ["workflow"]
