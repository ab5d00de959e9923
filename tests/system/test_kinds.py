"""What `kaiye demo --kinds` shows is what register, archive and agencies have, and who signed is on the documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from cli.demo import EXAMPLE, found_kinds
from cli.invariants.registry import examine
from cli.kinds import KINDS, new_people
from cli.registration.applicant import Applicant
from cli.registration.form import RegistrationForm
from cli.registration.http import Refused
from tests.system.people import unused_seed
from tests.system.stack import RunningStack


def test_each_kind_is_founded_by_several_phones(stack: RunningStack, tmp_path: Path) -> None:
    """Each has its code and class; everybody's role and contribution; as many signatures on its papers as founders."""
    form = RegistrationForm.read(EXAMPLE)
    assert found_kinds(Console(quiet=True), stack.home, dict(stack.addresses), tmp_path, form) == 0
    made = {each["kind"].split()[0]: each for each in json.loads((tmp_path / "kinds.json").read_text(encoding="utf-8"))}
    seen = {kind: (each["uscc"][:2], each["volume"][8], each["register"]["entity_type"]) for kind, each in made.items()}
    assert seen == {
        "有限责任公司": ("91", "B", "有限责任公司（自然人投资或控股）"),
        "个人独资企业": ("91", "B", "个人独资企业"),
        "普通合伙企业": ("91", "B", "普通合伙企业"),
        "有限合伙企业": ("91", "B", "有限合伙企业"),
        "农民专业合作社": ("93", "C", "农民专业合作社"),
    }
    assert {each["register"]["status"] for each in made.values()} == {"存续"}
    company = made["有限责任公司"]
    given = [(party["roles"][0], (party["contribution"] or {}).get("amount")) for party in _parties(company)]
    amounts = [("shareholder", "25"), ("shareholder", "15"), ("shareholder", "160")]
    assert given == [("legal_representative", None), *amounts]
    holder, investor = _parties(company)[2], made["个人独资企业"]
    assert (holder["kind"], holder["name"]) == ("organisation", investor["register"]["name"])
    assert holder["id_number"] == investor["uscc"]
    assert [line["status"] for line in company["signers"]] == ["已签名"] * 3
    assert company["events"] == {"publicity": ["publicity.entity.v1"] * 3, "tax": ["tax.registration.v1"] * 3}
    _was_changed(company, tmp_path)
    signed = {"有限责任公司": "charter", "有限合伙企业": "partnership_agreement", "农民专业合作社": "founding_minutes"}
    for kind, paper in signed.items():
        content = (tmp_path / f"{made[kind]['uscc']}-{paper}.pdf").read_bytes()
        assert content.count(b"/ByteRange") == len(made[kind]["signers"])
    roles = [party["roles"] for party in _parties(made["有限合伙企业"])]
    assert roles == [["executing_partner", "general_partner", "liaison"], ["limited_partner"], ["limited_partner"]]
    assert made["个人独资企业"]["register"]["name"].endswith("（个人独资）")
    assert len(made["农民专业合作社"]["signers"]) == 5
    assert [one.violations for one in examine(stack.environment) if one.violations] == []


def _was_changed(company: dict[str, Any], out: Path) -> None:
    """The capital rose: all shareholders signed the resolution, whoever represents it the rest. Then somebody new
    represents it, and signed too; each time another version and licence."""
    more, another = company["later"]
    assert _signatures(out, more, "shareholders_resolution") == 3
    assert _signatures(out, more, "charter") == _signatures(out, more, "company_application") == 1
    latest, risen = (_changed(version) for version in company["register"]["versions"][:2])
    assert risen["注册资本"] == ("100万元", "200万元")
    assert list(latest) == ["法定代表人"]
    assert _signatures(out, another, "shareholders_resolution") == 4
    assert _signatures(out, another, "company_application") == 1
    assert len({more["licence_no"], another["licence_no"], company["licence_no"]}) == 3
    assert {filed["volume"][:15] for filed in (more, another)} == {company["volume"][:15]}


def _changed(version: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {item["item"]: (item["before"], item["after"]) for item in version["items"] if item["changed"]}


def _signatures(out: Path, filed: dict[str, Any], paper: str) -> int:
    return (out / f"{filed['application_no']}-{paper}.pdf").read_bytes().count(b"/ByteRange")


def _parties(made: dict[str, Any]) -> list[dict[str, Any]]:
    parties: list[dict[str, Any]] = made["register"]["parties"]
    return parties


def test_nothing_is_locked_while_the_law_is_not_met(stack: RunningStack) -> None:
    """Paid in too late, no supervisor, another sum than the capital: told at once, each at its field; put right, it
    goes on."""
    services = stack.services()
    _, file = KINDS[0]
    form = new_people(services, file, unused_seed())
    assert form.parties is not None
    right = json.dumps(form.parties)
    form.parties["representative"]["due_on"] = "2039-01-01"
    form.parties["others"][0]["posts"] = []
    form.parties["others"][1]["amount"] = "14"
    applicant = Applicant(services, form, stack.captcha, lambda _: None)
    applicant.sign_in()
    number = applicant.open("kinds-not-met")
    with pytest.raises(Refused) as refused:
        applicant.carry_through(number)
    assert {error["pointer"] for error in refused.value.problem["errors"]} == {
        "/parties/representative/due_on",
        "/parties/representative/posts",
        "/premises/capital_amount",
    }
    view: dict[str, Any] = services.get("filing", f"/applications/{number}")
    assert view["operator_locked_at"] is None
    form.parties |= json.loads(right)
    assert applicant.carry_through(number, until="INFO_READY")["stage"] == "INFO_READY"
    services.close()
