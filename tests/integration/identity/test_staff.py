"""Accounts of staff as the operators keep them, and staff's first log-in, over HTTP."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlmodel import col, select

from deploy.local.accounts import totp
from kernel.errors import Refusal
from kernel.tokens import Role
from services.identity.operations import staff
from services.identity.operations.staff import AddStaff, Credentials
from services.identity.store.accounts import Account
from services.identity.store.audit import AuditEntry
from tests.integration.identity.conftest import PASSWORD, World, errors

AUTHORITY = "14021300"
_names = iter(f"clerk_{number}" for number in range(1000))


def added(world: World, role: Role = Role.EXAMINER) -> Credentials:
    request = AddStaff(next(_names), role, AUTHORITY if role == Role.EXAMINER else None, "审核员", "operator:test")
    return staff.add_staff(world.resources, request)


def code_of(world: World, secret: str) -> str:
    """What the authenticator shows now; a code is good once, so time moves on first."""
    world.clock.advance(timedelta(seconds=30))
    return totp(secret, world.clock.now().timestamp())


def ticket_of(answer: httpx.Response) -> str:
    ticket: str = answer.json()["details"]["ticket"]
    return ticket


def confirm(world: World, credentials: Credentials, **changes: str) -> httpx.Response:
    """The first log-in, as on its page."""
    first = world.login(credentials.account_name, credentials.password)
    assert first.json()["code"] == "identity.device_unconfirmed", first.text
    typed = {
        "ticket": ticket_of(first),
        "totp_code": code_of(world, credentials.totp_secret),
        "password": PASSWORD,
        "password_confirm": PASSWORD,
    }
    return world.client.post("/sessions/devices/confirmation", json=typed | changes)


def events(world: World, account_name: str) -> list[str]:
    with world.session() as session:
        account = session.exec(select(Account).where(col(Account.account_name) == account_name)).one()
        found = session.exec(select(AuditEntry).where(col(AuditEntry.object_ref) == account.account_id))
        return [entry.event for entry in found]


def test_first_log_in(world: World) -> None:
    """The one-time password opens nothing but the page for the device; then the own password and the code do."""
    credentials = added(world)
    assert confirm(world, credentials).status_code == 201
    assert world.login(credentials.account_name, credentials.password).json()["code"] == "identity.login_failed"
    second = world.login(credentials.account_name)
    assert (second.status_code, second.json()["code"]) == (401, "identity.second_factor_required")
    typed = {"ticket": ticket_of(second), "totp_code": code_of(world, credentials.totp_secret)}
    assert world.client.post("/sessions/second-factor", json=typed).status_code == 201
    assert events(world, credentials.account_name)[:3] == ["staff_added", "device_confirmed", "session_opened"]


def test_the_device_is_offered_to_who_has_the_one_time_password(world: World) -> None:
    """As a key URI for a QR code and as text; it is the same secret the operator was shown."""
    credentials = added(world)
    ticket = ticket_of(world.login(credentials.account_name, credentials.password))
    offered = world.client.post("/sessions/devices", json={"ticket": ticket}).json()
    assert (offered["secret"], offered["uri"]) == (credentials.totp_secret, credentials.totp_uri)
    uri = urlsplit(offered["uri"])
    assert (uri.scheme, uri.netloc, uri.path) == ("otpauth", "totp", f"/Kaiye:{credentials.account_name}")
    assert parse_qs(uri.query) == {"secret": [credentials.totp_secret], "issuer": ["Kaiye"]}


def test_the_device_page_names_all_defects(world: World) -> None:
    """A wrong code and a weak password at once; nothing changes."""
    credentials = added(world)
    answer = confirm(world, credentials, totp_code="000000", password="weak", password_confirm="other")
    assert errors(answer) == {
        "/password": "identity.password_weak",
        "/password_confirm": "identity.password_confirm_differs",
        "/totp_code": "identity.totp_wrong",
    }
    assert confirm(world, credentials).status_code == 201


def test_the_one_time_password_may_not_stay(world: World) -> None:
    """The own password must be another one."""
    credentials = added(world)
    answer = confirm(world, credentials, password=credentials.password, password_confirm=credentials.password)
    assert errors(answer) == {"/password": "identity.password_unchanged"}


def test_typing_a_weak_password_locks_nobody_out(world: World) -> None:
    """Only wrong codes count as failed log-ins."""
    credentials = added(world)
    for _ in range(6):
        assert errors(confirm(world, credentials, password="weak", password_confirm="weak")).keys() == {"/password"}
    assert confirm(world, credentials).status_code == 201


def test_a_one_time_password_ends(world: World) -> None:
    """After three days the operators must give a new one."""
    credentials = added(world)
    world.clock.advance(timedelta(days=3))
    answer = world.login(credentials.account_name, credentials.password)
    assert (answer.status_code, answer.json()["code"]) == (403, "identity.one_time_password_over")


def test_a_ticket_is_good_for_five_minutes_and_its_own_step(world: World) -> None:
    """Too late, for the other step, made up, or after a new password: the log-in begins again."""
    credentials = added(world)
    device = ticket_of(world.login(credentials.account_name, credentials.password))
    over = "identity.login_step_over"
    answer = world.client.post("/sessions/second-factor", json={"ticket": device, "totp_code": "000000"})
    assert answer.json()["code"] == over
    for made_up in ("", "x", "k1.eHh4", device[:-4] + "AAAA"):
        assert world.client.post("/sessions/devices", json={"ticket": made_up}).json()["code"] == over
    world.clock.advance(timedelta(minutes=5))
    assert world.client.post("/sessions/devices", json={"ticket": device}).json()["code"] == over
    fresh = ticket_of(world.login(credentials.account_name, credentials.password))
    staff.reset_device(world.resources, credentials.account_name, actor="operator:test")
    assert world.client.post("/sessions/devices", json={"ticket": fresh}).json()["code"] == over


def test_codes_cannot_be_guessed_for_ever(world: World) -> None:
    """Five wrong codes lock the name, and entering the right password between them forgives none."""
    credentials = added(world)
    confirm(world, credentials)
    for _ in range(5):
        ticket = ticket_of(world.login(credentials.account_name))
        wrong = world.client.post("/sessions/second-factor", json={"ticket": ticket, "totp_code": "000000"})
        assert wrong.json()["code"] == "identity.totp_wrong"
    locked = world.login(credentials.account_name)
    assert (locked.status_code, locked.json()["code"]) == (429, "identity.login_locked")
    typed = {"ticket": ticket, "totp_code": code_of(world, credentials.totp_secret)}
    assert world.client.post("/sessions/second-factor", json=typed).status_code == 429


def test_a_code_is_good_once(world: World) -> None:
    """The code that opened a session opens no other."""
    credentials = added(world)
    confirm(world, credentials)
    code = code_of(world, credentials.totp_secret)
    answers = []
    for _ in range(2):
        typed = {"ticket": ticket_of(world.login(credentials.account_name)), "totp_code": code}
        answers.append(world.client.post("/sessions/second-factor", json=typed).status_code)
    assert answers == [201, 422]


def test_suspension(world: World) -> None:
    """Sessions end, nobody logs in, the reason is kept; restored, everything is as before."""
    credentials = added(world)
    opened = confirm(world, credentials).json()
    for _ in range(2):
        staff.suspend_staff(world.resources, credentials.account_name, actor="operator:test", reason="left")
    refresh = world.client.post("/sessions/refresh", json={"refresh_token": opened["refresh_token"]})
    assert refresh.status_code == 401
    closed = world.login(credentials.account_name)
    assert (closed.status_code, closed.json()["code"]) == (403, "identity.account_suspended")
    assert world.login(credentials.account_name, "Wrong#2022").json()["code"] == "identity.login_failed"
    staff.restore_staff(world.resources, credentials.account_name, actor="operator:test", reason="came back")
    assert world.login(credentials.account_name).json()["code"] == "identity.second_factor_required"
    assert events(world, credentials.account_name).count("staff_suspended") == 1


def test_a_lost_device(world: World) -> None:
    """Both secrets are new: the old password, the old device and the old sessions are worth nothing."""
    credentials = added(world)
    opened = confirm(world, credentials).json()
    anew = staff.reset_device(world.resources, credentials.account_name, actor="operator:test")
    assert world.login(credentials.account_name).json()["code"] == "identity.login_failed"
    refresh = world.client.post("/sessions/refresh", json={"refresh_token": opened["refresh_token"]})
    assert refresh.status_code == 401
    old_code = totp(credentials.totp_secret, (world.clock.now() + timedelta(seconds=30)).timestamp())
    assert "/totp_code" in errors(confirm(world, anew, totp_code=old_code))
    assert confirm(world, anew).status_code == 201


def test_the_list(world: World) -> None:
    """States and last log-ins, without anything secret; applicants are not in it."""
    person, _ = world.registered()
    fresh, active = added(world), added(world, Role.OPERATIONS)
    confirm(world, active)
    listed = {entry.account_name: entry for entry in staff.list_staff(world.resources)}
    assert person.account_name not in listed
    assert listed[fresh.account_name].state == "waiting for first log-in"
    assert listed[fresh.account_name].authority == AUTHORITY
    assert listed[active.account_name].state == "active" and listed[active.account_name].last_login_at


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"account_name": "审核"}, "identity.staff_account_name_malformed"),
        ({"role": Role.APPLICANT}, "identity.staff_role"),
        ({"authority": None}, "identity.staff_authority"),
        ({"authority": "99999999"}, "identity.staff_authority"),
        ({"role": Role.OPERATIONS}, "identity.staff_authority"),
        ({"account_name": "EXAMINER"}, "identity.staff_account_exists"),
    ],
)
def test_rules_for_new_staff(world: World, changes: dict[str, Any], code: str) -> None:
    """Names, roles and authorities are checked, and an existing account is never given new credentials this way."""
    request = AddStaff("clerk_rules", Role.EXAMINER, AUTHORITY, None, "operator:test")
    with pytest.raises(Refusal, match=code):
        staff.add_staff(world.resources, replace(request, **changes))


def test_only_staff_is_kept_here(world: World) -> None:
    """An applicant's account is none of staff, whoever asks."""
    person, _ = world.registered()
    with pytest.raises(Refusal, match="staff_unknown"):
        staff.suspend_staff(world.resources, person.account_name, actor="operator:test", reason="x")
    with pytest.raises(Refusal, match="staff_unknown"):
        staff.reset_device(world.resources, person.account_name, actor="operator:test")


def test_staff_without_a_second_factor_stay_out_beyond_a_laptop(world: World) -> None:
    """The demonstration's examiner, made without one, could not log in anywhere else."""
    assert world.login("examiner").status_code == 201
    object.__setattr__(world.resources, "second_factor", True)
    answer = world.login("examiner")
    assert (answer.status_code, answer.json()["code"]) == (403, "identity.second_factor_missing")


def test_own_sessions(world: World) -> None:
    """Those that are not over, the newest first, and how each was opened; logging out ends them all."""
    person, _ = world.registered()
    world.clock.advance(timedelta(seconds=-10))
    bearer = world.bearer(person.account_name)
    world.clock.advance(timedelta(seconds=10))
    world.bearer(person.account_name)
    listed = world.client.get("/sessions", headers=bearer).json()["items"]
    assert [entry["opened_by"] for entry in listed] == ["password", "password"]
    assert listed[0]["opened_at"] > listed[1]["opened_at"]
    assert world.client.delete("/sessions", headers=bearer).status_code == 204
    assert world.client.get("/sessions", headers=bearer).status_code == 401
    anew = world.client.get("/sessions", headers=world.bearer(person.account_name)).json()["items"]
    assert [entry["opened_by"] for entry in anew] == ["password"]
