"""Logging in through the unified authentication centre, against a provider on a real socket that also misbehaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import Session, col, select

from kernel.clock import FixedClock
from services.identity.invariants import INVARIANTS, links_are_of_verified_persons
from services.identity.main import open_resources, wire
from services.identity.settings import IdentitySettings
from services.identity.store.accounts import Account
from services.identity.store.audit import AuditEntry
from services.identity.store.unified import UnifiedLink, UnifiedLogin
from tests.fixtures.services.asking import served
from tests.fixtures.services.rows import broken
from tests.integration.identity.conftest import CHEAP, PASSWORD, PersonOfTest, World, at_once, errors
from tests.integration.sandbox.conftest import Sandbox
from tests.servers import as_owner
from tests.unified_centre.running import CLIENT_ID, CLIENT_SECRET, UnifiedCentreOfTest, running_centre

BACK = "http://127.0.0.1:8100/login/unified/back"
_PATIENCE = 4.0  # seconds; a loaded machine makes the provider slow


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UnifiedCentreOfTest]:
    with running_centre(tmp_path_factory.mktemp("centre")) as running:
        yield running


@pytest.fixture
def linked(identity_settings: IdentitySettings, outside: Sandbox, centre: UnifiedCentreOfTest) -> Iterator[Linked]:
    """The service connected to the centre; after each test every invariant must hold."""
    settings = identity_settings.model_copy(
        update={
            "unified_issuer": centre.issuer,
            "unified_client_id": CLIENT_ID,
            "unified_client_secret": type(identity_settings.hash_key)(CLIENT_SECRET),
            "unified_redirect_url": BACK,
            "outside_timeout": _PATIENCE,
        }
    )
    clock = FixedClock(datetime.now(UTC))
    resources = replace(open_resources(settings), clock=clock, passwords=CHEAP)
    service = wire(settings, resources)
    with served(service.app) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield Linked(World(resources, clock, client, outside), centre)
    found = broken(resources.database, INVARIANTS)
    service.close()
    assert found == []


@dataclass(frozen=True)
class Linked:
    """The world and the centre."""

    world: World
    centre: UnifiedCentreOfTest

    def newcomer(self, **changes: Any) -> PersonOfTest:
        """Somebody the centre knows under the account name and who has no account here."""
        person = self.world.person()
        self.centre.knows_person(person.account_name, person.name, person.id_number, person.mobile, **changes)
        return person

    def post(self, path: str, **typed: Any) -> httpx.Response:
        return self.world.client.post(f"/sessions/unified{path}", json=typed)

    def begin(self) -> dict[str, str]:
        answer = self.post("/logins")
        assert answer.status_code == 201, answer.text
        begun: dict[str, str] = answer.json()
        return begun

    def come_back(self, subject: str) -> tuple[dict[str, str], httpx.Response]:
        """Begin, log in at the centre, and answer; what was begun, and the answer."""
        begun = self.begin()
        brought = self.centre.log_in(begun["authorization_url"], subject)
        assert brought["state"] == begun["state"]
        return begun, self.post("", login=begun["login"], **brought)

    def opened(self, person: PersonOfTest) -> str:
        """An account opened through the centre; its id."""
        begun, answer = self.come_back(person.account_name)
        assert answer.json()["follows"] == "create", answer.text
        done = self.post("/completion", login=begun["login"], agreement_accepted=True)
        assert done.status_code == 201, done.text
        return self.subject(done.json()["access_token"])

    def subject(self, token: str) -> str:
        with self.world.verifying() as verifier:
            return verifier.verify(token).subject

    def events(self, account_id: str) -> list[tuple[str, str | None]]:
        with self.world.session() as session:
            found = session.exec(select(AuditEntry).where(col(AuditEntry.object_ref) == account_id))
            return [(entry.event, entry.reason) for entry in found]


def test_not_connected(world: World) -> None:
    """Without a centre in the settings nothing is offered and nothing can be begun."""
    assert world.client.get("/sessions/unified").json() == {"connected": False}
    assert world.client.post("/sessions/unified/logins").status_code == 404


def test_the_request_follows_the_standard(linked: Linked) -> None:
    """Authorization code with PKCE S256, state and nonce; each is new every time."""
    assert linked.world.client.get("/sessions/unified").json() == {"connected": True}
    first, second = (dict(httpx.URL(linked.begin()["authorization_url"]).params) for _ in range(2))
    assert (first["response_type"], first["client_id"], first["redirect_uri"]) == ("code", CLIENT_ID, BACK)
    assert first["code_challenge_method"] == "S256" and "openid" in first["scope"].split()
    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))


def test_a_newcomer_gets_an_account_after_the_agreement(linked: Linked) -> None:
    """Name and mobile are shown masked; without the tick nothing is opened; with it the account holds the person."""
    person = linked.newcomer()
    begun, answer = linked.come_back(person.account_name)
    assert answer.json() == {
        "tokens": None, "follows": "create", "name": person.name[0] + "**",
        "mobile": f"{person.mobile[:3]}****{person.mobile[-4:]}",
    }  # fmt: skip
    assert errors(linked.post("/completion", login=begun["login"])).keys() == {"/agreement_accepted"}
    done = linked.post("/completion", login=begun["login"], agreement_accepted=True)
    assert done.status_code == 201
    bearer = {"Authorization": f"Bearer {done.json()['access_token']}"}
    own = linked.world.client.get("/me/identity", headers=bearer).json()
    assert (own["real_name"], own["id_number"], own["mobile"], own["verified"]) == (
        person.name, person.id_number, person.mobile, True,
    )  # fmt: skip
    assert ("account_registered", "unified") in linked.events(linked.subject(done.json()["access_token"]))


def test_the_second_time_one_is_let_in_at_once(linked: Linked) -> None:
    """The same account, without any question."""
    person = linked.newcomer()
    account_id = linked.opened(person)
    _, answer = linked.come_back(person.account_name)
    assert linked.subject(answer.json()["tokens"]["access_token"]) == account_id
    assert ("session_opened", "unified") in linked.events(account_id)


def test_a_local_account_is_linked_after_an_sms_code(linked: Linked) -> None:
    """The account the person has here stays; its own mobile proves that it is theirs; both ways lead into it."""
    world = linked.world
    world.clock.advance(timedelta(seconds=-61))
    person, account_id = world.registered()
    world.clock.advance(timedelta(seconds=61))
    linked.centre.knows_person(person.account_name, person.name, person.id_number, "13900009999")
    begun, answer = linked.come_back(person.account_name)
    assert answer.json()["follows"] == "link"
    assert answer.json()["mobile"] == f"{person.mobile[:3]}****{person.mobile[-4:]}"
    assert errors(linked.post("/completion", login=begun["login"], sms_code="000000")).keys() == {"/sms_code"}
    before = len(world.texts(person.mobile))
    assert linked.post("/codes", login=begun["login"]).status_code == 202
    code = world.next_code(person.mobile, before)
    done = linked.post("/completion", login=begun["login"], sms_code=code)
    assert linked.subject(done.json()["access_token"]) == account_id
    assert ("unified_linked", "unified") in linked.events(account_id)
    _, again = linked.come_back(person.account_name)
    assert linked.subject(again.json()["tokens"]["access_token"]) == account_id
    assert world.login(person.account_name).status_code == 201


def test_the_agreement_does_not_replace_the_sms_code(linked: Linked) -> None:
    """Whoever has an account here must show that its mobile is theirs."""
    person, _ = linked.world.registered()
    linked.centre.knows_person(person.account_name, person.name, person.id_number, person.mobile)
    begun, _ = linked.come_back(person.account_name)
    assert linked.post("/completion", login=begun["login"], agreement_accepted=True).status_code == 422


def test_a_code_of_another_login_links_nothing(linked: Linked) -> None:
    """The SMS code is good for the login it was asked for."""
    world = linked.world
    world.clock.advance(timedelta(seconds=-61))
    person, _ = world.registered()
    world.clock.advance(timedelta(seconds=61))
    linked.centre.knows_person(person.account_name, person.name, person.id_number, person.mobile)
    first, _ = linked.come_back(person.account_name)
    second, _ = linked.come_back(person.account_name)
    before = len(world.texts(person.mobile))
    linked.post("/codes", login=first["login"])
    code = world.next_code(person.mobile, before)
    assert linked.post("/completion", login=second["login"], sms_code=code).status_code == 422
    assert linked.post("/completion", login=first["login"], sms_code=code).status_code == 201


def test_an_account_from_the_centre_gets_a_password_by_sms(linked: Linked) -> None:
    """Its owner may set one with the reset code and then use either way."""
    world, person = linked.world, linked.newcomer()
    account_id = linked.opened(person)
    code = world.sms_code(person.mobile, "reset")
    body = {"mobile": person.mobile, "sms_code": code, "password": PASSWORD, "password_confirm": PASSWORD}
    assert world.client.post("/passwords/reset", json=body).status_code == 204
    with world.session() as session:
        account = session.get(Account, account_id)
        assert account
        name = account.account_name
    assert world.login(name).status_code == 201


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"real_name_verified": False}, "identity.unified_unverified"),
        ({"phone_number_verified": False}, "identity.unified_unverified"),
        ({"id_number": None}, "identity.unified_unverified"),
        ({"id_number": "140102198801011233"}, "identity.unified_unverified"),
        ({"phone_number": "12"}, "identity.unified_unverified"),
    ],
)
def test_whom_the_centre_did_not_verify(linked: Linked, changes: dict[str, Any], code: str) -> None:
    """Without a verified name, number and mobile there is no account."""
    _, answer = linked.come_back(linked.newcomer(**changes).account_name)
    assert (answer.status_code, answer.json()["code"]) == (403, code)


def test_another_persons_mobile(linked: Linked) -> None:
    """A mobile that belongs to another account is told, and nothing is opened."""
    other, _ = linked.world.registered()
    person = linked.newcomer(phone_number=other.mobile)
    begun, _ = linked.come_back(person.account_name)
    answer = linked.post("/completion", login=begun["login"], agreement_accepted=True)
    assert (answer.status_code, answer.json()["code"]) == (409, "identity.mobile_taken")


def test_a_subject_that_became_somebody_else(linked: Linked) -> None:
    """A linked subject whose person is another one is not let into the account."""
    person, other = linked.newcomer(), linked.world.person()
    linked.opened(person)
    linked.centre.knows_person(person.account_name, other.name, other.id_number, other.mobile)
    _, answer = linked.come_back(person.account_name)
    assert (answer.status_code, answer.json()["code"]) == (403, "identity.unified_person_differs")


def test_completing_twice_at_once(linked: Linked) -> None:
    """A double click opens one account and one session."""
    begun, _ = linked.come_back(linked.newcomer().account_name)

    def complete() -> httpx.Response:
        return linked.post("/completion", login=begun["login"], agreement_accepted=True)

    assert sorted(answer.status_code for answer in at_once([complete] * 4)) == [201, 401, 401, 401]


def test_claims_from_the_user_info_endpoint(linked: Linked) -> None:
    """A centre that puts nothing but the subject into the ID token is asked for the rest."""
    person = linked.newcomer()
    with linked.centre.misbehaving(userinfo_only=True):
        _, answer = linked.come_back(person.account_name)
    assert answer.json()["follows"] == "create"


# ---- somebody meddles ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        {"token": {"nonce": "another"}},
        {"token": {"nonce": None}},
        {"token": {"aud": "somebody-else"}},
        {"token": {"aud": [CLIENT_ID, "somebody-else"]}},
        {"token": {"azp": "somebody-else"}},
        {"token": {"exp": 1_600_000_000}},
        {"token": {"iat": 4_000_000_000}},
        {"token": {"iss": "http://127.0.0.1:1"}},
        {"key": "foreign"},
    ],
    ids=str,
)
def test_a_token_that_cannot_be_trusted(linked: Linked, fault: dict[str, Any]) -> None:
    """Wrong nonce, audience, party, time, issuer or key: nobody is let in, and the same login cannot be tried again."""
    person = linked.newcomer()
    begun = linked.begin()
    brought = linked.centre.log_in(begun["authorization_url"], person.account_name)
    with linked.centre.misbehaving(**fault):
        answer = linked.post("", login=begun["login"], **brought)
    assert (answer.status_code, answer.json()["code"]) == (401, "identity.unified_token_invalid")
    again = linked.post("", login=begun["login"], **brought)
    assert again.json()["code"] == "identity.unified_login_over"


def test_several_audiences_with_our_party(linked: Linked) -> None:
    """More audiences are fine when the authorized party is ours (Core 3.1.3.7)."""
    person = linked.newcomer()
    with linked.centre.misbehaving(token={"aud": [CLIENT_ID, "somebody-else"], "azp": CLIENT_ID}):
        _, answer = linked.come_back(person.account_name)
    assert answer.json()["follows"] == "create"


def test_a_state_of_another_browser(linked: Linked) -> None:
    """An attacker's code and state do nothing in a browser that began another login, which stays good."""
    victim, attacker = linked.begin(), linked.begin()
    mine = linked.centre.log_in(attacker["authorization_url"], linked.newcomer().account_name)
    crossed = linked.post("", login=victim["login"], **mine)
    assert (crossed.status_code, crossed.json()["code"]) == (401, "identity.unified_state_differs")
    forged = linked.post("", login=victim["login"], state="x" * 43, code=mine["code"])
    assert forged.json()["code"] == "identity.unified_state_differs"
    own = linked.centre.log_in(victim["authorization_url"], linked.newcomer().account_name)
    assert linked.post("", login=victim["login"], **own).status_code == 200


def test_a_stolen_code_is_worth_nothing_elsewhere(linked: Linked) -> None:
    """Under another login the code verifier does not fit: the centre refuses the code (RFC 7636)."""
    victim, attacker = linked.begin(), linked.begin()
    stolen = linked.centre.log_in(victim["authorization_url"], linked.newcomer().account_name)
    answer = linked.post("", login=attacker["login"], state=attacker["state"], code=stolen["code"])
    assert (answer.status_code, answer.json()["code"]) == (401, "identity.unified_code_refused")


def test_a_replayed_code(linked: Linked) -> None:
    """Answered once: the same address opened again lets nobody in."""
    person = linked.newcomer()
    linked.opened(person)
    begun = linked.begin()
    brought = linked.centre.log_in(begun["authorization_url"], person.account_name)

    def come_back() -> httpx.Response:
        return linked.post("", login=begun["login"], **brought)

    assert sorted(answer.status_code for answer in at_once([come_back] * 3)) == [200, 401, 401]


def test_a_code_that_was_used_at_the_centre(linked: Linked) -> None:
    """A code the centre gave out already is refused there, and we say so."""
    person = linked.newcomer()
    begun = linked.begin()
    brought = linked.centre.log_in(begun["authorization_url"], person.account_name)
    answer = linked.post("", login=begun["login"], state=brought["state"], code="x" * 48)
    assert (answer.status_code, answer.json()["code"]) == (401, "identity.unified_code_refused")


@pytest.mark.parametrize("fault", [{"down": True}, {"slow": _PATIENCE + 1}, {"garbage": True}], ids=str)
def test_a_centre_that_does_not_answer(linked: Linked, fault: dict[str, Any]) -> None:
    """Down, slow or unintelligible is an outage that says nothing about anybody."""
    person = linked.newcomer()
    begun = linked.begin()
    brought = linked.centre.log_in(begun["authorization_url"], person.account_name)
    with linked.centre.misbehaving(**fault):
        answer = linked.post("", login=begun["login"], **brought)
    assert (answer.status_code, answer.json()["code"]) == (503, "identity.unified_unavailable")
    assert "这不代表您的信息有误" in answer.json()["detail"]
    _, later = linked.come_back(person.account_name)
    assert later.json()["follows"] == "create"


def test_beginning_while_the_centre_is_down(linked: Linked) -> None:
    """An outage, before anything was begun."""
    with linked.centre.misbehaving(down=True):
        assert linked.post("/logins").status_code == 503
    assert linked.post("/logins").status_code == 201


def test_a_login_ends_after_ten_minutes(linked: Linked) -> None:
    """And what it holds of a person is forgotten with it."""
    begun, _ = linked.come_back(linked.newcomer().account_name)
    linked.world.clock.advance(timedelta(minutes=10))
    answer = linked.post("/completion", login=begun["login"], agreement_accepted=True)
    assert (answer.status_code, answer.json()["code"]) == (401, "identity.unified_login_over")


def test_nothing_personal_stays_after_a_login(linked: Linked) -> None:
    """The encrypted person of a login is removed when it completes."""
    linked.opened(linked.newcomer())
    with linked.world.session() as session:
        done = session.exec(select(UnifiedLogin).where(col(UnifiedLogin.completed_at).is_not(None))).all()
        assert done and all(row.person_encrypted is None for row in done)


def test_a_link_to_an_account_without_a_person_is_found(linked: Linked) -> None:
    """As the invariants would find it, if somebody wrote it into the table."""
    with as_owner(linked.world.resources.database) as connection, Session(connection) as session:
        staff = session.exec(select(Account).where(col(Account.account_name) == "examiner")).one()
        link = UnifiedLink(subject_hash="x", account_id=staff.account_id, linked_at=linked.world.clock.now())
        session.add(link)
        session.flush()
        assert links_are_of_verified_persons(session) == [f"account {staff.account_id}"]
        session.rollback()


def test_a_suspended_account_stays_closed(linked: Linked) -> None:
    """Also by this way."""
    person = linked.newcomer()
    account_id = linked.opened(person)
    with linked.world.session() as session:
        account = session.get(Account, account_id)
        assert account
        account.suspended_at = linked.world.clock.now()
    _, answer = linked.come_back(person.account_name)
    assert (answer.status_code, answer.json()["code"]) == (403, "identity.account_suspended")
