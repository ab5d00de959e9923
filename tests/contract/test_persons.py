"""One person is one person in every service, however the name and the number were typed in each."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from catalogues import sole_trader_types
from catalogues.names.composition import compose
from kernel.persons import person_key
from sandbox.population_registry.persons import Person
from sandbox.population_registry.register import PopulationRegister, VerificationRequest
from services.approval.domain import registry
from services.filing.domain.operator import judge_operator
from services.identity.domain.registration import RegistrationForm, check_form
from services.licence.domain.addressee import Addressee, Manner, faults
from services.naming.domain.judging import examine
from tests.fixtures.approval.cases import case

TODAY = date(2026, 11, 20)
RESIDENT, PASSPORT = "10", "40"

DOTS = tuple(f"阿卜杜拉{dot}买买提" for dot in "•．‧・∙⋅･●.﹒")
NAMES = [
    ("阿卜杜拉·买买提", RESIDENT, (*DOTS, "阿卜杜拉 · 买买提", "阿卜杜拉\u200b·买买提")),
    ("李海军", RESIDENT, ("\uf9e1海军", "李　海军", " 李海军 ")),
    ("敏", RESIDENT, ("敏", " 敏", "敏\u200b")),
    ("阿" * 23, RESIDENT, ("阿" * 23,)),
    ("阿依" * 30, RESIDENT, ("阿依" * 30,)),
    ("𠮷𬱖", RESIDENT, ("𠮷𬱖", "𠮷 𬱖")),
    ("John Smith", PASSPORT, ("ＪＯＨＮ　ＳＭＩＴＨ", "John  Smith")),
    ("O'Neill", PASSPORT, ("O’Neill", "OʼNeill")),
]
CITIZEN, TRAVELLER = "140102198801011232", "E12345678"
NUMBERS = {
    RESIDENT: (CITIZEN, ("１４０１０２１９８８０１０１１２３２", "140102 19880101 1232", "140102-19880101-1232")),
    PASSPORT: (TRAVELLER, ("e12345678", "Ｅ１２３４５６７８", "e1234 5678", "E12345678\u200b")),
}
NO_NAMES = ["张3", "张🏠", "·张三", "买买提··艾力", "张\U0002ebef", "阿" * 61, "张\x00三"]
WRITTEN = [
    (name, document, typed_name, number, typed_number)
    for name, document, typed in NAMES
    for number, numbers in [NUMBERS[document]]
    for typed_name, typed_number in product((name, *typed), (number, *numbers))
]


def _account(name: str, document: str, number: str) -> RegistrationForm:
    form = RegistrationForm(
        "mujing_1988", "Kaiye#2022", "Kaiye#2022", name, "1", document, number, "13800000025", "204816", True
    )
    return form.normalised()


def _operator(name: str, document: str, number: str) -> tuple[Any, list[str]]:
    section, findings = judge_operator({"name": name, "id_document_type": document, "id_number": number}, TODAY)
    return section, [finding.code for finding in findings]


def _agent(name: str, document: str, number: str) -> Addressee:
    agent = Addressee(manner=Manner.AGENT, name=name, mobile="13800000025", id_document_type=document, id_number=number)
    return agent.tidied()


@pytest.mark.parametrize(("name", "document", "typed_name", "number", "typed_number"), WRITTEN)
def test_one_person(name: str, document: str, typed_name: str, number: str, typed_number: str) -> None:
    """The account, the operator, the agent and the keyed hash are those of the person as the document has it."""
    form = _account(typed_name, document, typed_number)
    assert check_form(form, TODAY) == []
    section, findings = _operator(typed_name, document, typed_number)
    assert findings == []
    agent = _agent(typed_name, document, typed_number)
    assert faults(agent) == []
    kept = {(who.casefold(), of) for who, of in (
        (form.real_name, form.id_number),
        (section.name, section.id_number),
        (agent.name or "", agent.id_number or ""),
    )}  # fmt: skip
    assert kept == {(name.casefold(), number)}
    assert person_key(document, typed_number) == person_key(document, number)


@pytest.mark.parametrize(("name", "document", "typed_name", "number", "typed_number"), WRITTEN)
def test_nobody_is_referred_for_a_dot(
    name: str, document: str, typed_name: str, number: str, typed_number: str
) -> None:
    """AR-06 compares persons, not spellings."""
    matching = next(rule for rule in registry.ALL if rule.id == "AR-06")
    judged = case(
        ("/application/operator/name", name),
        ("/application/operator/id_document_type", document),
        ("/application/operator/id_number", number),
        ("/authentication/persons/0/name", typed_name),
        ("/authentication/persons/0/id_document_type", document),
        ("/authentication/persons/0/id_number", typed_number),
    )
    assert matching.judge(judged).outcome == "PASS"


@pytest.mark.parametrize(
    ("name", "typed"), [(name, one) for name, document, typed in NAMES if document == RESIDENT for one in typed]
)
def test_an_own_name_is_known_as_such(name: str, typed: str) -> None:
    """Naming knows the operator's name in the trade name, whichever of the two was typed how."""
    kind = sole_trader_types.get("GT002")
    expected = [one.rule.id for one in examine(compose("140213", name, "饺子", "馆"), kind, name)]
    for trade_name, operator in ((name, typed), (typed, name)):
        found = examine(compose("140213", trade_name, "饺子", "馆"), kind, operator)
        assert [one.rule.id for one in found] == expected


def test_the_register_of_the_sandbox_knows_them(tmp_path: Path) -> None:
    """A test double that knew persons by their spelling would hide what the services do."""
    now = datetime(2026, 11, 20, tzinfo=UTC)
    with closing(PopulationRegister(tmp_path, TODAY)) as register:
        for asked, (name, document, typed_name, number, typed_number) in enumerate(WRITTEN):
            register.add([Person(name=name, id_number=number, id_document_type=document)])
            question = VerificationRequest(
                name=typed_name,
                id_number=typed_number,
                id_document_type=document,
                purpose="test",
                request_id=str(asked),
            )
            assert register.verify(question, now).result == "MATCH", (typed_name, typed_number)


@pytest.mark.parametrize("name", NO_NAMES)
def test_no_name_is_none_anywhere(name: str) -> None:
    """What cannot be a name, or cannot be printed, is told by each service at its own form."""
    number = NUMBERS[RESIDENT][0]
    assert [finding.pointer for finding in check_form(_account(name, RESIDENT, number), TODAY)] == ["/real_name"]
    assert len(_operator(name, RESIDENT, number)[1]) == 1
    assert [fault.pointer for fault in faults(_agent(name, RESIDENT, number))] == ["/name"]
