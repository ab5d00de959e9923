"""Somebody at the window is identified by a clerk, who acts for them there; afterwards they go on by themselves."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from sqlalchemy import text

from kernel.tokens import Clerk, Role
from services.identity.domain.periods import AT_THE_WINDOW
from services.identity.operations.provisioning import ProvisionAccount, provision_account
from services.identity.operations.staff import restore_staff, suspend_staff
from services.identity.store import audit
from tests.integration.identity.conftest import PASSWORD, PersonOfTest, World, errors
from tests.integration.identity.test_invitations import family

CLERK = ProvisionAccount("clerk_w", PASSWORD, frozenset({Role.WINDOW}), "14021300", "童守窗", "PC-0401")


@pytest.fixture
def clerk(world: World) -> dict[str, str]:
    provision_account(world.resources, CLERK)
    return world.bearer(CLERK.account_name)


def identify(world: World, clerk: dict[str, str], person: PersonOfTest, **changes: Any) -> httpx.Response:
    typed = {"name": person.name, "id_document_type": "10", "id_number": person.id_number, "present": True}
    return world.client.post("/window/sessions", headers=clerk, json=typed | {"read": "card"} | changes)


def code_for(world: World, clerk: dict[str, str], mobile: str) -> str:
    before = len(world.texts(mobile))
    assert world.client.post("/window/codes", headers=clerk, json={"mobile": mobile}).status_code == 202
    return world.next_code(mobile, before)


def test_the_clerk_acts_for_whoever_has_an_account(world: World, clerk: dict[str, str]) -> None:
    """The token is the person's own, an applicant's, and names the clerk; it stays so when it is renewed, and the trail
    says who identified whom, and how."""
    person, account_id = world.registered()
    opened = identify(world, clerk, person)
    assert opened.status_code == 201, opened.text
    renewed = world.client.post("/sessions/refresh", json={"refresh_token": opened.json()["refresh_token"]})
    with world.verifying() as verifier:
        for tokens in (opened.json(), renewed.json()):
            found = verifier.verify(tokens["access_token"])
            assert (found.subject, found.roles) == (account_id, frozenset({Role.APPLICANT}))
            assert isinstance(found.clerk, Clerk)
            assert (found.clerk.name, found.clerk.staff_no, found.clerk.authority) == ("童守窗", "PC-0401", "14021300")
        clerks_own = verifier.verify(clerk["Authorization"].removeprefix("Bearer ")).subject
        assert verifier.verify(clerk["Authorization"].removeprefix("Bearer ")).clerk is None
    with world.session() as session:
        [line] = [e for e in audit.entries(session) if e.event == "person_identified" and e.object_ref == account_id]
    assert (line.actor_ref, line.reason) == (clerks_own, "card")


def test_somebody_new_gets_an_account_of_their_own(world: World, clerk: dict[str, str]) -> None:
    """Only with a code to their mobile, with which they come in by themselves later: the same account."""
    person = world.person()
    assert identify(world, clerk, person).json()["code"] == "identity.window_code_needed"
    wrong = identify(world, clerk, person, mobile=person.mobile, sms_code="000000")
    assert errors(wrong) == {"/sms_code": "identity.sms_code_wrong"}
    code = code_for(world, clerk, person.mobile)
    opened = identify(world, clerk, person, mobile=person.mobile, sms_code=code)
    assert opened.status_code == 201, opened.text
    again = identify(world, clerk, person)
    with world.session() as session:
        session.connection().execute(text("UPDATE identity.sms_code SET sent_at = sent_at - interval '61 seconds'"))
    code = world.sms_code(person.mobile, "login")
    own = world.client.post("/sessions/by-mobile", json={"mobile": person.mobile, "sms_code": code})
    with world.verifying() as verifier:
        accounts = {verifier.verify(each.json()["access_token"]).subject for each in (opened, again, own)}
        assert len(accounts) == 1
        assert verifier.verify(own.json()["access_token"]).clerk is None


def test_the_mobile_is_told_who_acts(world: World, clerk: dict[str, str]) -> None:
    """Of whoever had an account before: a clerk who only says that somebody is there does not go unseen."""
    person, _ = world.registered()
    before = len(world.texts(person.mobile))
    assert identify(world, clerk, person, present=False).status_code == 422
    assert len(world.texts(person.mobile)) == before
    assert identify(world, clerk, person).status_code == 201
    [told] = world.texts(person.mobile)[before:]
    assert "工号 PC-0401" in told and "12345" in told


def test_everything_wrong_is_named_at_once(world: World, clerk: dict[str, str]) -> None:
    """Also that nobody said that the person is here."""
    person = world.person()
    found = errors(identify(world, clerk, person, id_number="140213", name="", present=False))
    assert set(found) == {"/name", "/id_number", "/present"} and found["/present"] == "identity.not_present"


def test_the_registry_says_no(world: World, clerk: dict[str, str]) -> None:
    """Name and number of two persons open nothing."""
    person = world.person()
    answer = identify(world, clerk, person, name="旁人甲")
    assert (answer.status_code, answer.json()["code"]) == (422, "identity.person_mismatch")


def test_nobody_else_identifies(world: World) -> None:
    """Neither an applicant nor an examiner."""
    person, _ = world.registered()
    for header in (world.bearer(person.account_name), world.bearer("examiner")):
        assert identify(world, header, person).status_code == 403


def test_it_ends_with_the_clerk_and_after_two_hours(world: World, clerk: dict[str, str]) -> None:
    """A clerk who was suspended, or a window that was left open, acts for nobody."""
    person, _ = world.registered()
    left_open, later = (identify(world, clerk, person).json()["refresh_token"] for _ in range(2))
    suspend_staff(world.resources, CLERK.account_name, actor="operations", reason="离岗")
    assert world.client.post("/sessions/refresh", json={"refresh_token": later}).status_code == 401
    restore_staff(world.resources, CLERK.account_name, actor="operations", reason="到岗")
    world.clock.advance(AT_THE_WINDOW)
    assert world.client.post("/sessions/refresh", json={"refresh_token": left_open}).status_code == 401


def test_a_token_of_staff_names_nobody_as_acting(world: World, clerk: dict[str, str]) -> None:
    """Whoever acts for another acts for an applicant: a token that says otherwise is none."""
    issuer = world.resources.issuer
    acting = Clerk("clerk-1", "14021300", "童守窗", "PC-0401")
    forged = issuer.issue("staff-1", ["examiner"], "14021300", world.clock.now(), clerk=acting)
    keys = KeySet([ECKey.import_key(key) for key in issuer.published()["keys"]])
    assert jwt.decode(forged, keys, algorithms=["ES256"]).claims["act"]["staff_no"] == "PC-0401"
    answer = world.client.get("/sessions", headers={"Authorization": f"Bearer {forged}"})
    assert answer.status_code == 401


def test_whoever_was_invited_is_compared_at_the_window(world: World, clerk: dict[str, str]) -> None:
    """A family member who stands there with the operator: the clerk says that face and card are one, the registry is
    asked without a face, and the part says who compared them. Once is enough; without the clerk it is refused."""
    case = family(world, world.person())
    [member] = case.members
    case.authenticate_operator()
    case.invite()
    opened = identify(world, clerk, case.operator).json()
    there = {"Authorization": f"Bearer {opened['access_token']}"}
    path = f"/authentications/{case.number}/invitations/family-1/comparison"
    unsaid = world.client.post(path, headers=there, json={})
    assert (unsaid.status_code, [each["pointer"] for each in unsaid.json()["errors"]]) == (422, ["/compared_in_person"])
    said = {"compared_in_person": True}
    alone = world.client.post(path, headers=case.headers, json=said)
    assert (alone.status_code, alone.json()["code"]) == (403, "identity.not_at_the_window")
    strange = world.client.post(path.replace("family-1", "family-2"), headers=there, json=said)
    assert strange.status_code == 404
    for _ in range(2):
        assert world.client.post(path, headers=there, json=said).status_code == 204
    person = case.conclude().persons[1]
    assert (person.method, person.identified_by, person.face_score) == ("window", "PC-0401", None)
    assert (person.person_ref, person.id_number) == ("family-1", member.id_number)
    with world.session() as session:
        events = [each.event for each in audit.entries(session) if each.object_ref == f"{case.number}/family-1"]
    assert events.count("person_compared") == 1


def test_whoever_declined_is_asked_anew_first(world: World, clerk: dict[str, str]) -> None:
    """Their no stands until the applicant invites them again."""
    case = family(world, world.person())
    [member] = case.members
    case.authenticate_operator()
    case.invite()
    token = case.token(member)
    before = len(world.texts(member.mobile))
    case.post("codes", {"token": token})
    told = {"token": token, "sms_code": world.next_code(member.mobile, before), "reason": "not_as_agreed"}
    assert case.post("declining", told).status_code == 204
    opened = identify(world, clerk, case.operator).json()
    answer = world.client.post(
        f"/authentications/{case.number}/invitations/family-1/comparison",
        headers={"Authorization": f"Bearer {opened['access_token']}"},
        json={"compared_in_person": True},
    )
    assert (answer.status_code, answer.json()["code"]) == (410, "identity.invitation_declined")
