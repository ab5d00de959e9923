"""Somebody takes a business over, on real servers, with departments that are silent, say no, and clear at last."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from catalogues.filing_types import editions
from cli.invariants.registry import examine
from cli.registration.http import Refused
from cli.registration.taking_over import TakeOverForm, TakingOverApplicant, give_code
from tests.system.conftest import Ended
from tests.system.people import Person, newcomer
from tests.system.stack import RunningStack, until
from tests.system.test_replacements import filing, scanned, told

MATTER = {"reason": "transfer", "licence": "returned", "settled": True, "promised": True}
_AGENCIES = ("tax", "publicity")


@pytest.fixture
def owner(stack: RunningStack) -> Iterator[tuple[Person, Ended]]:
    """Somebody with a shop."""
    with newcomer(stack) as person:
        number = person.open()
        person.applicant.carry_through(number)
        yield person, Ended(number, person.case(number), person.form, person.texts())
    for agency in _AGENCIES:
        stack.misbehave("agencies", f"/sandbox/agencies/{agency}/behaviour")


@contextmanager
def taking_over(owner: Person, successor: Person, about: str) -> Iterator[TakingOverApplicant]:
    """The successor at the keyboard with the code of whoever runs the business, and with both their phones."""
    services = owner.stack.services()
    services.token = owner.token
    taken = TakeOverForm(
        account=successor.form.account,
        code=give_code(services, about),
        former_mobile=owner.form.operator["mobile"],
        operator=successor.form.operator,
        matter=MATTER,
        attachments=successor.form.attachments,
    )
    applicant = TakingOverApplicant(services, successor.form, taken, owner.stack.captcha, lambda _: None)
    applicant.sign_in()
    try:
        yield applicant
    finally:
        services.close()


def test_the_successor_runs_the_business_under_its_code(stack: RunningStack, owner: tuple[Person, Ended]) -> None:
    """While a department is silent nothing is refused, and the case says whom it waits for; cleared, code and day of
    establishment stay, the licence is replaced, both are told with before and after, and from then on the business is
    the successor's alone."""
    person, first = owner
    before = first.case["licence"]
    uscc, old = before["uscc"], person.licence(first.number)
    stack.misbehave("agencies", "/sandbox/agencies/publicity/behaviour", clearance="silent")
    with newcomer(stack) as successor, taking_over(person, successor, first.number) as applicant:
        number = applicant.open(uuid.uuid4().hex)
        applicant.carry_through(number, until="DEPARTMENTS_ASKED")
        time.sleep(3)
        waiting = successor.case(number)
        assert (waiting["stage"], waiting["waits_for"]) == ("DEPARTMENTS_ASKED", "department")
        stack.misbehave("agencies", "/sandbox/agencies/publicity/behaviour")
        assert stack.ask("POST", "agencies", f"/sandbox/agencies/publicity/replies/{number}").json() == {"said": True}
        until(lambda: successor.case(number)["stage"] == "ARCHIVED", 90, "the case is filed")
        case = successor.case(number)
        assert case["decision"]["automatic"] is True
        licence = case["licence"]
        assert (licence["uscc"], licence["version"]) == (uscc, 2) and licence["licence_no"] != before["licence_no"]
        assert scanned(stack, old)["licence"]["state"] == "REPLACED"
        assert scanned(stack, successor.licence(number))["valid"] is True
        signed = {line["role"]: line["status"] for line in case["signing"]["signers"]}
        assert signed == {"新经营者": "已签名", "原经营者": "已签名"}
        archive_no = first.case["file"]["archive_no"]
        assert case["file"]["archive_no"] == archive_no
        entity = stack.ask("GET", "register", f"/own-entities/{uscc}", successor.token).json()
        names = person.form.operator["name"], successor.form.operator["name"]
        assert (entity["operator_name"], entity["established_on"]) == (names[1], entity["versions"][1]["effective_on"])
        until(lambda: len(told(stack, "publicity", uscc, "publicity.entity.v1")) == 2, 30, "publicity is told")
        until(lambda: len(told(stack, "tax", uscc, "tax.registration.v1")) == 2, 30, "tax is told")
        public = told(stack, "publicity", uscc, "publicity.entity.v1")[-1]
        [item] = public["change_items"]
        assert (item["item"], item["before"], item["after"]) == ("经营者", *names) and public["name"] == names[1]
        text = json.dumps([public, *told(stack, "publicity", uscc, "publicity.standing_request.v1")])
        for form in (person.form, successor.form):
            assert not any(form.operator[field] in text for field in ("id_number", "mobile", "email"))
        assert told(stack, "tax", uscc, "tax.registration.v1")[-1]["cerno"] == successor.form.operator["id_number"]
        with filing(successor, editions.REPLACEMENT, number, Path("/tmp"), {}) as again:
            again.open(uuid.uuid4().hex)
    gone = stack.ask("GET", "register", f"/own-entities/{uscc}", person.token)
    assert gone.status_code == 404
    services = stack.services()
    services.token = person.token
    with pytest.raises(Refused) as refused, filing(person, editions.CHANGE, first.number, Path("/tmp"), {}) as change:
        change.carry_through(change.open(uuid.uuid4().hex))
    assert refused.value.code == "register.changed_since"
    services.close()
    assert [one.violations for one in examine(stack.environment) if one.violations] == []


def test_what_is_open_bars_it_and_nobody_takes_over_from_themselves(
    stack: RunningStack, owner: tuple[Person, Ended]
) -> None:
    """Refused with the department's reason, the article and what to do; a code that nobody gave opens nothing; whoever
    runs the business cannot be its successor, and ends a take-over that does not go on, as no stranger does: the
    business is free for the next filing. The business and its licence stand."""
    person, first = owner
    stack.misbehave("agencies", "/sandbox/agencies/publicity/behaviour", clearance="not_cleared")
    with taking_over(person, person, first.number) as applicant:
        number = applicant.open(uuid.uuid4().hex)
        with pytest.raises(Refused) as refused:
            applicant.carry_through(number)
        assert "filing.operator_stays" in {each["code"] for each in refused.value.problem["errors"]}
        applicant._step(number, "abandon")
    with newcomer(stack) as successor, taking_over(person, successor, first.number) as applicant:
        applicant._taken = applicant._taken.model_copy(update={"code": "AAAA-" + applicant._taken.code[5:]})
        with pytest.raises(Refused) as unknown:
            applicant.open(uuid.uuid4().hex)
        assert unknown.value.code == "filing.handover_unknown"
    with newcomer(stack) as successor, taking_over(person, successor, first.number) as applicant:
        abandoned = applicant.open(uuid.uuid4().hex)
        applicant._take_up(abandoned)
        with newcomer(stack) as stranger:
            assert _ended_by(stranger, abandoned).status_code == 404
        assert _ended_by(person, abandoned).json()["stage"] == "ABANDONED"
        number = applicant.open(uuid.uuid4().hex)
        applicant.carry_through(number, until="DEPARTMENTS_ASKED")
        until(lambda: successor.case(number)["stage"] == "REJECTED", 60, "the case is refused")
        [open_] = [each for each in successor.case(number)["decision"]["results"] if each["outcome"] == "REJECT"]
    assert open_["rule_id"] == "AR-86" and "年度报告" in open_["zh"] and "补报" in open_["remedy_zh"]
    assert scanned(stack, person.licence(first.number))["valid"] is True


def _ended_by(person: Person, number: str) -> httpx.Response:
    """Somebody ends the take-over of a business that is not handed in yet."""
    asked = {"request_id": uuid.uuid4().hex}
    return person.stack.ask("POST", "portal", f"/cases/{number}/steps/abandon", person.token, json=asked)
