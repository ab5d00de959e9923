"""Who founds an enterprise with what, and who fills its organs (公司法 Art. 32, 42, 46, 68, 75, 76, 83; 合伙企业法 Art.
14, 61; 个人独资企业法 Art. 8; 农民专业合作社法 Art. 12, 14). What a kind calls them, its description says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from catalogues import lengths
from catalogues.filing_types.founding import FoundingDescribed
from catalogues.filing_types.words import SignerRole
from kernel.errors import Finding
from kernel.numbers import InvalidNumber, check_uscc
from kernel.persons import RESIDENT_ID_CARD
from services.filing.domain.enterprise.capital import Manner
from services.filing.domain.enterprise.organs import Post
from services.filing.domain.entries import Entries
from services.filing.domain.operator import Operator
from services.filing.domain.resident import document_of

REPRESENTATIVE = "operator"
"""The `ref` of whoever stands for the business, whose account applies; the others are `party-1`, `party-2` … in
the order of the form."""
MOST_OTHERS = 60


class Founder(BaseModel):
    """What somebody is and gives: `amount` in 万元, None of one who contributes nothing; `due_on` is the last day.
    `standing` is as what they contribute, where their kind of business has several: a general or a limited partner, a
    farmer or another member."""

    posts: tuple[Post, ...] = ()
    amount: Decimal | None = None
    manner: Manner | None = None
    due_on: date | None = None
    standing: str | None = None

    @property
    def is_shareholder(self) -> bool:
        return self.amount is not None


class OtherFounder(Founder):
    """Somebody beside whoever stands for the business; `mobile` is where who contributes is invited to sign. Where an
    `organisation` with its `uscc` contributes, the person is who signs for it."""

    name: str | None = None
    id_document_type: str = RESIDENT_ID_CARD
    id_number: str | None = None
    mobile: str | None = None
    organisation: str | None = None
    uscc: str | None = None

    @property
    def is_organisation(self) -> bool:
        return self.organisation is not None or self.uscc is not None


class Parties(BaseModel):
    """The legal representative, who is named in the operator's section, and the others. `without_supervisor`: all
    shareholders agree to have none (公司法 Art. 83)."""

    representative: Founder = Founder()
    others: tuple[OtherFounder, ...] = ()
    without_supervisor: bool = False

    @property
    def everybody(self) -> tuple[tuple[str, str, Founder], ...]:
        """`ref`, JSON pointer and what each is and gives, the legal representative first."""
        others = ((f"party-{n}", f"/parties/others/{n - 1}", other) for n, other in enumerate(self.others, 1))
        return ((REPRESENTATIVE, "/parties/representative", self.representative), *others)

    def left_by(self, former: Operator) -> Parties:
        """Somebody else is to stand for the business: whoever did is one of the others, with posts and contribution."""
        known = {"name": former.name, "id_document_type": former.id_document_type, "id_number": former.id_number}
        left = OtherFounder(**self.representative.model_dump(), **known, mobile=former.mobile)
        return self.model_copy(update={"representative": Founder(), "others": (*self.others, left)})

    def led_by(self, head: Operator) -> Parties:
        """One of the others who is to stand for the business keeps posts and contribution, and is named once."""
        for other in self.others:
            same = (other.id_document_type, other.id_number) == (head.id_document_type, head.id_number)
            if same and other.id_number and not other.is_organisation:
                own = Founder.model_validate(other.model_dump(include=set(Founder.model_fields)))
                rest = tuple(each for each in self.others if each is not other)
                return self.model_copy(update={"representative": own, "others": rest})
        return self

    @property
    def capital(self) -> Decimal:
        """All contributions together, in 万元."""
        return sum((each.amount for _, _, each in self.everybody if each.amount is not None), Decimal())


def roles_of(kind: FoundingDescribed, founder: Founder, *, represents: bool) -> tuple[SignerRole, ...]:
    """The roles in which somebody is registered, the one they sign in first."""
    roles: tuple[SignerRole, ...] = (kind.role,) if represents else ()
    roles += (kind.standing(founder.standing).role,) if founder.is_shareholder else ()
    return tuple(dict.fromkeys((*roles, *(kind.post(post).role for post in founder.posts))))


def posts_of(kind: FoundingDescribed, founder: Founder) -> str:
    """Their posts in words, empty for who only contributes."""
    return "、".join(kind.post(post).zh for post in founder.posts)


def judge_parties(given: Mapping[str, Any], today: date, kind: FoundingDescribed) -> tuple[Parties, list[Finding]]:
    """The section as it will be kept, and everything that is wrong with its fields."""
    entries = Entries(given)
    own = entries.part("representative")
    others: list[OtherFounder] = []
    numbers: set[str | None] = {None}
    mobiles: set[str | None] = {None}
    for entry in entries.parts("others"):
        document, number = document_of(entry, today)
        mobile = entry.mobile("mobile")
        if number in numbers - {None}:
            entry.note("id_number", "duplicate", "与前面的人员重复", "The same person is named twice")
        if mobile in mobiles - {None}:
            one_phone_each(entry)
        numbers.add(number)
        mobiles.add(mobile)
        others.append(
            OtherFounder(
                **_founder(entry, kind),
                name=entry.person("name", document),
                id_document_type=document,
                id_number=number,
                mobile=mobile,
                organisation=entry.text("organisation", lengths.BUSINESS_NAME),
                uscc=_uscc(entry),
            )
        )
    section = Parties(
        representative=Founder(**_founder(own, kind)) if own else Founder(),
        others=tuple(others),
        without_supervisor=bool(entries.flag("without_supervisor")),
    )
    return section, entries.findings


def _uscc(entries: Entries) -> str | None:
    code = entries.text("uscc", 64)
    if code is None:
        return None
    try:
        check_uscc(code.upper())
    except InvalidNumber as wrong:
        entries.note(
            "uscc", "uscc", f"统一社会信用代码有误：{wrong.zh}", f"The code is wrong: {wrong.en}", "GB 32100-2015"
        )
        return None
    return code.upper()


def _founder(entries: Entries, kind: FoundingDescribed) -> dict[str, Any]:
    manner = entries.choice("manner", tuple(Manner))
    return {
        "posts": tuple(map(Post, entries.choices("posts", tuple(each.post for each in kind.posts)))),
        "amount": entries.number("amount", digits=12, decimals=4, least=Decimal("0.0001"), most=Decimal("99999999")),
        "manner": Manner(manner) if manner else None,
        "due_on": entries.day("due_on"),
        "standing": entries.choice("standing", tuple(each.standing for each in kind.standings)),
    }


def one_phone_each(entries: Entries) -> None:
    """Notes that somebody else has this mobile number."""
    entries.note(
        "mobile",
        "mobile_of_another",
        "与他人的手机号相同，每人须用本人手机签名",
        "Somebody else has this number; everybody signs on a phone of their own",
        "电子签名法第十三条",
        remedy=("请填写其本人的手机号", "Enter this person's own mobile number"),
    )
