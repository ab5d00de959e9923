"""Somebody else than the operator is the liaison person of a business, from the form to what agencies are told
(个体工商户登记管理规定 Art. 8; 实施细则 Art. 16)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.registration.form import RegistrationForm
from cli.registration.http import Refused
from cli.registration.outcomes import Outcomes
from cli.registration.phone import Phones
from kernel.masking import mask_id_number, mask_name
from tests.integration.documents.text_of_pdf import pages_of
from tests.system.people import Person, newcomer, somebody
from tests.system.stack import RunningStack

MOBILE, EMAIL = "13800760001", "sister.of.the.owner@example.com"


def _named(person: dict[str, Any]) -> Callable[[RegistrationForm], RegistrationForm]:
    liaison = {**person, "id_document_type": "10", "mobile": MOBILE, "email": EMAIL}

    def change(form: RegistrationForm) -> RegistrationForm:
        return form.model_copy(update={"operator": form.operator | {"liaison": liaison}})

    return change


def reach(stack: RunningStack, person: Person, mobile: str = MOBILE) -> None:
    """The liaison person gets a code and tells it to the applicant."""
    asked = stack.ask("POST", "identity", "/liaisons/codes", person.token, json={"mobile": mobile})
    asked.raise_for_status()
    services = stack.services()
    code = Phones(services).newest_code(mobile)
    services.close()
    told = {"mobile": mobile, "sms_code": code}
    stack.ask("POST", "identity", "/liaisons/mobiles", person.token, json=told).raise_for_status()


@pytest.fixture(scope="module")
def liaison(stack: RunningStack) -> dict[str, Any]:
    return somebody(stack)


@pytest.fixture(scope="module")
def registered(stack: RunningStack, liaison: dict[str, Any]) -> Iterator[tuple[Person, dict[str, Any]]]:
    with newcomer(stack, _named(liaison)) as person:
        reach(stack, person)
        yield person, person.applicant.carry_through(person.open())


def test_nobody_else_is_needed(registered: tuple[Person, dict[str, Any]]) -> None:
    """Who is named as the registry knows them, and told the code, holds nobody up: licensed by the rules."""
    _, case = registered
    assert case["stage"] == "ARCHIVED", case["decision"]["reasons"]
    assert case["decision"]["automatic"] is True
    (judged,) = [each for each in case["decision"]["results"] if each["rule_id"] == "AR-60"]
    assert judged["outcome"] == "PASS" and "核验一致" in judged["zh"]


def test_the_register_tells_them_apart(
    stack: RunningStack, registered: tuple[Person, dict[str, Any]], liaison: dict[str, Any], examiner: str
) -> None:
    """The operator is no liaison person then; before officials the name is masked."""
    _, case = registered
    entity = stack.ask("GET", "register", f"/entities/{case['licence']['uscc']}", examiner).json()
    by_role = {role: party for party in entity["parties"] for role in party["roles"]}
    assert set(by_role) == {"operator", "liaison"} and by_role["operator"]["ref"] != by_role["liaison"]["ref"]
    assert by_role["liaison"]["name"] == mask_name(liaison["name"])
    assert by_role["liaison"]["id_number"] == mask_id_number(liaison["id_number"])


def test_papers_name_them_and_agencies_are_not_told(
    stack: RunningStack, registered: tuple[Person, dict[str, Any]], liaison: dict[str, Any], tmp_path: Path
) -> None:
    """They stand in the signed application with mobile and mailbox; licence and events know nothing of them."""
    person, case = registered
    services = stack.services()
    services.token = person.token
    Outcomes(tmp_path, services, case, person.form.operator["mobile"]).collect(
        stack.home / "sandbox", dict(stack.addresses)
    )
    services.close()
    form = "".join(pages_of((tmp_path / "documents" / "application_form.pdf").read_bytes()))
    known = (liaison["name"], liaison["id_number"], MOBILE, EMAIL)
    assert all(each in form for each in known)
    licence = "".join(pages_of((tmp_path / "licence.pdf").read_bytes()))
    events = "".join((tmp_path / "events" / f"{agency}.jsonl").read_text("utf-8") for agency in ("publicity", "tax"))
    assert case["licence"]["uscc"] in events
    assert not [each for each in known if each in licence or each in events]


def test_unreached_they_stand_in_the_way(stack: RunningStack) -> None:
    """Nobody told a code: that is said at its field before anything is locked."""
    with newcomer(stack, _named(somebody(stack))) as person:
        number = person.open()
        with pytest.raises(Refused) as caught:
            person.applicant.carry_through(number)
        (told,) = caught.value.problem["errors"]
        assert (told["code"], told["pointer"]) == ("portal.liaison_not_reached", "/operator/liaison/sms_code")
        assert person.case(number)["stage"] == "NAME_RESERVED"
