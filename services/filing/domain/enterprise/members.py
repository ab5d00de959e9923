"""How many and who found a business of each kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from catalogues.filing_types.founders import COUNTS, enough_farmers
from catalogues.filing_types.words import EntityKind
from kernel.errors import Finding
from services.filing.domain.entries import Entries


class PartnerRole(StrEnum):
    """General partners answer with all they have, limited ones with what they contribute (合伙企业法 Art. 2)."""

    GENERAL = "general"
    LIMITED = "limited"


@dataclass(frozen=True, slots=True)
class Member:
    """A shareholder, promoter, partner, investor or member. `is_cooperative` matters to unions, `is_farmer` to
    cooperatives, `at_home` (who lives or has its seat in China) to promoters; `never_general` is a body that the law
    keeps from being a general partner: state-owned, listed, of public welfare."""

    key: str
    natural: bool
    role: PartnerRole | None = None
    is_farmer: bool = False
    is_cooperative: bool = False
    at_home: bool = True
    never_general: bool = False


_PARTNERS = frozenset({EntityKind.GENERAL_PARTNERSHIP, EntityKind.SPECIAL_PARTNERSHIP, EntityKind.LIMITED_PARTNERSHIP})
_FEW = 20
"""Members of a cooperative among whom one body may be; beyond, one of twenty (农民专业合作社法 Art. 20)."""


def judge_members(kind: EntityKind, members: Sequence[Member], path: str = "") -> list[Finding]:
    """Everything that is wrong with who founds it, the number at `members`, one person at their place in it."""
    entries = Entries({}, path)
    count = COUNTS.get(kind)
    if count is not None and not count.allows(len(members)):
        few = len(members) < count.least
        entries.note(
            "members",
            "too_few" if few else "too_many",
            count.zh,
            count.en,
            count.article,
            remedy=("请补充", "Add the others")
            if few
            else ("请减少人数，或者选择其他类型", "Be fewer, or another kind"),
        )
    seen: set[str] = set()
    for position, member in enumerate(members):
        at = f"members/{position}"
        if member.key in seen:
            entries.note(
                at, "duplicate", "与前面的成员相同", "This one is named twice", count.article if count else None
            )
        seen.add(member.key)
        _judge_one(kind, member, at, entries)
    if members and kind in _PARTNERS:
        _judge_partners(kind, members, entries)
    if members and kind == EntityKind.FARMERS_COOPERATIVE:
        _judge_farmers(members, entries)
    if kind == EntityKind.JOINT_STOCK_COMPANY and 2 * sum(member.at_home for member in members) < len(members):
        zh, en = "半数以上发起人应当在中国境内有住所", "At least half of the promoters live or sit in China"
        entries.note("members", "promoters_abroad", zh, en, "公司法第九十二条")
    return entries.findings


def _judge_one(kind: EntityKind, member: Member, at: str, entries: Entries) -> None:
    if kind == EntityKind.SOLE_PROPRIETORSHIP and not member.natural:
        zh, en = "投资人应当是自然人", "The investor is a natural person"
        entries.note(at, "not_a_person", zh, en, "个人独资企业法第八条")
    if kind == EntityKind.COOPERATIVE_UNION and not member.is_cooperative:
        zh, en = "联合社的成员应当是农民专业合作社", "Members of a union are cooperatives"
        entries.note(at, "not_a_cooperative", zh, en, "农民专业合作社法第五十六条")
    if kind in _PARTNERS and member.role == PartnerRole.GENERAL and member.never_general:
        zh = "国有独资公司、国有企业、上市公司以及公益性的事业单位、社会团体不得成为普通合伙人"
        en = "State-owned and listed companies and bodies of public welfare are never general partners"
        entries.note(f"{at}/role", "never_general", zh, en, "合伙企业法第三条")


def _judge_partners(kind: EntityKind, members: Sequence[Member], entries: Entries) -> None:
    limited = sum(member.role == PartnerRole.LIMITED for member in members)
    if kind != EntityKind.LIMITED_PARTNERSHIP:
        for position, member in enumerate(members):
            if member.role == PartnerRole.LIMITED:
                zh, en = "普通合伙企业没有有限合伙人", "There are no limited partners in a general partnership"
                remedy = ("请选择有限合伙企业", "Choose a limited partnership")
                entries.note(f"members/{position}/role", "limited_partner", zh, en, "合伙企业法第二条", remedy=remedy)
    elif limited == len(members):
        zh, en = "有限合伙企业至少有一个普通合伙人", "One partner at least is a general one"
        entries.note("members", "no_general_partner", zh, en, "合伙企业法第六十一条")
    elif limited == 0:
        zh, en = "有限合伙企业由普通合伙人和有限合伙人组成", "One partner at least is a limited one"
        remedy = ("没有有限合伙人的，请选择普通合伙企业", "Without any, choose a general partnership")
        entries.note("members", "no_limited_partner", zh, en, "合伙企业法第二条", remedy=remedy)


def _judge_farmers(members: Sequence[Member], entries: Entries) -> None:
    farmers = sum(member.is_farmer for member in members)
    if not enough_farmers(farmers, len(members)):
        zh, en = "农民至少应当占成员总数的百分之八十", "Four members of five at least are farmers"
        entries.note("members", "too_few_farmers", zh, en, "农民专业合作社法第二十条")
    bodies = sum(not member.natural for member in members)
    if bodies > (1 if len(members) <= _FEW else len(members) // _FEW):
        zh = "成员总数二十人以下的，可以有一个单位成员；超过二十人的，单位成员不得超过百分之五"
        en = "One body among up to twenty members; of more, at most one in twenty"
        entries.note("members", "too_many_bodies", zh, en, "农民专业合作社法第二十条")
