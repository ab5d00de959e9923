"""What is registered of a business is changed by its operator, over HTTP and on real servers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cli.invariants.registry import examine
from cli.registration.changing import ChangeForm, ChangingApplicant
from cli.registration.http import Refused
from tests.system.conftest import Ended
from tests.system.people import Person, newcomer
from tests.system.stack import RunningStack, until

PREMISES = {"street_name": "大庆路街道", "detail": "永泰街88号1层2号"}
NAME = {"trade_name": "晓云归", "industry": "餐饮", "organisation_form": "饭店"}
PROMISED = {"commitment_accepted": True, "similar_confirmed": True}


@pytest.fixture(scope="module")
def owner(stack: RunningStack) -> Iterator[tuple[Person, Ended]]:
    """Somebody with a shop."""
    with newcomer(stack) as person:
        number = person.open()
        person.applicant.carry_through(number)
        yield person, Ended(number, person.case(number), person.form, person.texts())


@contextmanager
def changing(person: Person, about: str, folder: Path, **wanted: Any) -> Iterator[ChangingApplicant]:
    """The operator with a change written down in a folder, as `kaiye file change` reads it."""
    form = ChangeForm(account=person.form.account, mobile=person.form.operator["mobile"], about=about, **wanted)
    file = folder / f"{uuid.uuid4().hex}.json"
    file.write_text(form.model_dump_json(), encoding="utf-8")
    services = person.stack.services()
    applicant = ChangingApplicant(services, ChangeForm.read(file), person.stack.captcha, lambda _: None)
    applicant.sign_in()
    try:
        yield applicant
    finally:
        services.close()


def _told(stack: RunningStack, agency: str, uscc: str) -> list[dict[str, Any]]:
    accepted = stack.ask("GET", "agencies", f"/sandbox/agencies/{agency}/events").json()["accepted"]
    return [each["data"] for each in accepted if each["data"]["uniscid"] == uscc]


def test_name_premises_and_scope(stack: RunningStack, owner: tuple[Person, Ended], tmp_path: Path) -> None:
    """By one filing, decided by the rules: the code stays, the licence before is replaced at once, the register has a
    second version, agencies are told before and after, and the file is a volume of the shop's own archive number.
    Meanwhile a second filing is refused and told of the first; the next one begins with the last."""
    person, first = owner
    before = first.case["licence"]
    items = list(person.form.details["scope_items"])
    moved = person.form.model_copy(update={"premises": person.form.premises | PREMISES})
    (tmp_path / "proof.jpg").write_bytes(moved.picture("premises_proof"))
    wanted: dict[str, Any] = {
        "name": NAME | PROMISED,
        "premises": PREMISES,
        "details": {"scope_items": items[:-1]},
        "attachments": {"premises_proof": "proof.jpg"},
    }
    with changing(person, first.number, tmp_path, **wanted) as change:
        number = change.open(uuid.uuid4().hex)
        change.carry_through(number, until="OPERATOR_LOCKED")
        with changing(person, first.number, tmp_path) as second, pytest.raises(Refused) as refused:
            second.carry_through(second.open(uuid.uuid4().hex))
        assert refused.value.code == "register.filing_under_way" and number in str(refused.value.problem)
        case = change.carry_through(number)
    assert case["stage"] == "ARCHIVED"
    licence, uscc = case["licence"], before["uscc"]
    assert (licence["uscc"], licence["version"]) == (uscc, 2) and licence["licence_no"] != before["licence_no"]
    public = stack.ask("GET", "register", f"/entities/{uscc}/public").json()
    assert "晓云归" in public["name"] and PREMISES["detail"] in public["premises"]
    assert items[-1] not in public["scope_text"]
    assert case["file"]["archive_no"] == first.case["file"]["archive_no"]
    assert case["file"]["volume_name"] != first.case["file"]["volume_name"]
    assert any("变更登记已办结" in text for text in person.texts())
    for agency in ("publicity", "tax"):
        until(lambda agency=agency: len(_told(stack, agency, uscc)) == 2, 30, f"{agency} is told")  # type: ignore[misc]
        told = _told(stack, agency, uscc)[-1]["change_items"]
        assert [each["item"] for each in told] == ["名称", "经营场所", "经营范围"]
        assert all(each["before"] != each["after"] for each in told)
    with changing(person, first.number, tmp_path) as third, pytest.raises(Refused) as refused:
        third.carry_through(third.open(uuid.uuid4().hex))
    assert refused.value.code == "register.changed_since" and number in str(refused.value.problem)
    assert [one.violations for one in examine(stack.environment) if one.violations] == []


def test_nobody_changes_a_business_of_somebody_else(
    stack: RunningStack, owner: tuple[Person, Ended], tmp_path: Path
) -> None:
    """To others it does not exist."""
    _, first = owner
    with newcomer(stack) as stranger, changing(stranger, first.number, tmp_path) as applicant:
        with pytest.raises(Refused) as refused:
            applicant.open(uuid.uuid4().hex)
        assert refused.value.code == "filing.application.not_found"
