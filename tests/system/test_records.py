"""Family members and the liaison person are filed over HTTP and on real servers; the licence stays."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogues.filing_types import editions
from cli.invariants.registry import examine
from cli.registration.http import Refused
from tests.system.conftest import Ended
from tests.system.people import Person, newcomer, signed_in, somebody
from tests.system.stack import RunningStack
from tests.system.test_liaison import EMAIL, reach
from tests.system.test_replacements import carried_through, filing, scanned, told

MOBILE = "13800760002"


@pytest.fixture(scope="module")
def owner(stack: RunningStack) -> Iterator[tuple[Person, Ended]]:
    """Somebody with a shop, who is its liaison person."""
    with newcomer(stack) as person:
        number = person.open()
        person.applicant.carry_through(number)
        yield person, Ended(number, person.case(number), person.form, person.texts())


def test_another_liaison_person(
    stack: RunningStack, owner: tuple[Person, Ended], examiner: str, tmp_path: Path
) -> None:
    """Filed by the rules, another version of the register, a 备案卷; the licence stays valid, and no agency
    is told of persons. The next filing begins with who was filed."""
    person, first = owner
    liaison = {**somebody(stack), "mobile": MOBILE, "email": EMAIL}
    reach(stack, person, MOBILE)
    wanted = {"liaison_is": "other", "liaison": liaison}
    before = first.case["licence"]
    number, case = carried_through(person, editions.RECORD, first.number, tmp_path, wanted)
    assert case["stage"] == "ARCHIVED", case["decision"]["reasons"]
    assert case["decision"]["automatic"] is True and case["licence"] is None
    archive_no = first.case["file"]["archive_no"]
    assert case["file"]["archive_no"] == archive_no and case["file"]["volume_name"].startswith(archive_no)
    entity = stack.ask("GET", "register", f"/entities/{before['uscc']}", examiner).json()
    by_role = {role: party for party in entity["parties"] for role in party["roles"]}
    assert entity["version"] == 2 and by_role["liaison"]["since_version"] == 2
    assert scanned(stack, person.licence(first.number))["valid"] is True
    assert len(told(stack, "publicity", before["uscc"], "publicity.entity.v1")) == 1
    assert any("营业执照继续有效" in text for text in person.texts())
    with filing(person, editions.RECORD, number, tmp_path, wanted) as again:
        other = again.open(uuid.uuid4().hex)
        with pytest.raises(Refused) as refused:
            again.carry_through(other)
        assert [each["code"] for each in refused.value.problem["errors"]] == ["filing.nothing_filed"]
        with filing(person, editions.CHANGE, number, tmp_path, {}) as change, pytest.raises(Refused) as held:
            change.carry_through(change.open(uuid.uuid4().hex))
        assert held.value.code == "register.filing_under_way" and other in str(held.value.problem)
        again._step(other, "abandon")
    assert [one.violations for one in examine(stack.environment) if one.violations] == []


def test_a_new_family_member_signs_on_their_own_phone(stack: RunningStack, family: Ended, tmp_path: Path) -> None:
    """Who is on file signs nothing; who is new is authenticated and signs; nobody is named without knowing it."""
    [spouse] = family.form.operator["family_members"]
    child = {**somebody(stack), "relation": "子女", "mobile": "13800760002"}
    known = {name: spouse[name] for name in ("name", "id_number", "relation")}
    wanted = {"liaison_is": "operator", "family_members": [known, child]}
    with signed_in(stack, family.form) as person:
        _, case = carried_through(person, editions.RECORD, family.number, tmp_path, wanted)
    assert case["stage"] == "ARCHIVED", case["decision"]["reasons"]
    signed = {line["role"]: line["status"] for line in case["signing"]["signers"]}
    assert len(case["signing"]["signers"]) == 2 and set(signed.values()) == {"已签名"}
