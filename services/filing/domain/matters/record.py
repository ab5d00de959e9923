"""What is filed of a sole trader beside what is registered (备案): which relatives take part, who is the liaison."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from kernel.errors import Finding
from services.filing.domain.entries import Entries
from services.filing.domain.liaison import Liaison, judge_liaison, missing_in_liaison
from services.filing.domain.matters.standing import Standing
from services.filing.domain.operator import FAMILY_BUSINESS, FamilyMember, Operator, judge_family

ARTICLE = "个体工商户登记管理规定第八条"
OPERATOR, OTHER = "operator", "other"
LIAISON_IS: Mapping[str, str] = {OPERATOR: "经营者本人", OTHER: "其他人"}


class Record(BaseModel):
    """Everybody who is on file once it is granted, and not only who is new. Without a `liaison` the operator is it."""

    liaison_is: str | None = None
    liaison: Liaison | None = None
    family_members: tuple[FamilyMember, ...] = ()


def begin_record(standing: Standing) -> Record:
    """As it is on file now."""
    operator = standing.operator
    return Record(
        liaison_is=OTHER if operator.liaison else OPERATOR,
        liaison=operator.liaison,
        family_members=operator.family_members,
    )


def judge_record(given: Mapping[str, Any], day: date, standing: Standing) -> tuple[Record, list[Finding]]:
    """The section as it will be kept, and everything that is wrong with it."""
    entries, operator = Entries(given), standing.operator
    liaison_is = entries.choice("liaison_is", tuple(LIAISON_IS))
    named = entries.part("liaison") if liaison_is == OTHER else None
    section = Record(
        liaison_is=liaison_is,
        liaison=judge_liaison(named, operator.id_number, day),
        family_members=judge_family(entries, operator.id_number, operator.composition_form, day),
    )
    return section, entries.findings


def missing_in_record(found: Record, standing: Standing) -> list[Finding]:
    """What the section still lacks before documents can be made."""
    entries = Entries({}, "/matter")
    if found.liaison_is is None:
        entries.note("liaison_is", "required", "请选择由谁担任登记联络员", "Say who is the liaison person", ARTICLE)
    elif found.liaison_is == OTHER:
        missing_in_liaison(found.liaison or Liaison(), entries.findings, "/matter/liaison")
    family = standing.operator.composition_form == FAMILY_BUSINESS
    if family and not found.family_members:
        entries.note(
            "family_members",
            "required",
            "家庭经营请填写参加经营的家庭成员",
            "Name the family members",
            "实施细则第七条（七）",
            remedy=(
                "不再由家庭成员参加经营的，请申请变更组成形式",
                "If none of the family takes part any more, apply for a change of the form of composition",
            ),
        )
    known = standing.registered.family if standing.registered else frozenset()
    for position, member in enumerate(found.family_members):
        _missing_in_member(member, position, member.document in known, entries)
    if not entries.findings and found == begin_record(standing):
        entries.findings.append(_nothing_filed())
    return entries.findings


def amended(operator: Operator, filed: Record) -> Operator:
    """The operator's section as it is once this is on file."""
    return operator.model_copy(update={"liaison": filed.liaison, "family_members": filed.family_members})


def _missing_in_member(member: FamilyMember, position: int, known: bool, entries: Entries) -> None:
    inside = Entries({}, f"/matter/family_members/{position}", entries.findings)
    for name, zh, en in (
        ("name", "姓名", "name"),
        ("id_number", "证件号码", "document number"),
        ("relation", "与经营者关系", "relation to the operator"),
    ):
        if getattr(member, name) is None:
            inside.note(name, "required", f"请填写{zh}", f"Enter the {en}")
    if member.mobile is None and not known:
        inside.note(
            "mobile",
            "required",
            "请填写手机号，新参加经营的家庭成员须在本人手机上签署",
            "Enter a mobile number: a new family member signs on their own phone",
            "实施细则第十五条、第十六条",
            remedy=("请填写该成员本人的手机号", "Enter this member's own mobile number"),
        )


def _nothing_filed() -> Finding:
    return Finding(
        "filing.nothing_filed",
        "家庭成员和登记联络员都与已备案的相同，没有需要备案的事项",
        "Family members and liaison person are on file like this already; there is nothing to file",
        "/matter",
        "市场主体登记管理条例第二十九条",
        "请修改需要备案的事项；无需备案的，请放弃本次申请",
        "Change what is to be filed, or give this filing up",
    )
