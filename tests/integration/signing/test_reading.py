"""The signature page, the list of documents, and who may see them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.signing.contract import TASK_QUEUE
from services.signing.main import build
from services.signing.settings import SigningSettings
from tests.integration.signing.conftest import AUTHORITY, World


def test_table(world: World) -> None:
    """The line has the notice's columns, the number masked, and changes with the signature."""
    case = world.case("张晓禾")
    (line,) = case.get().json()["signers"]
    assert line == {
        "seq": 1,
        "party_ref": "operator",
        "name": "张晓禾",
        "role": "经营者",
        "id_document_type": "中华人民共和国居民身份证",
        "id_number": "140***********1233",
        "status": "未签名",
        "operation": "签署",
    }
    case.signed()
    table = case.get().json()
    assert (table["signers"][0]["status"], table["signers"][0]["operation"]) == ("已签名", "查看")
    assert table["state"] == "signed" and table["completed_at"] and table["notice"].startswith("请注意！")


def test_expired(world: World) -> None:
    """After the deadline the page says so."""
    case = world.case(lasts=timedelta(minutes=1))
    world.clock.advance(timedelta(minutes=1))
    assert case.get().json()["state"] == "expired"


def test_documents(world: World) -> None:
    """Each document tells signer, certificate and times once it is signed, and nothing of it before."""
    case = world.case()
    (before,) = case.get("/documents").json()["documents"]
    assert before["signatures"] == []
    assert case.get("/documents/premises_commitment").json()["code"] == "signing.document.not_found"
    case.signed()
    (after,) = case.get("/documents").json()["documents"]
    (signature,) = after["signatures"]
    assert (signature["signer"], signature["role"], signature["valid"]) == ("张晓禾", "经营者", True)
    assert signature["certificate_serial"] and "CN=" in signature["certificate_issuer"]
    assert signature["timestamped_at"] and after["sha256"] != before["sha256"] and after["pages"] == before["pages"]


@pytest.mark.parametrize("path", ["", "/documents", "/documents/premises_commitment"])
def test_who_may_read(world: World, path: str) -> None:
    """The owner and the authority's examiners may; for anybody else the session does not exist."""
    case = world.case()
    case.signed()
    for headers, status in (
        (case.headers, 200),
        (world.bearer("examiner-1", "examiner", AUTHORITY), 200),
        (world.bearer("examiner-2", "examiner", "210102"), 404),
        (world.bearer("examiner-3", "examiner"), 404),
        (world.bearer(case.subject, "archivist", AUTHORITY), 403),
        (world.bearer("somebody-else", "applicant", AUTHORITY), 404),
        ({}, 401),
    ):
        assert world.client.get(f"/sessions/{case.application_no}{path}", headers=headers).status_code == status


@pytest.mark.parametrize("number", ["%00", "a%20b", "x" * 41, "%F0%A0%AE%B7"])
def test_hostile_numbers(world: World, number: str) -> None:
    """What cannot be an application number is refused, not looked up."""
    answer = world.client.get(f"/sessions/{number}", headers=world.bearer("x", "applicant"))
    assert answer.status_code == 422


def test_wired(signing_settings: SigningSettings) -> None:
    """The service as it is started has its queue, its three activities and a ready page that needs both stores."""
    service = build(signing_settings)
    names = sorted(getattr(activity, "__temporal_activity_definition").name for activity in service.activities)
    assert service.task_queue == TASK_QUEUE
    assert names == ["signing.collect_signatures", "signing.open_session", "signing.void_signatures"]
    service.close()
