"""Opening an account over HTTP, with the registry and the SMS gateway on real sockets."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from sqlmodel import col, func, select

from services.identity.domain.periods import SMS_RESEND_AFTER
from services.identity.main import open_resources
from services.identity.settings import IdentitySettings
from services.identity.store.accounts import Account
from tests.integration.identity.conftest import PASSWORD, World, at_once, errors


def accounts_with(world: World, name: str) -> int:
    with world.session() as session:
        query = select(func.count()).where(col(Account.account_name_key) == name.lower())
        return session.exec(query).one()


def test_registration(world: World) -> None:
    """A right form opens an account whose personal columns are encrypted and whose password is Argon2id."""
    person, account_id = world.registered()
    with world.session() as session:
        account = session.get(Account, account_id)
    assert account is not None
    assert account.password_hash.startswith("$argon2id$")
    stored = repr(account.model_dump())
    assert not any(value in stored for value in (person.name, person.id_number, person.mobile, PASSWORD))


def test_production_parameters(identity_settings: IdentitySettings) -> None:
    """Outside these tests passwords cost what OWASP asks for at least: Argon2id, 19 MiB, two passes."""
    passwords = open_resources(identity_settings).passwords
    assert passwords.hash(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_each_step_is_judged_when_it_is_sent(world: World) -> None:
    """A taken name with the first step, a wrong check digit with the second; nothing of the other step, no captcha or
    code is spent, and nobody is asked."""
    known, _ = world.registered()
    basics = {"password": PASSWORD, "password_confirm": PASSWORD, "agreement_accepted": True}
    taken = {"step": "basics", "account_name": known.account_name.upper(), **basics}
    answer = world.client.post("/accounts/checks", json=taken)
    assert (answer.status_code, errors(answer)) == (422, {"/account_name": "identity.account_name_taken"})
    free = taken | {"account_name": "nobody_yet"}
    assert world.client.post("/accounts/checks", json=free).status_code == 204
    person = {
        "step": "person",
        "real_name": known.name,
        "identity_type": "1",
        "id_document_type": "10",
        "id_number": known.id_number[:-1] + ("1" if known.id_number[-1] != "1" else "2"),
        "mobile": known.mobile,
    }
    answer = world.client.post("/accounts/checks", json=person)
    assert (answer.status_code, errors(answer)) == (422, {"/id_number": "identity.id_number_malformed"})
    known_person = person | {"id_number": known.id_number}
    assert world.client.post("/accounts/checks", json=known_person).status_code == 204, "told to who holds the mobile"


def test_all_defects_at_once(world: World) -> None:
    """One answer names every defect of the form, wrong captcha and SMS code included, and nothing is saved."""
    person = world.person()
    answer = world.client.post(
        "/accounts",
        json={
            **world.form(person, sms_code="000000"),
            "captcha_answer": "99999",
            "password": "weak",
            "real_name": "A",
            "id_number": "140102198801011234",
            "agreement_accepted": False,
        },
    )
    assert answer.status_code == 422
    assert errors(answer) == {
        "/password": "identity.password_weak",
        "/password_confirm": "identity.password_confirm_differs",
        "/real_name": "identity.real_name_malformed",
        "/id_number": "identity.id_number_malformed",
        "/agreement_accepted": "identity.agreement_not_accepted",
        "/captcha_answer": "identity.captcha_wrong",
        "/sms_code": "identity.sms_code_wrong",
    }
    assert accounts_with(world, person.account_name) == 0


def test_empty_form(world: World) -> None:
    """An empty object is answered with every field, not with a failure; the captcha only where one is asked for."""
    answer = world.client.post("/accounts", json={})
    assert answer.status_code == 422
    assert errors(answer).keys() - {"/captcha_answer"} == {
        "/account_name",
        "/password",
        "/identity_type",
        "/id_document_type",
        "/id_number",
        "/real_name",
        "/mobile",
        "/sms_code",
        "/agreement_accepted",
    }


def test_proofs_survive_a_typo(world: World) -> None:
    """After a typo elsewhere the same captcha and SMS code are still good."""
    person = world.person()
    form = world.form(person)
    assert world.client.post("/accounts", json={**form, "password_confirm": "x"}).status_code == 422
    assert world.client.post("/accounts", json=form).status_code == 201


def test_one_captcha_for_text_and_form(world: World) -> None:
    """The captcha answered for the text is good for the form, once."""
    person = world.person()
    captcha = world.captcha()
    sent = world.client.post("/sms-codes", json={"purpose": "register", "mobile": person.mobile, **captcha})
    assert sent.status_code == 202
    code = world.texts(person.mobile)[-1].split("验证码 ")[1][:6]
    assert world.register(person, sms_code=code, **captcha).status_code == 201
    again = world.register(world.person(), sms_code=code, **captcha)
    assert errors(again)["/captcha_answer"] == "identity.captcha_wrong"


def test_account_name_taken(world: World) -> None:
    """Two account names that differ only in upper and lower case are one name."""
    person, _ = world.registered()
    answer = world.register(world.person(), account_name=person.account_name.upper())
    assert errors(answer) == {"/account_name": "identity.account_name_taken"}


def test_person_and_mobile_taken(world: World) -> None:
    """One ID number and one mobile number each have one account, and both are told at once."""
    person, _ = world.registered()
    world.clock.advance(SMS_RESEND_AFTER)
    answer = world.register(person, account_name="another_name")
    assert errors(answer) == {"/id_number": "identity.id_number_taken", "/mobile": "identity.mobile_taken"}


def test_taken_is_told_to_the_holder_only(world: World) -> None:
    """Without the SMS code nobody learns that a person or number has an account."""
    person, _ = world.registered()
    answer = world.register(person, account_name="another_name", sms_code="000000")
    assert errors(answer) == {"/sms_code": "identity.sms_code_wrong"}


def test_simultaneous_registrations_of_one_person(world: World) -> None:
    """Of simultaneous registrations of one person under different names and mobiles exactly one succeeds."""
    person = world.person()
    forms = [world.form(world.person(), real_name=person.name, id_number=person.id_number) for _ in range(4)]
    answers = at_once([partial(world.client.post, "/accounts", json=form) for form in forms])
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422, 422]
    refused = [errors(answer) for answer in answers if answer.status_code == 422]
    assert refused == [{"/id_number": "identity.id_number_taken"}] * 3


def test_double_click(world: World) -> None:
    """The same form sent several times at once opens one account."""
    person = world.person()
    form = world.form(person)
    answers = at_once([lambda: world.client.post("/accounts", json=form)] * 4)
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422, 422]
    assert accounts_with(world, person.account_name) == 1


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"real_name": "试错"}, "/real_name", "identity.person_differs"),
        ({"id_number": "140102198801011240"}, "/id_number", "identity.person_not_found"),
    ],
)
def test_registry_says_no(world: World, changes: dict[str, str], pointer: str, code: str) -> None:
    """A name that differs and a number nobody has are refused with the field, and nothing is saved."""
    person = world.person()
    answer = world.register(person, **changes)
    assert (answer.status_code, answer.json()["code"]) == (422, "identity.person_mismatch")
    assert errors(answer) == {pointer: code}
    assert accounts_with(world, person.account_name) == 0


def test_dead_person(world: World) -> None:
    """Nobody opens an account in a dead person's name."""
    answer = world.register(world.person(alive=False))
    assert answer.json()["code"] == "identity.person_mismatch"


def test_expired_document(world: World) -> None:
    """A document that expired is refused as such."""
    answer = world.register(world.person(document_valid_until="2020-01-01"))
    assert errors(answer) == {"/id_number": "identity.document_expired"}


@pytest.mark.parametrize("fault", [{"hang": True}, {"error_rate": 1.0}, {"garbage": True}, {"down": True}])
def test_registry_outage(world: World, fault: dict[str, Any]) -> None:
    """A registry that hangs, fails, talks nonsense or cuts the line is an outage: nothing is saved, nobody is told
    that they do not match, and the same form succeeds afterwards."""
    person = world.person()
    form = world.form(person)
    with world.outside.misbehaving(world.outside.population, **fault):
        answer = world.client.post("/accounts", json=form)
    assert (answer.status_code, answer.json()["code"]) == (503, "identity.registry_unavailable")
    assert int(answer.headers["retry-after"]) >= 1
    assert accounts_with(world, person.account_name) == 0
    assert world.client.post("/accounts", json=form).status_code == 201


def test_answer_lost(world: World) -> None:
    """When only the registry's answer was lost, asking again is the same question and gets the same answer."""
    person = world.person()
    form = world.form(person)
    with world.outside.misbehaving(world.outside.population, down=True, after_effect=True):
        assert world.client.post("/accounts", json=form).status_code == 503
    assert world.client.post("/accounts", json=form).status_code == 201


def test_guessing_names(world: World) -> None:
    """Under one mobile number at most five questions a day reach the registry."""
    person = world.person()
    code = world.sms_code(person.mobile)
    guesses = ["试一", "试二", "试三", "试四", "试五"]
    for guess in guesses:
        assert world.register(person, sms_code=code, real_name=guess).status_code == 422
    refused = world.register(person, sms_code=code)
    assert (refused.status_code, refused.json()["code"]) == (429, "identity.too_many_requests")


@pytest.mark.parametrize("value", ["\x00", "\ud800", "𠮷" * 100, "'; DROP TABLE", "１２３", "<script>", " "])
def test_hostile_text(world: World, value: str) -> None:
    """NUL, lone surrogates, rare characters and the like in any field are refused, never a failure."""
    fields = (
        "account_name",
        "password",
        "real_name",
        "id_number",
        "mobile",
        "captcha_id",
        "captcha_answer",
        "sms_code",
    )
    body = json.dumps(dict.fromkeys(fields, value))
    answer = world.client.post("/accounts", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    login = json.dumps({"account_name": value, "password": value})
    assert world.client.post("/sessions", content=login).status_code in {401, 422, 429}
