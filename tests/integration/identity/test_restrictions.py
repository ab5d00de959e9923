"""Restrictions over HTTP, and the rules the database itself keeps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, col, func, select

from kernel.clock import local_date
from services.identity.invariants import audit_chain_is_unbroken
from services.identity.operations.forgetting import forget_expired
from services.identity.store.authentications import FaceCapture
from services.identity.store.challenges import Captcha, SmsCode
from services.identity.store.restrictions import Restriction
from tests.fixtures.services.keys import order
from tests.integration.identity.conftest import EXAMINER, OTHER_EXAMINER, World, at_once, errors
from tests.servers import as_owner


def body(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "id_document_type": "10",
        "id_number": world.person().id_number,
        "reason": "提交虚假材料取得登记，登记已撤销",
        "evidence": "平市监撤字〔2022〕3号",
        **changes,
    }


def impose(world: World, content: dict[str, Any], who: dict[str, Any] = EXAMINER) -> httpx.Response:
    return world.client.post("/restrictions", json=content, headers=world.bearer(str(who["account_name"])))


def listed(world: World, who: dict[str, Any] = EXAMINER) -> list[dict[str, Any]]:
    answer = world.client.get("/restrictions?limit=200", headers=world.bearer(str(who["account_name"])))
    return list(answer.json()["items"])


def test_three_years(world: World) -> None:
    """Without other days a restriction begins today and lasts three years; the number is shown masked."""
    content = body(world)
    answer = impose(world, content)
    today = local_date(world.clock.now())
    shown = answer.json()
    assert answer.status_code == 201
    assert (shown["from"], shown["to"]) == (today.isoformat(), today.replace(year=today.year + 3).isoformat())
    assert shown["id_number"] == content["id_number"][:3] + "*" * 11 + content["id_number"][-4:]
    assert (shown["authority"], shown["in_force"]) == ("140213", True)


@pytest.mark.parametrize("field", ["from", "to"])
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_days_of_no_calendar(world: World, field: str, day: str) -> None:
    """A day no restriction can begin or end on is named as such."""
    answer = impose(world, body(world, **{field: day}))
    assert answer.status_code == 422
    assert f"/{field}" in errors(answer)


def test_person_is_kept_as_hash(world: World) -> None:
    """The database holds neither the number nor the reason in clear."""
    content = body(world)
    restriction_id = impose(world, content).json()["restriction_id"]
    with world.session() as session:
        row = session.get(Restriction, restriction_id)
    assert row is not None
    stored = repr(row.model_dump())
    assert content["id_number"] not in stored
    assert content["reason"] not in stored


def test_same_decision_twice(world: World) -> None:
    """The same decision for the same person, also at the same instant, is one restriction."""
    content = body(world)
    answers = at_once([lambda: impose(world, content)] * 3)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["restriction_id"] for answer in answers}) == 1


def test_own_authority_only(world: World) -> None:
    """An examiner sees and lifts restrictions of their own authority only."""
    restriction_id = impose(world, body(world)).json()["restriction_id"]
    assert restriction_id in {entry["restriction_id"] for entry in listed(world)}
    assert restriction_id not in {entry["restriction_id"] for entry in listed(world, OTHER_EXAMINER)}
    headers = world.bearer(str(OTHER_EXAMINER["account_name"]))
    lifting = world.client.post(f"/restrictions/{restriction_id}/lifting", json={"reason": "申诉"}, headers=headers)
    assert lifting.status_code == 404


def test_lifting(world: World) -> None:
    """A lifted restriction is no longer in force, and lifting it again changes nothing."""
    restriction_id = impose(world, body(world)).json()["restriction_id"]
    headers = world.bearer(str(EXAMINER["account_name"]))
    path = f"/restrictions/{restriction_id}/lifting"
    first = world.client.post(path, json={"reason": "申诉成立"}, headers=headers).json()
    world.clock.advance(timedelta(seconds=5))
    second = world.client.post(path, json={"reason": "再次"}, headers=headers).json()
    assert (first["in_force"], first["lifting_reason"]) == (False, "申诉成立")
    assert second == first


def test_applicants_see_nothing(world: World) -> None:
    """Applicants may neither impose nor list restrictions."""
    person, _ = world.registered()
    headers = world.bearer(person.account_name)
    assert world.client.get("/restrictions", headers=headers).status_code == 403
    assert world.client.post("/restrictions", json=body(world), headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"id_number": "140102198801011234", "from": "2022-03-02", "to": "2022-03-01"}, {"/id_number", "/to"}),
        ({"id_document_type": "11"}, {"/id_document_type"}),
        ({"evidence": "a\x00b"}, {"/evidence"}),
        ({"reason": ""}, {"/reason"}),
        ({"from": "yesterday"}, {"/from"}),
    ],
)
def test_bad_restriction(world: World, changes: dict[str, Any], pointers: set[str]) -> None:
    """Defects of a restriction are named together."""
    answer = impose(world, body(world, **changes))
    assert answer.status_code == 422
    assert set(errors(answer)) == pointers


@pytest.mark.parametrize(
    "statement", ["UPDATE identity.audit_entry SET event = 'x'", "DELETE FROM identity.audit_entry"]
)
def test_audit_trail_is_append_only(world: World, statement: str) -> None:
    """The database refuses to change or delete entries of the audit trail."""
    world.registered()
    with pytest.raises(DBAPIError, match="append-only"), as_owner(world.resources.database) as connection:
        connection.execute(text(statement))


def test_altered_audit_trail_is_found(world: World) -> None:
    """An entry altered behind the trigger's back breaks the chain."""
    world.registered()
    with as_owner(world.resources.database) as connection:
        session = Session(connection)
        connection.execute(text("ALTER TABLE identity.audit_entry DISABLE TRIGGER audit_is_append_only"))
        last = "(SELECT max(number) FROM identity.audit_entry)"
        connection.execute(text(f"UPDATE identity.audit_entry SET actor_ref = 'x' WHERE number = {last}"))
        found = audit_chain_is_unbroken(session)
        connection.rollback()
    assert len(found) == 1


def test_days_are_checked_by_the_database(world: World) -> None:
    """A restriction that ends before it begins cannot be stored."""
    restriction_id = impose(world, body(world)).json()["restriction_id"]
    change = text("UPDATE identity.restriction SET last_day = first_day - 1 WHERE restriction_id = :id")
    with pytest.raises(IntegrityError, match="restriction_da"), as_owner(world.resources.database) as connection:
        connection.execute(change, {"id": restriction_id})


def test_forgetting(world: World) -> None:
    """Proofs are forgotten after two days and unused captures after two weeks; accounts and consents stay."""
    person, account_id = world.registered()
    headers = world.bearer(person.account_name)
    number = "14021301202202220009990"
    consent = {"application_no": number, "consent_to_face": True, "live_capture": "face"}
    ordered = {"Kaiye-Order": order(account_id, number, "authenticate", world.clock.now())}
    world.client.post("/authentications", json=consent, headers=headers | ordered).raise_for_status()
    world.clock.advance(timedelta(days=15))
    forget_expired(world.resources)
    forget_expired(world.resources)
    with world.session() as session:
        left = [session.exec(select(func.count()).select_from(table)).one() for table in (Captcha, SmsCode)]
        capture = session.exec(select(FaceCapture).where(col(FaceCapture.account_id) == account_id)).one()
    assert left == [0, 0]
    assert capture.capture_encrypted is None
    assert world.login(person.account_name).status_code == 201
