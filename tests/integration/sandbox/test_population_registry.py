"""The population registry over HTTP."""

from __future__ import annotations

import itertools
from typing import Any

import httpx
import pytest

from kernel.numbers import resident_id_check
from tests.integration.sandbox.conftest import Sandbox

NUMBERS = itertools.count(1)


def ask(sandbox: Sandbox, **changes: Any) -> httpx.Response:
    question = {
        "name": "穆静",
        "id_number": "140102198801011232",
        "id_document_type": "10",
        "purpose": "registration",
        "request_id": f"test-{next(NUMBERS)}",
        **changes,
    }
    return httpx.post(f"{sandbox.population}/v1/verifications", json=question, timeout=1)


def person(order: int, name: str = "测试人") -> dict[str, Any]:
    first = f"14021319800101{order:03d}"
    return {"name": name, "id_number": first + resident_id_check(first)}


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({}, "MATCH"),
        ({"name": "穆净"}, "MISMATCH"),
        ({"id_number": "140213199003072419"}, "NOT_FOUND"),
        ({"id_document_type": "40"}, "NOT_FOUND"),
    ],
)
def test_result(sandbox: Sandbox, changes: dict[str, str], result: str) -> None:
    """Name and number decide between match, mismatch and not found."""
    answer = ask(sandbox, **changes).raise_for_status().json()
    assert answer["result"] == result


def test_answers_once(sandbox: Sandbox) -> None:
    """The same request id gets the same answer, reference number and moment, even after a crash."""
    first = ask(sandbox, request_id="once").json()
    sandbox.restart()
    assert ask(sandbox, request_id="once").json() == first


def test_request_id_for_something_else(sandbox: Sandbox) -> None:
    """A request id cannot be used for another question."""
    ask(sandbox, request_id="twice").raise_for_status()
    assert ask(sandbox, request_id="twice", name="别人").status_code == 409


def test_face(sandbox: Sandbox) -> None:
    """A face scores high for its own person, low for another one, and nothing when forged or absent."""
    capture = {"token": "capture-of-another", "id_number": "140213199003072419"}
    httpx.post(f"{sandbox.population}/sandbox/live-captures", json=capture).raise_for_status()
    assert ask(sandbox, face="capture-of-own").json()["face_score"] >= 0.9
    assert ask(sandbox, face="capture-of-another").json()["face_score"] < 0.4
    forged = ask(sandbox, face="spoof-1").json()
    assert (forged["face_score"], forged["flags"]["live_capture"]) == (0.0, False)
    assert ask(sandbox).json()["face_score"] is None


def test_flags(sandbox: Sandbox) -> None:
    """The dead and expired documents are flagged, and still match."""
    listed = httpx.get(f"{sandbox.population}/v1/persons").json()["persons"]
    dead = next(p for p in listed if not p["alive"])
    expired = next(p for p in listed if p["name"] == "证过期")
    answer = ask(sandbox, name=dead["name"], id_number=dead["id_number"]).json()
    assert (answer["result"], answer["flags"]["alive"]) == ("MATCH", False)
    answer = ask(sandbox, name=expired["name"], id_number=expired["id_number"]).json()
    assert (answer["result"], answer["flags"]["document_valid"]) == ("MATCH", False)


def test_facts(sandbox: Sandbox) -> None:
    """Each list of other departments has somebody on it; 穆静 is on none."""
    listed = httpx.get(f"{sandbox.population}/v1/persons").json()["persons"]
    facts = {
        p["name"]: httpx.post(f"{sandbox.population}/v1/facts", json={"id_number": p["id_number"]}).json()
        for p in listed
        if p["name"] in {"公职一", "失信三", "限制四", "诉讼六", "穆静"}
    }
    assert facts["公职一"]["barred_profession"]
    assert facts["失信三"]["serious_violation"]
    assert facts["限制四"]["restricted_until"] == "2099-12-31"
    assert facts["诉讼六"]["litigation"]
    del facts["穆静"]["checked_at"]
    assert not any(facts["穆静"].values())


def test_persons_by_age(sandbox: Sandbox) -> None:
    """People of a given age can be found for a test."""
    for age in (15, 16, 17, 18, 70):
        found = httpx.get(f"{sandbox.population}/v1/persons", params={"age": age}).json()["persons"]
        assert found
        assert all(p["age"] == age for p in found)


def test_more_people(sandbox: Sandbox) -> None:
    """People added in bulk are known, with their facts, and survive a crash."""
    people = [person(order, f"批量{order}") for order in range(1, 501)]
    people[0]["facts"] = {"litigation": True}
    added = httpx.post(f"{sandbox.population}/sandbox/persons", json={"persons": people})
    assert added.json() == {"registered": 500}
    sandbox.restart()
    assert ask(sandbox, name="批量500", id_number=people[499]["id_number"]).json()["result"] == "MATCH"
    facts = httpx.post(f"{sandbox.population}/v1/facts", json={"id_number": people[0]["id_number"]}).json()
    assert facts["litigation"] is True


def test_wrong_number_adds_nobody(sandbox: Sandbox) -> None:
    """One wrong number in a bulk is named, and nobody of the bulk is added."""
    good = person(901)
    body = {"persons": [good, {"name": "错号", "id_number": "140102198801011234"}]}
    refused = httpx.post(f"{sandbox.population}/sandbox/persons", json=body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/persons/1/id_number")
    assert ask(sandbox, name=good["name"], id_number=good["id_number"]).json()["result"] == "NOT_FOUND"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'{"name": "\\ud800"}', b'{"name": 1}', b"\xff\xfe", b'{"name": "' + b"x" * 5000 + b'"}', b"{" * 3000],
)
def test_bad_input(sandbox: Sandbox, body: bytes) -> None:
    """Bad input is refused with a problem document that does not repeat it."""
    url = f"{sandbox.population}/v1/verifications"
    refused = httpx.post(url, content=body, headers={"content-type": "application/json"})
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["errors"]
    assert "xxx" not in refused.text


def test_ordered_mismatch(sandbox: Sandbox) -> None:
    """The switch can make everybody a mismatch."""
    with sandbox.misbehaving(sandbox.population, mismatch=True):
        assert ask(sandbox).json()["result"] == "MISMATCH"
    assert ask(sandbox).json()["result"] == "MATCH"
