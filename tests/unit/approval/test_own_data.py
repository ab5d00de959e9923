"""The letter hides nothing from its addressee, and nobody else's data is shown in it."""

from __future__ import annotations

import pytest

from kernel.masking import mask_id_number, mask_name
from services.approval.domain.documents import decision_notice
from services.approval.domain.own_data import to_the_operator
from tests.fixtures.approval.cases import case
from tests.unit.approval.example import OPERATOR
from tests.unit.approval.test_review import decided

CASE = case()
OWN = CASE.application.operator


@pytest.mark.parametrize(
    ("masked", "own"), [(mask_name(OWN.name), OWN.name), (mask_id_number(OWN.id_number), OWN.id_number)]
)
def test_the_operators_own_data_is_in_full(masked: str, own: str) -> None:
    """Name and number of the addressee stand in the text as they are."""
    assert to_the_operator(f"{masked} 的实名认证已过期", CASE) == f"{own} 的实名认证已过期"


def test_what_may_be_another_persons_stays_masked() -> None:
    """Where a member of the family has the same masked name, nobody can tell whose it is."""
    namesake = {
        "name": OWN.name[0] + "某某"[: len(OWN.name) - 1],
        "id_number": "140213199202021234",
        "relation": "配偶",
    }
    family = case((f"{OPERATOR}/family_members", [namesake]))
    text = f"{mask_name(OWN.name)} 未进行实名认证"
    assert to_the_operator(text, family) == text


def test_another_persons_data_stays_masked() -> None:
    """What is no data of the operator's is left as the rules wrote it."""
    assert to_the_operator("李* 未进行实名认证", CASE) == "李* 未进行实名认证"


def test_a_letter_names_its_addressee() -> None:
    """The reasons of a letter to the operator speak of them by name."""
    change = ("/authentication/persons/0/valid_until", "2026-11-01T00:00:00Z")
    letter = decision_notice(case(change), decided("CORRECT", change))
    told = "；".join(reason["zh"] for reason in letter["reasons"])
    assert OWN.name in told and mask_name(OWN.name) not in told
