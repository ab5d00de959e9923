"""Who may ask what over HTTP, and how wrong questions are answered."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kernel.web.paging import Asked
from services.notice.domain.sm2 import Sm2Key, key_id
from services.notice.operations import ledger
from services.notice.operations.resources import Resources
from services.notice.operations.signing_keys import read_keys
from tests.fixtures.registrations import ID_NUMBER
from tests.integration.notice.conftest import World, together

NOBODYS = "14021301202202229999999"
UNKNOWN = "00000000-0000-7000-8000-000000000000"
OPERATORS_ONLY = [
    ("GET", "/events"),
    ("GET", f"/events/{UNKNOWN}"),
    ("POST", f"/events/{UNKNOWN}/republish"),
    ("GET", "/reconciliation?month=2022-02"),
]


@pytest.mark.parametrize(("method", "path"), OPERATORS_ONLY)
def test_operators_only(world: World, method: str, path: str) -> None:
    """Without a token 401, for anybody else 403."""
    assert world.client.request(method, path).status_code == 401
    for role in ("applicant", "examiner", "archivist"):
        assert world.client.request(method, path, headers=world.bearer("somebody", role)).status_code == 403


def test_applicants_only(world: World) -> None:
    """Messages, and who was told, are the applicant's; operators do not read them."""
    for path in (f"/messages/{NOBODYS}", f"/announcements/{NOBODYS}"):
        assert world.client.get(path).status_code == 401
        assert world.client.get(path, headers=world.operations).status_code == 403


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("POST", "/republish")])
def test_unknown_event(world: World, method: str, path: str) -> None:
    """An event that does not exist is not found."""
    answer = world.client.request(method, f"/events/{UNKNOWN}{path}", headers=world.operations)
    assert (answer.status_code, answer.json()["code"]) == (404, "event.not_found")


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("/events?state=LOST", "/state"),
        ("/events?agency=police", "/agency"),
        ("/events?limit=0", "/limit"),
        ("/events?limit=1000", "/limit"),
        ("/events?cursor=x", "/cursor"),
        ("/events/x", "/event_id"),
        ("/reconciliation", "/month"),
        ("/reconciliation?month=2022-13", "/month"),
        ("/reconciliation?month=0000-01", "/month"),
        ("/reconciliation?month=2022-02%00", "/month"),
    ],
)
def test_wrong_question(world: World, path: str, pointer: str) -> None:
    """A wrong parameter is named; the answer is never a server error."""
    answer = world.client.get(path, headers=world.operations)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_pages(world: World) -> None:
    """Pages follow one another, newest first, without gap or repetition."""
    cases = [world.new_case() for _ in range(3)]
    for case in cases:
        case.announce()
    seen: list[str] = []
    before: dict[str, str] = {}
    for _ in range(6):
        page = world.client.get("/events", params={"limit": 1, **before}, headers=world.operations).json()
        seen += [event["application_no"] for event in page["items"]]
        before = {"cursor": page["next"]}
    assert seen == [case.application_no for case in reversed(cases) for _ in range(2)]
    world.take_receipts(until=lambda: all(case.answered() for case in cases))


def test_an_answer_that_should_be_there(world: World) -> None:
    """What no agency has answered within its time is listed as overdue; what was answered is not."""
    case = world.new_case()
    case.announce()
    at_once = replace(world.resources, receipt_timeout=timedelta(0))

    def overdue(resources: Resources) -> set[str]:
        found = ledger.list_events(resources, Asked(limit=200), agency=None, state=None, overdue=True)
        return {event.agency for event in found.items if event.application_no == case.application_no}

    assert overdue(world.resources) == set()
    assert overdue(at_once) == {"publicity", "tax"}
    world.take_receipts(until=case.answered)
    assert overdue(at_once) == set()
    assert world.client.get("/events?overdue=true", headers=world.operations).status_code == 200


def test_operators_see_no_person(world: World) -> None:
    """The list has no content, the sheet only masked content."""
    case = world.new_case()
    case.announce()
    world.take_receipts(until=case.answered)
    listed = world.client.get("/events", headers=world.operations).text
    event_id = case.lines()["tax"]["event_id"]
    sheet = world.client.get(f"/events/{event_id}", headers=world.operations)
    assert sheet.json()["data"]["cerno"] == "140***********1232"
    for shown in (listed, sheet.text):
        assert ID_NUMBER not in shown and case.mobile not in shown and '穆静"' not in shown


def test_one_own_key(world: World) -> None:
    """However many ask at once, the service has one key of its own, and keeps it."""
    answers = together(*[lambda: world.client.get("/keys").json()] * 4)
    assert all(answer == answers[0] for answer in answers)
    key = answers[0]["keys"][0]
    assert key["key_id"] == key_id(bytes.fromhex(key["public_key"])[1:])
    assert answers[0]["certified_product"] is False


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command")
def test_key_is_read_by_others(world: World, tmp_path: Path) -> None:
    """OpenSSL reads the published key as one on the SM2 curve."""
    [key, *_] = world.client.get("/keys").json()["keys"]
    (tmp_path / "key.pem").write_text(key["public_key_pem"])
    shown = subprocess.run(
        ["openssl", "pkey", "-pubin", "-in", tmp_path / "key.pem", "-noout", "-text"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "SM2" in shown


def test_ready_and_health(world: World) -> None:
    """With everything there the service is ready."""
    assert world.client.get("/ready").json() == {"status": "ok", "missing": {}}
    assert world.client.get("/health").status_code == 200


def test_key_of_the_settings(world: World) -> None:
    """A key from the settings signs first; the service's own stays published for earlier events."""
    own = read_keys(world.resources).keys[0]
    given = Sm2Key.generate()
    keys = read_keys(replace(world.resources, key=given)).keys
    assert keys[0].key_id == given.key_id
    assert own in keys[1:]
