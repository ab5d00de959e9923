"""Wrong pictures on the whole way: they end at their field or before a person, never in an approval by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cli.registration.form import RegistrationForm
from cli.registration.http import Refused
from tests.fixtures.pictures import ordinary
from tests.fixtures.wrong_pictures import unusable
from tests.system.people import Person, bringing, newcomer
from tests.system.stack import RunningStack

STRANGER = ("李四", "210106199003072071")
ANOTHER_SHOP = "山西省大同市云冈区口泉街道虚构路99号"

Draw = Callable[[RegistrationForm], bytes]


def _white(_: RegistrationForm) -> bytes:
    return unusable("id_card_front")["white"]


def _strangers_card(_: RegistrationForm) -> bytes:
    return ordinary("id_card_front", *STRANGER)


def _lease_of_another_shop(form: RegistrationForm) -> bytes:
    return ordinary("premises_proof", form.operator["name"], shop=ANOTHER_SHOP)


def _with(kind: str, draw: Draw, folder: Path) -> Callable[[RegistrationForm], RegistrationForm]:
    """The form of somebody who brings this picture as `kind`."""
    return lambda form: bringing(form, folder, **{kind: draw(form)})


def _refused(person: Person, number: str) -> tuple[set[str], set[str]]:
    """Fields and codes of the refusal that the applicant meets."""
    with pytest.raises(Refused) as caught:
        person.applicant.carry_through(number)
    errors = caught.value.problem["errors"] or [caught.value.problem]
    return {each["pointer"] for each in errors}, {each["code"] for each in errors}


@pytest.mark.parametrize("insist", [False, True])
def test_white_picture_is_not_taken(stack: RunningStack, tmp_path: Path, insist: bool) -> None:
    """Refused at the upload, whether or not the applicant stands by it."""
    with newcomer(stack, _with("id_card_front", _white, tmp_path), insist=insist) as person:
        number = person.open()
        pointers, codes = _refused(person, number)
        assert pointers == {"/attachments/id_card_front"}
        assert all(code.startswith("filing.attachment_") for code in codes)
        assert person.case(number)["stage"] == "NAME_RESERVED"


@pytest.mark.parametrize(
    ("kind", "draw", "told", "stage"),
    [
        ("id_card_front", _strangers_card, {"filing.picture_name", "filing.picture_number"}, "NAME_RESERVED"),
        ("premises_proof", _lease_of_another_shop, {"filing.picture_address"}, "OPERATOR_LOCKED"),
    ],
    ids=["card", "lease"],
)
def test_wrong_picture_is_told_at_its_field(
    stack: RunningStack, tmp_path: Path, kind: str, draw: Draw, told: set[str], stage: str
) -> None:
    """Before anything is locked that the picture belongs to."""
    with newcomer(stack, _with(kind, draw, tmp_path)) as person:
        number = person.open()
        pointers, codes = _refused(person, number)
        assert pointers == {f"/attachments/{kind}"}
        assert codes >= told
        assert person.case(number)["stage"] == stage


@pytest.mark.parametrize(
    ("kind", "draw", "rule"),
    [("id_card_front", _strangers_card, "AR-45"), ("premises_proof", _lease_of_another_shop, "AR-48")],
    ids=["card", "lease"],
)
def test_who_insists_comes_before_a_person(
    stack: RunningStack, tmp_path: Path, kind: str, draw: Draw, rule: str
) -> None:
    """Signed and submitted, and then on an examiner's desk because of this picture alone; no licence."""
    with newcomer(stack, _with(kind, draw, tmp_path), insist=True) as person:
        number = person.open()
        case = person.applicant.carry_through(number)
        assert case["stage"] == "MANUAL_REVIEW"
        reasons = case["decision"]["reasons"]
        assert {(reason["rule_id"], reason["pointer"]) for reason in reasons} == {(rule, f"/attachments/{kind}")}
        assert case["licence"] is None
        assert "APPROVED" not in [line["stage"] for line in case["timeline"]["entries"]]
