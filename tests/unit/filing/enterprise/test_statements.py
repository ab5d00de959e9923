"""Beneficial owners are told as the Open Ownership standard wants it."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from kernel.errors import Defect
from services.filing.domain.enterprise.ownership import (
    Control,
    Holding,
    Party,
    Structure,
    beneficial_owners,
)
from services.filing.domain.enterprise.statements import Declaration, EntitySaid, PersonSaid, statements

SCHEMAS = Path(__file__).resolve().parents[3] / "fixtures" / "bods"
DECLARATION = Declaration("14021301202611280000011", date(2026, 11, 28), "大同市平城区行政审批服务管理局")
SAID: dict[str, PersonSaid | EntitySaid] = {
    "person-1": PersonSaid("穆静", ("中国", "CN"), date(1985, 6, 1)),
    "person-2": PersonSaid("李禾苗", ("中国", "CN"), date(1990, 2, 28)),
    "company-1": EntitySaid("大同市云岗商贸有限公司", "91140213MA0MU7MP4B"),
    "company-2": EntitySaid("Harbour Holdings Ltd", jurisdiction=("英国", "GB")),
    "subject": EntitySaid("大同市平城区晋味源餐饮有限公司"),
}


def validator() -> Draft202012Validator:
    schemas = [json.loads(path.read_text("utf-8")) for path in sorted(SCHEMAS.glob("*.json"))]
    registry: Registry[Any] = Registry().with_resources((each["$id"], Resource.from_contents(each)) for each in schemas)
    return Draft202012Validator({"$ref": "urn:statement"}, registry=registry, format_checker=FormatChecker())


def structure(*holdings: Holding, controls: tuple[Control, ...] = ()) -> Structure:
    return Structure(tuple(Party(key, natural=key.startswith("person")) for key in SAID), holdings, controls)


def told(given: Structure, *managers: str) -> list[dict[str, Any]]:
    found = statements(DECLARATION, "subject", given, beneficial_owners(given, "subject", managers), SAID)
    assert [error.message for error in validator().iter_errors(found)] == []
    ids = [each["statementId"] for each in found]
    assert len(set(ids)) == len(ids)
    return found


def test_the_schema_says_no_to_what_is_wrong() -> None:
    """It is the standard's own, and reaches into the records."""
    found = told(structure(Holding("person-1", "subject", Fraction(1))))
    found[-1]["recordDetails"]["interests"][0]["type"] = "friendship"
    assert list(validator().iter_errors(found))


def test_one_person_with_all() -> None:
    """A business, a person, and what the person has of it."""
    business, person, tie = told(structure(Holding("person-1", "subject", Fraction(1))))
    assert (business["recordType"], person["recordType"], tie["recordType"]) == ("entity", "person", "relationship")
    assert tie["recordDetails"]["interests"][0] == {
        "type": "shareholding",
        "directOrIndirect": "direct",
        "beneficialOwnershipOrControl": True,
        "share": {"exact": 100.0},
    }


def test_an_indirect_owner_has_components() -> None:
    """The companies between and the ties to them are told before, and named as components."""
    found = told(
        structure(
            Holding("company-1", "subject", Fraction(3, 5)),
            Holding("person-2", "subject", Fraction(1, 10)),
            Holding("company-2", "subject", Fraction(3, 10)),
            Holding("person-2", "company-1", Fraction(1, 3)),
        )
    )
    last = found[-1]["recordDetails"]
    assert last["interestedParty"] == "person-2"
    parts = [(i["type"], i["directOrIndirect"], i["share"]["exact"]) for i in last["interests"]]
    assert ("shareholding", "direct", 10.0) in parts and ("shareholding", "indirect", 20.0) in parts
    assert last["componentRecords"] == ["company-1", "company-1-subject", "person-2-company-1"]
    records = [each["recordId"] for each in found]
    assert set(last["componentRecords"]) < set(records[:-1])
    assert "company-2" not in records, "a company through which nobody owns anything is not told"


def test_control_and_management() -> None:
    """Control without a share, and a person in charge where nobody owns."""
    controlled = told(
        structure(Holding("company-1", "subject", Fraction(1)), controls=(Control("person-1", "company-1"),))
    )
    assert controlled[-1]["recordDetails"]["interests"][0]["type"] == "otherInfluenceOrControl"
    managed = told(structure(Holding("company-1", "subject", Fraction(1))), "person-2")
    assert managed[-1]["recordDetails"]["interests"][0]["type"] == "seniorManagingOfficial"


def test_the_same_again_is_the_same() -> None:
    """In any order; no number of a document and no phone is in it."""
    one, two = Holding("person-1", "subject", Fraction(1, 2)), Holding("person-2", "subject", Fraction(1, 2))
    assert told(structure(one, two)) == told(structure(two, one))


def test_nobody_is_left_out() -> None:
    """A party of which nothing is said is our mistake."""
    given = structure(Holding("person-1", "subject", Fraction(1)))
    said = {key: value for key, value in SAID.items() if key != "person-1"}
    with pytest.raises(Defect):
        statements(DECLARATION, "subject", given, beneficial_owners(given, "subject"), said)
