"""Logging in, staying logged in, logging out, over HTTP."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlmodel import col, select

from kernel.errors import Defect
from kernel.tokens import Role, TokenVerifier
from services.identity.operations.provisioning import ProvisionAccount, provision_account
from services.identity.store.accounts import Account
from services.identity.store.audit import AuditEntry
from tests.integration.identity.conftest import CHEAP, PASSWORD, World, at_once, errors

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def refresh(world: World, token: str) -> httpx.Response:
    return world.client.post("/sessions/refresh", json={"refresh_token": token})


def test_token(world: World) -> None:
    """Logging in gives an ES256 token for fifteen minutes with exactly the promised claims."""
    person, account_id = world.registered()
    opened = world.login(person.account_name).json()
    keys = KeySet.import_key_set(world.client.get("/.well-known/jwks.json").json())
    token = jwt.decode(opened["access_token"], keys, algorithms=["ES256"])
    assert set(token.claims) == {"iss", "aud", "sub", "sid", "roles", "exp", "iat", "jti"}
    assert (token.claims["iss"], token.claims["sub"]) == ("kaiye-identity", account_id)
    assert token.claims["roles"] == ["applicant"]
    assert token.claims["exp"] - token.claims["iat"] == opened["expires_in"] == 900


def test_other_services_accept_it(world: World, verifier: TokenVerifier) -> None:
    """The verifier of every other service accepts the token from the published keys."""
    person, account_id = world.registered()
    token = world.login(person.account_name).json()["access_token"]
    principal = verifier.verify(token)
    assert (principal.subject, principal.roles) == (account_id, frozenset({Role.APPLICANT}))


def test_account_name_in_any_case(world: World) -> None:
    """The account name may be typed in upper or lower case."""
    person, _ = world.registered()
    assert world.login(f" {person.account_name.upper()} ").status_code == 201


def test_an_outdated_hash_is_renewed(world: World) -> None:
    """A password hashed with other parameters is right, and has a hash of today's after the login."""
    person, account_id = world.registered()
    former = PasswordHasher(time_cost=3, memory_cost=16, parallelism=1).hash(PASSWORD)
    with world.session() as session:
        account = session.get(Account, account_id)
        assert account is not None
        account.password_hash = former
        session.commit()
    assert world.login(person.account_name, "Wrong#2022").status_code == 401
    with world.session() as session:
        assert session.exec(select(Account.password_hash).where(Account.account_id == account_id)).one() == former
    assert world.login(person.account_name).status_code == 201
    with world.session() as session:
        renewed = session.exec(select(Account.password_hash).where(Account.account_id == account_id)).one()
    assert not CHEAP.is_outdated(renewed)
    assert CHEAP.is_right(renewed, PASSWORD)


def test_same_answer_for_unknown_and_wrong(world: World) -> None:
    """An unknown name and a wrong password get the same answer."""
    person, _ = world.registered()
    answers = [world.login(person.account_name, "Wrong#2022"), world.login("nobody_here")]
    bodies = [{k: v for k, v in answer.json().items() if k != "request_id"} for answer in answers]
    assert bodies[0] == bodies[1]
    assert {answer.status_code for answer in answers} == {401}


def test_lock(world: World) -> None:
    """After five failures even the right password is refused, for fifteen minutes."""
    person, _ = world.registered()
    for _ in range(5):
        assert world.login(person.account_name, "Wrong#2022").status_code == 401
    locked = world.login(person.account_name)
    assert (locked.status_code, locked.json()["code"]) == (429, "identity.login_locked")
    world.clock.advance(timedelta(minutes=14, seconds=59))
    assert world.login(person.account_name).status_code == 429
    world.clock.advance(timedelta(seconds=2))
    assert world.login(person.account_name).status_code == 201


def test_unknown_names_lock_too(world: World) -> None:
    """An unknown name is locked like a known one, so that a lock tells nothing."""
    answers = [world.login("nobody_at_all").status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]


def test_success_forgives(world: World) -> None:
    """Four failures are forgiven by a success."""
    person, _ = world.registered()
    for _ in range(2):
        for _ in range(4):
            assert world.login(person.account_name, "Wrong#2022").status_code == 401
        assert world.login(person.account_name).status_code == 201


def test_simultaneous_guesses(world: World) -> None:
    """Guesses at the same instant are counted one by one: five are checked, the rest are locked out."""
    person, _ = world.registered()
    answers = at_once([lambda: world.login(person.account_name, "Wrong#2022")] * 12)
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [401] * 5 + [429] * 7


def test_refresh_rotates(world: World) -> None:
    """A refresh token gives a new pair."""
    person, _ = world.registered()
    first = world.login(person.account_name).json()
    second = refresh(world, first["refresh_token"])
    assert second.status_code == 200
    assert second.json()["refresh_token"] != first["refresh_token"]
    assert refresh(world, second.json()["refresh_token"]).status_code == 200


def test_reuse_ends_the_session(world: World) -> None:
    """A refresh token used twice ends the session: neither it nor its successor is good any more."""
    person, _ = world.registered()
    first = world.login(person.account_name).json()["refresh_token"]
    second = refresh(world, first).json()["refresh_token"]
    assert refresh(world, first).status_code == 401
    assert refresh(world, second).status_code == 401


def test_simultaneous_refresh(world: World) -> None:
    """Of simultaneous uses of one refresh token one is answered, and the session then ends."""
    person, _ = world.registered()
    token = world.login(person.account_name).json()["refresh_token"]
    answers = at_once([lambda: refresh(world, token)] * 3)
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401]


def test_session_ends_after_twelve_hours(world: World) -> None:
    """However often it was prolonged, a session ends twelve hours after the login."""
    person, _ = world.registered()
    token = world.login(person.account_name).json()["refresh_token"]
    world.clock.advance(timedelta(hours=11, minutes=59))
    token = refresh(world, token).json()["refresh_token"]
    world.clock.advance(timedelta(minutes=1))
    assert refresh(world, token).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "\x00", "𠮷"])
def test_unknown_refresh_token(world: World, token: str) -> None:
    """A refresh token nobody issued is refused."""
    assert refresh(world, token).json()["code"] == "identity.session_ended"


def test_logout(world: World) -> None:
    """Logging out ends the sessions on every device."""
    person, _ = world.registered()
    tokens = [world.login(person.account_name).json() for _ in range(2)]
    headers = {"Authorization": f"Bearer {tokens[0]['access_token']}"}
    assert world.client.delete("/sessions", headers=headers).status_code == 204
    assert [refresh(world, pair["refresh_token"]).status_code for pair in tokens] == [401, 401]


def test_reset(world: World) -> None:
    """With a code sent to the account's number the password is set anew, sessions end and a lock is lifted."""
    person, _ = world.registered()
    token = world.login(person.account_name).json()["refresh_token"]
    for _ in range(5):
        world.login(person.account_name, "Wrong#2022")
    world.clock.advance(timedelta(seconds=61))
    code = world.sms_code(person.mobile, "reset")
    body = {"mobile": person.mobile, "sms_code": code, "password": "Anew#2023", "password_confirm": "Anew#2023"}
    assert world.client.post("/passwords/reset", json=body).status_code == 204
    assert refresh(world, token).status_code == 401
    assert world.login(person.account_name).status_code == 401
    assert world.login(person.account_name, "Anew#2023").status_code == 201
    assert errors(world.client.post("/passwords/reset", json=body)) == {"/sms_code": "identity.sms_code_wrong"}


def test_reset_names_all_defects(world: World) -> None:
    """Resetting names all defects at once and changes nothing."""
    person, _ = world.registered()
    body = {"mobile": person.mobile, "sms_code": "000000", "password": "weak", "password_confirm": "other"}
    assert errors(world.client.post("/passwords/reset", json=body)) == {
        "/password": "identity.password_weak",
        "/password_confirm": "identity.password_confirm_differs",
        "/sms_code": "identity.sms_code_wrong",
    }
    assert world.login(person.account_name).status_code == 201


def test_staff_token(world: World) -> None:
    """Demonstration staff exist after the start, and their token names role and authority."""
    token = world.login("examiner").json()["access_token"]
    keys = KeySet.import_key_set(world.client.get("/.well-known/jwks.json").json())
    claims = jwt.decode(token, keys, algorithms=["ES256"]).claims
    assert (claims["roles"], claims["authority"]) == (["examiner"], "140213")


def test_second_factor(world: World) -> None:
    """An account with a second factor needs its code, each code is good once, and a missing one is asked for."""
    staff = ProvisionAccount("staff_totp", PASSWORD, frozenset({Role.OPERATIONS}), totp_secret=SECRET)
    provision_account(world.resources, staff)
    totp = TOTP(base64.b32decode(SECRET), 6, SHA1(), 30)
    code = totp.generate(int(world.clock.now().timestamp())).decode()
    assert world.login("staff_totp").json()["code"] == "identity.second_factor_required"
    assert world.login("staff_totp", "Wrong#2022", totp_code=code).json()["code"] == "identity.login_failed"
    assert world.login("staff_totp", totp_code="000000").json()["code"] == "identity.login_failed"
    assert world.login("staff_totp", totp_code=code).status_code == 201
    assert world.login("staff_totp", totp_code=code).status_code == 401


def test_provisioning_is_idempotent(world: World) -> None:
    """Provisioning the same account name again, also at the same instant, leaves one unchanged account."""
    staff = ProvisionAccount("archivist", PASSWORD, frozenset({Role.ARCHIVIST}), authority="140213")
    ids = [each.account_id for each in at_once([lambda: provision_account(world.resources, staff)] * 4)]
    again = ProvisionAccount("ARCHIVIST", "Other#2022", frozenset({Role.OPERATIONS}))
    ids.append(provision_account(world.resources, again).account_id)
    assert len(ids) == 5
    assert len(set(ids)) == 1
    assert world.login("archivist").status_code == 201


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"password": "weak"}, "identity.staff_password_weak"),
        ({"account_name": "审核员"}, "identity.staff_account_name_malformed"),
        ({"authority": None}, "identity.staff_without_authority"),
    ],
)
def test_provisioning_rules(world: World, changes: dict[str, Any], code: str) -> None:
    """Staff accounts follow the rules for names and passwords, and examiners have an authority."""
    fields: dict[str, Any] = {"account_name": "staff_two", "password": PASSWORD, "authority": "140213", **changes}
    with pytest.raises(Defect, match=code):
        provision_account(world.resources, ProvisionAccount(roles=frozenset({Role.EXAMINER}), **fields))


def test_second_factor_is_needed_beyond_a_laptop(world: World) -> None:
    """Anywhere but on a laptop staff cannot be provisioned without a second factor."""
    strict = replace(world.resources, second_factor=True)
    staff = ProvisionAccount("staff_new", PASSWORD, frozenset({Role.OPERATIONS}))
    with pytest.raises(Defect, match="staff_without_second_factor"):
        provision_account(strict, staff)


def test_me_shows_the_name_and_masks_numbers(world: World) -> None:
    """One's own account shows one's own name, and numbers masked."""
    person, _ = world.registered()
    shown = world.client.get("/me", headers=world.bearer(person.account_name)).json()
    assert shown["real_name"] == person.name
    assert shown["id_number"] == person.id_number[:3] + "*" * 11 + person.id_number[-4:]
    assert shown["mobile"] == person.mobile[:3] + "****" + person.mobile[-4:]
    assert shown["verified"] is True


def test_me_in_full_is_audited(world: World) -> None:
    """One's own identity is given in full, and the audit trail holds that it was."""
    person, account_id = world.registered()
    shown = world.client.get("/me/identity", headers=world.bearer(person.account_name)).json()
    assert (shown["real_name"], shown["id_number"], shown["mobile"]) == (person.name, person.id_number, person.mobile)
    with world.session() as session:
        query = select(AuditEntry).where(col(AuditEntry.object_ref) == account_id)
        events = [(entry.event, entry.reason) for entry in session.exec(query)]
    assert ("identity_revealed", "auto_fill") in events


def test_a_person_is_compared_with_the_account_without_being_told(world: World) -> None:
    """However name and number are written, one's own are one's own; of anybody else only the difference is told."""
    person, _ = world.registered()
    bearer = world.bearer(person.account_name)

    def compared(**named: str) -> dict[str, bool | None]:
        own = {"name": person.name, "id_document_type": "10", "id_number": person.id_number}
        told: dict[str, bool | None] = world.client.post(
            "/me/identity/comparison", headers=bearer, json=own | named
        ).json()
        return told

    assert compared() == {"same_name": True, "same_document": True}
    assert compared(name=f" {person.name} ") == {"same_name": True, "same_document": True}
    assert compared(name="别的人") == {"same_name": False, "same_document": True}
    assert compared(id_number="110101199003078515") == {"same_name": True, "same_document": False}
    assert compared(id_document_type="20") == {"same_name": True, "same_document": False}


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/me"), ("GET", "/me/identity"), ("POST", "/me/identity/comparison"), ("DELETE", "/sessions")],
)
def test_without_token(world: World, method: str, path: str) -> None:
    """Without a token nobody's account is shown or touched."""
    assert world.client.request(method, path).status_code == 401
