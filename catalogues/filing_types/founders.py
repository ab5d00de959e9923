"""How many found a business of each kind."""

from __future__ import annotations

from dataclasses import dataclass

from catalogues.filing_types.words import EntityKind


@dataclass(frozen=True, slots=True)
class Count:
    """How many are allowed; `most` is None where the law names no number."""

    least: int
    most: int | None
    zh: str
    en: str
    article: str

    def allows(self, number: int) -> bool:
        """Whether so many may found it."""
        return number >= self.least and (self.most is None or number <= self.most)


COUNTS: dict[EntityKind, Count] = {
    EntityKind.SOLE_PROPRIETORSHIP: Count(
        1, 1, "个人独资企业由一个自然人投资", "One natural person invests", "个人独资企业法第八条"
    ),
    EntityKind.LIMITED_COMPANY: Count(
        1, 50, "有限责任公司有一至五十个股东", "One to fifty shareholders", "公司法第四十二条"
    ),
    EntityKind.JOINT_STOCK_COMPANY: Count(
        1, 200, "股份有限公司有一至二百个发起人", "One to two hundred promoters", "公司法第九十二条"
    ),
    EntityKind.GENERAL_PARTNERSHIP: Count(
        2, None, "合伙企业有两个以上合伙人", "Two partners or more", "合伙企业法第十四条"
    ),
    EntityKind.SPECIAL_PARTNERSHIP: Count(
        2, None, "合伙企业有两个以上合伙人", "Two partners or more", "合伙企业法第十四条"
    ),
    EntityKind.LIMITED_PARTNERSHIP: Count(
        2, 50, "有限合伙企业有二至五十个合伙人", "Two to fifty partners", "合伙企业法第六十一条"
    ),
    EntityKind.FARMERS_COOPERATIVE: Count(
        5, None, "农民专业合作社有五名以上成员", "Five members or more", "农民专业合作社法第十二条"
    ),
    EntityKind.COOPERATIVE_UNION: Count(
        3, None, "联合社有三个以上农民专业合作社", "Three cooperatives or more", "农民专业合作社法第五十六条"
    ),
}
"""Of the kinds that somebody founds; a branch has no members, a sole trader is one person or a family."""


def enough_farmers(farmers: int, members: int) -> bool:
    """Four of five members of a cooperative at least (农民专业合作社法 Art. 20)."""
    return 5 * farmers >= 4 * members
