"""Names of enterprises over HTTP: read, judged, declared, held and found again, among the names of everybody else."""

from __future__ import annotations

from typing import Any

import pytest

from kernel.errors import Refusal
from services.naming.contract import NamePart, Verdict
from services.naming.operations import upkeep
from services.naming.operations.declarations import DeclaredName
from tests.fixtures.services.keys import order
from tests.fixtures.services.rows import execute
from tests.integration.naming.conftest import Naming

COMPANY = {
    **{"county_code": "140213", "entity_kind": "limited_company"},
    **{"trade_name": "晋味源", "industry": "餐饮", "organisation_form": "有限公司"},
}
_OF_NO_KIND = "99"
"""Digits of an application number that say nothing of the kind of business."""
PARENT = "大同市晋味源餐饮有限公司"
BRANCH = {
    **{"county_code": "140213", "entity_kind": "branch", "parent": PARENT},
    **{"trade_name": "平城", "industry": "", "organisation_form": "分公司"},
}


def judged(naming: Naming, **wished: Any) -> dict[str, Any]:
    answer = naming.client.post("/judgements", json=COMPANY | wished, headers=naming.headers())
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def declared(naming: Naming, wished: dict[str, Any], **more: Any) -> DeclaredName:
    number = naming.application(_OF_NO_KIND)
    request = wished | {"application_no": number, "commitment_accepted": True} | more
    ordered = {"Kaiye-Order": order("account-1", number, "declare_name", naming.clock.now())}
    answer = naming.client.post("/declarations", json=request, headers=naming.headers() | ordered)
    assert answer.status_code == 201, answer.text
    return DeclaredName.model_validate(answer.json())


def held(naming: Naming, wished: dict[str, Any], **more: Any) -> NamePart:
    return naming.part(naming.reserve(declared(naming, wished, **more)))


@pytest.mark.parametrize(
    ("chosen", "full_name", "verdict", "rules"),
    [
        ({}, "大同市平城区晋味源餐饮有限公司", "AVAILABLE", []),
        ({"division": "大同市"}, PARENT, "AVAILABLE", []),
        ({"division": "大同", "arrangement": "after_trade_name"}, "晋味源（大同）餐饮有限公司", "AVAILABLE", []),
        ({"division": "大同", "arrangement": "after_industry"}, "晋味源餐饮（大同）有限公司", "AVAILABLE", []),
        ({"division": ""}, "晋味源餐饮有限公司", "CAUTION", ["N-71"]),
        ({"division": "太原市"}, "太原市晋味源餐饮有限公司", "FORMAT_ERROR", ["N-07"]),
        ({"industry": ""}, "大同市平城区晋味源有限公司", "CAUTION", ["N-70"]),
        ({"organisation_form": "馆"}, "大同市平城区晋味源餐饮馆", "FORMAT_ERROR", ["N-35"]),
        (
            {"entity_kind": "limited_partnership", "organisation_form": "中心"},
            "大同市平城区晋味源餐饮中心（有限合伙）",
            "AVAILABLE",
            [],
        ),
    ],
)
def test_a_name_is_judged_as_its_kind_wants(
    naming: Naming, chosen: dict[str, Any], full_name: str, verdict: str, rules: list[str]
) -> None:
    """Where the division stands is chosen; what is offered instead of a wrong name is right."""
    found = judged(naming, **chosen)
    assert (found["full_name"], found["verdict"]) == (full_name, verdict)
    assert [each["rule_id"] for each in found["findings"]] == rules
    for other in found["alternatives"]:
        again = {key: other[key] for key in ("division", "trade_name", "industry", "organisation_form")}
        assert judged(naming, **chosen | again)["verdict"] == "AVAILABLE"


def test_a_companys_name_is_held_and_taken(naming: Naming) -> None:
    """The part has it word for word; nobody else has it then, with the division elsewhere, or as a sole trader."""
    part = held(naming, COMPANY, division="大同", arrangement="after_trade_name")
    assert (part.full_name, part.entity_kind, part.verdict) == (
        "晋味源（大同）餐饮有限公司",
        "limited_company",
        Verdict.AVAILABLE,
    )
    for other in (COMPANY | {"division": "大同"}, COMPANY | {"organisation_form": "有限责任公司"}):
        with pytest.raises(Refusal, match=r"naming\.name_taken"):
            naming.reserve(declared(naming, other))
    with pytest.raises(Refusal, match=r"naming\.name_taken"):
        naming.hold("晋味源", "餐饮", "店", type_code="GT001")


def test_a_name_is_found_again_after_its_keys_were_made_anew(naming: Naming) -> None:
    """With its brackets, and a branch with the business before it: the keys are the same as at first."""
    held(naming, COMPANY, division="大同", arrangement="after_industry")
    held(naming, BRANCH)
    columns = "full_key, order_key, trade_key, industry_key, meaning, family"
    before = naming.rows(f"SELECT {columns} FROM naming.registered_name ORDER BY id")
    execute(naming.resources.database, "UPDATE naming.registered_name SET keys_version = 'older'")
    assert upkeep.rebuild_keys(naming.resources).rebuilt == 2
    assert naming.rows(f"SELECT {columns} FROM naming.registered_name ORDER BY id") == before


def test_a_branch_stands_beside_its_business(naming: Naming) -> None:
    """Under its whole name, and beside other branches of it; only the same again is taken."""
    held(naming, COMPANY, division="大同市")
    assert held(naming, BRANCH).full_name == f"{PARENT}平城分公司"
    assert held(naming, BRANCH, trade_name="").full_name == f"{PARENT}分公司"
    with pytest.raises(Refusal, match=r"naming\.name_taken"):
        naming.reserve(declared(naming, BRANCH))


def test_the_suffix_of_a_partnership_is_held(naming: Naming) -> None:
    """Typed or not."""
    wished = COMPANY | {"entity_kind": "general_partnership", "industry": "石材", "organisation_form": "厂（普通合伙）"}
    assert held(naming, wished).full_name == "大同市平城区晋味源石材厂（普通合伙）"


def test_a_sole_trader_needs_a_type(naming: Naming) -> None:
    """As before; and has no choice of division."""
    wished = {"county_code": "140213", "trade_name": "穆静", "industry": "饺子", "organisation_form": "馆"}
    answer = naming.client.post("/judgements", json=wished, headers=naming.headers())
    assert (answer.status_code, answer.json()["code"]) == (422, "naming.type_unknown")
    judged_ = naming.client.post(
        "/judgements", json=wished | {"type_code": "GT002", "division": "大同"}, headers=naming.headers()
    ).json()
    assert judged_["full_name"].startswith("大同市平城区穆静")


def test_a_whole_name_is_read_as_its_kind_is_written(naming: Naming) -> None:
    """Into parts that are declared again to the same name."""
    request = {"county_code": "140213", "full_name": "晋味源（大同）餐饮有限公司", "entity_kind": "limited_company"}
    found = naming.client.post("/readings", json=request, headers=naming.headers()).json()
    parts = {key: found[key] for key in ("division", "trade_name", "industry", "organisation_form", "arrangement")}
    assert judged(naming, **parts)["full_name"] == request["full_name"]


def test_forms_of_each_kind_are_offered(naming: Naming) -> None:
    """The usual one first, with the article."""
    found = naming.client.get("/organisation-forms", params={"entity_kind": "farmers_cooperative"}).json()
    assert found["usual"] == ["农民专业合作社", "专业合作社"] and "第五十三条" in found["basis"]
