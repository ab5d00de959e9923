"""A business ends over HTTP and on real servers, with a tax authority that is silent, wrong, and clears at last."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogues.filing_types import editions
from cli.invariants.registry import examine
from cli.registration.http import Refused
from tests.system.conftest import Ended
from tests.system.people import Person, newcomer
from tests.system.stack import RunningStack, until
from tests.system.test_replacements import filing, scanned, told

ENDS = {"reason": "stopped", "licence": "returned", "promised": True}


@pytest.fixture
def owner(stack: RunningStack) -> Iterator[tuple[Person, Ended]]:
    """Somebody with a shop."""
    with newcomer(stack) as person:
        number = person.open()
        person.applicant.carry_through(number)
        yield person, Ended(number, person.case(number), person.form, person.texts())
    stack.misbehave("agencies", "/sandbox/agencies/tax/behaviour")


def test_cleared_at_last_closed_and_void(stack: RunningStack, owner: tuple[Person, Ended], tmp_path: Path) -> None:
    """A word that is no answer is refused and waited past; cleared, the business is closed, its licence void at once in
    the QR answer, told to publicity and tax, filed; nothing can be filed about it any more."""
    person, first = owner
    uscc, licence = first.case["licence"]["uscc"], person.licence(first.number)
    stack.misbehave("agencies", "/sandbox/agencies/tax/behaviour", clearance="wrong")
    with filing(person, editions.DEREGISTRATION, first.number, tmp_path, ENDS) as applicant:
        number = applicant.open(uuid.uuid4().hex)
        applicant.carry_through(number, until="DEPARTMENTS_ASKED")
        time.sleep(3)
        assert person.case(number)["stage"] == "DEPARTMENTS_ASKED"
        stack.misbehave("agencies", "/sandbox/agencies/tax/behaviour")
        said = stack.ask("POST", "agencies", f"/sandbox/agencies/tax/replies/{number}").json()
        assert said == {"said": True}
        until(lambda: person.case(number)["stage"] == "ARCHIVED", 60, "the case is filed")
    case = person.case(number)
    verdict = scanned(stack, licence)
    assert (verdict["genuine"], verdict["valid"], verdict["licence"]["state"]) == (True, False, "VOID")
    public = stack.ask("GET", "register", f"/entities/{uscc}/public").json()
    assert public["status"] == "已注销"
    assert case["file"]["archive_no"] == first.case["file"]["archive_no"]
    until(lambda: len(told(stack, "tax", uscc, "tax.deregistration.v1")) == 1, 30, "tax is told")
    until(lambda: len(told(stack, "publicity", uscc, "publicity.entity.v1")) == 2, 30, "publicity is told")
    last = told(stack, "publicity", uscc, "publicity.entity.v1")[-1]
    assert (last["regstate"], last["cancel_reason"]) == ("4", "注销登记") and last["cancel_date"]
    assert any("主体资格终止" in text for text in person.texts())
    with filing(person, editions.REPLACEMENT, first.number, tmp_path, {}) as again, pytest.raises(Refused) as refused:
        again.carry_through(again.open(uuid.uuid4().hex))
    assert refused.value.code in {"register.entity_ended", "register.changed_since"}
    assert [one.violations for one in examine(stack.environment) if one.violations] == []


def test_an_objection_stops_the_simple_way(stack: RunningStack, owner: tuple[Person, Ended], tmp_path: Path) -> None:
    """Refused with the department's reason and the ordinary way named; the business and its licence stand, and whoever
    lets the refusal stand goes the ordinary way at once."""
    person, first = owner
    stack.misbehave("agencies", "/sandbox/agencies/tax/behaviour", objects=True)
    with filing(person, editions.SIMPLE_DEREGISTRATION, first.number, tmp_path, ENDS) as applicant:
        number = applicant.open(uuid.uuid4().hex)
        applicant.carry_through(number, until="DEPARTMENTS_ASKED")
        until(lambda: person.case(number)["stage"] == "REJECTED", 60, "the case is refused")
    reasons = person.case(number)["decision"]["results"]
    [objected] = [each for each in reasons if each["outcome"] == "REJECT"]
    assert "存在未结清的税款" in objected["zh"] and "普通程序" in objected["remedy_zh"]
    assert scanned(stack, person.licence(first.number))["valid"] is True
    with filing(person, editions.DEREGISTRATION, first.number, tmp_path, ENDS) as ordinary:
        with pytest.raises(Refused) as held:
            ordinary.carry_through(ordinary.open(uuid.uuid4().hex), until="DEPARTMENTS_ASKED")
        assert held.value.code == "register.filing_under_way"
        assert person.step(number, "accept_refusal")["possible_steps"] == []
        stack.misbehave("agencies", "/sandbox/agencies/tax/behaviour")
        ended = ordinary.open(uuid.uuid4().hex)
        ordinary.carry_through(ended, until="DEPARTMENTS_ASKED")
        until(lambda: person.case(ended)["stage"] == "ARCHIVED", 60, "the ordinary way is gone to its end")
