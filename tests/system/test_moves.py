"""A business moves to another authority, over HTTP and on real servers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from catalogues.filing_types import editions
from cli.invariants.registry import examine
from cli.registration.changing import ChangingApplicant, MoveForm
from cli.registration.http import Refused
from tests.system.conftest import Ended
from tests.system.people import Person, newcomer
from tests.system.stack import RunningStack, until
from tests.system.test_changes import PROMISED
from tests.system.test_replacements import told

NEXT_COUNTY, ANOTHER_PROVINCE = "140215", "210102"
PLACES = {
    NEXT_COUNTY: {"street_name": "西坪镇", "detail": "迎宾街88号1层2号"},
    ANOTHER_PROVINCE: {"street_name": "南湖街道", "detail": "迎宾街88号1层2号"},
}
POSTCODES = {NEXT_COUNTY: "037300", ANOTHER_PROVINCE: "110000"}


@pytest.fixture(scope="module")
def owner(stack: RunningStack) -> Iterator[tuple[Person, Ended]]:
    """Somebody with a shop."""
    with newcomer(stack) as person:
        number = person.open()
        person.applicant.carry_through(number)
        yield person, Ended(number, person.case(number), person.form, person.texts())


@contextmanager
def moving(person: Person, about: str, folder: Path, county: str, **wanted: Any) -> Iterator[ChangingApplicant]:
    """The operator with a move written down in a folder, as `kaiye file move` reads it."""
    there = person.form.model_copy(
        update={
            "application": person.form.application | {"county_code": county},
            "premises": person.form.premises | PLACES.get(county, {}),
        }
    )
    (folder / "proof.jpg").write_bytes(there.picture("premises_proof"))
    form = MoveForm(
        account=person.form.account,
        mobile=person.form.operator["mobile"],
        about=about,
        county_code=county,
        premises=PLACES.get(county, {}),
        details={
            "postcode": POSTCODES.get(county, "037008"),
            "premises_commitment": person.form.details["premises_commitment"],
        },
        attachments={"premises_proof": "proof.jpg"},
        **wanted,
    )
    file = folder / f"{uuid.uuid4().hex}.json"
    file.write_text(form.model_dump_json(), encoding="utf-8")
    services = person.stack.services()
    applicant = ChangingApplicant(services, MoveForm.read(file), person.stack.captcha, lambda _: None, editions.MOVE)
    applicant.sign_in()
    try:
        yield applicant
    finally:
        services.close()


def _name(person: Person) -> dict[str, Any]:
    named = person.form.name or {}
    return {key: named[key] for key in ("trade_name", "industry", "organisation_form")} | PROMISED


def test_to_the_next_county(stack: RunningStack, owner: tuple[Person, Ended], tmp_path: Path) -> None:
    """Applied for there; the file comes from system to system; code and day stay, name and licence are of the new
    authority, both sides have a volume, and agencies of both are told before and after."""
    person, first = owner
    before, uscc = first.case["licence"], first.case["licence"]["uscc"]
    with moving(person, first.number, tmp_path, person.form.application["county_code"]) as same:
        with pytest.raises(Refused) as refused:
            same.open(uuid.uuid4().hex)
        assert refused.value.code == "filing.same_authority" and "条例第二十七条" in str(refused.value.problem)
    with moving(person, first.number, tmp_path, NEXT_COUNTY, name=_name(person)) as move:
        number = move.open(uuid.uuid4().hex)
        case = move.carry_through(number)
    assert case["stage"] == "ARCHIVED", case["decision"] and case["decision"]["reasons"]
    assert number.startswith(f"{NEXT_COUNTY}09")
    licence = case["licence"]
    assert licence["uscc"] == uscc and licence["licence_no"] != before["licence_no"]
    public = stack.ask("GET", "register", f"/entities/{uscc}/public").json()
    assert "云州区" in public["name"] and "云州区" in public["premises"] and "云州区" in public["authority_name"]
    assert (public["status"], public["established_on"]) == ("存续", before["registered_on"])
    assert case["file"]["archive_no"].startswith(f"{NEXT_COUNTY}00A")
    inventory = {line["kind"] for line in case["file"]["inventory"]}
    assert {"move_letter", "move_manifest", "move_receipt"} <= inventory
    for agency in ("publicity", "tax"):
        until(lambda agency=agency: bool(told(stack, agency, uscc, f"{agency}.move.v1")), 30, f"{agency} is told")  # type: ignore[misc]
        [event] = told(stack, agency, uscc, f"{agency}.move.v1")
        assert (event["regorg_from"], event["regorg_to"]) == ("14021300", f"{NEXT_COUNTY}00")
        assert [each["item"] for each in event["change_items"]] == ["登记机关", "名称", "经营场所"]
    assert any("迁移登记已办结" in text for text in person.texts())
    assert [one.violations for one in examine(stack.environment) if one.violations] == []
