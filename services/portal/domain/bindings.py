"""What somebody who is invited to sign binds themselves to, in everyday words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalogues.filing_types.words import SignerRole


@dataclass(frozen=True, slots=True)
class Binding:
    """In words that the pages translate; `basis` is the article."""

    words: str
    basis: str


BINDINGS: Mapping[str, tuple[Binding, ...]] = {
    SignerRole.SHAREHOLDER: (
        Binding("您成为这家公司的股东，同意它的章程。", "公司法第五、四十五条"),
        Binding(
            "您认缴的出资写在章程里，应当按时缴足；没有按时缴足的，要补足，给公司造成损失的还要赔偿。",
            "公司法第四十九条",
        ),
        Binding("公司欠债，您以认缴的出资额为限承担责任。", "公司法第四条"),
    ),
    SignerRole.GENERAL_PARTNER: (
        Binding("您成为这家合伙企业的普通合伙人，同意它的合伙协议。", "合伙企业法第十四条"),
        Binding("合伙企业还不清的债务，您和其他普通合伙人一起，用自己的全部财产承担。", "合伙企业法第二、三十九条"),
    ),
    SignerRole.LIMITED_PARTNER: (
        Binding("您成为这家合伙企业的有限合伙人，不执行合伙事务。", "合伙企业法第六十八条"),
        Binding("合伙企业欠债，您以认缴的出资额为限承担责任。", "合伙企业法第二条"),
    ),
    SignerRole.MEMBER: (
        Binding("您成为这家合作社的成员，同意它的章程。", "农民专业合作社法第十九、二十一条"),
        Binding("合作社欠债，您以记在您账户内的出资额和公积金份额为限承担责任。", "农民专业合作社法第六条"),
    ),
    SignerRole.FAMILY_MEMBER: (
        Binding("您作为家庭成员参加经营，登记并公示您的姓名。", "实施细则第七条"),
        Binding("家庭经营的债务，以家庭财产承担。", "民法典第五十六条"),
    ),
    SignerRole.FORMER_OPERATOR: (
        Binding("您同意把这家店交给新的经营者，以后不再经营。", "促进个体工商户发展条例第十三条"),
    ),
}
"""By the role in which somebody signs; a role that is not here is explained by its documents."""


DECLINED: Mapping[str, str] = {
    "not_as_agreed": "填写的内容与约定的不一样",
    "no_longer": "不想参加了",
    "unknown": "不认识邀请人，或者不知道这件事",
}
"""Why somebody does not sign, as identity keeps it."""


def of(role: str) -> tuple[Binding, ...]:
    """None for a role whose documents say it all."""
    return BINDINGS.get(role, ())
