"""Who founds a company with what, and who fills its organs (公司法 Art. 32, 42, 46, 68, 75, 76, 83)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from catalogues.filing_types.words import EntityKind, SignerRole
from kernel.errors import Finding
from kernel.persons import RESIDENT_ID_CARD
from services.filing.domain.enterprise.capital import Capital, Contribution, Manner, judge_capital
from services.filing.domain.enterprise.members import Member, judge_members
from services.filing.domain.enterprise.organs import Appointment, Organs, Post, judge_organs
from services.filing.domain.entries import Entries
from services.filing.domain.resident import document_of

REPRESENTATIVE = "operator"
"""The `ref` of the legal representative, whose account applies; the others are `party-1`, `party-2` … in the order of
the form."""
MOST_SHAREHOLDERS = 20
"""Who can sign here beside each other; the law allows fifty (公司法 Art. 42)."""
MOST_OTHERS = 60
_YUAN = Decimal(10_000)
_POSTS = (Post.CHAIR, Post.DIRECTOR, Post.SUPERVISOR, Post.MANAGER)
_ROLES: Mapping[Post, SignerRole] = {
    Post.CHAIR: SignerRole.DIRECTOR,
    Post.DIRECTOR: SignerRole.DIRECTOR,
    Post.SUPERVISOR: SignerRole.SUPERVISOR,
    Post.MANAGER: SignerRole.MANAGER,
}
POST_NAMES: Mapping[Post, str] = {
    Post.CHAIR: "董事长",
    Post.DIRECTOR: "董事",
    Post.SUPERVISOR: "监事",
    Post.MANAGER: "经理",
}


class Founder(BaseModel):
    """What somebody is and gives: `amount` in 万元, None of one who is no shareholder; `due_on` is the last day."""

    posts: tuple[Post, ...] = ()
    amount: Decimal | None = None
    manner: Manner | None = None
    due_on: date | None = None

    @property
    def is_shareholder(self) -> bool:
        return self.amount is not None


class OtherFounder(Founder):
    """Somebody beside the legal representative; `mobile` is where a shareholder is invited to sign."""

    name: str | None = None
    id_document_type: str = RESIDENT_ID_CARD
    id_number: str | None = None
    mobile: str | None = None


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

    @property
    def capital(self) -> Decimal:
        """All contributions together, in 万元."""
        return sum((each.amount for _, _, each in self.everybody if each.amount is not None), Decimal())


def roles_of(founder: Founder, *, represents: bool) -> tuple[SignerRole, ...]:
    """The roles in which somebody is registered, the one they sign in first."""
    roles: tuple[SignerRole, ...] = (SignerRole.LEGAL_REPRESENTATIVE,) if represents else ()
    roles += (SignerRole.SHAREHOLDER,) if founder.is_shareholder else ()
    return tuple(dict.fromkeys((*roles, *(_ROLES[post] for post in founder.posts))))


def posts_of(founder: Founder) -> str:
    """Their posts in words, empty for a shareholder only."""
    return "、".join(POST_NAMES[post] for post in founder.posts)


def judge_parties(given: Mapping[str, Any], today: date) -> tuple[Parties, list[Finding]]:
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
            _one_phone_each(entry)
        numbers.add(number)
        mobiles.add(mobile)
        others.append(
            OtherFounder(
                **_founder(entry),
                name=entry.person("name", document),
                id_document_type=document,
                id_number=number,
                mobile=mobile,
            )
        )
    section = Parties(
        representative=Founder(**_founder(own)) if own else Founder(),
        others=tuple(others),
        without_supervisor=bool(entries.flag("without_supervisor")),
    )
    return section, entries.findings


def _founder(entries: Entries) -> dict[str, Any]:
    manner = entries.choice("manner", tuple(Manner))
    return {
        "posts": tuple(map(Post, entries.choices("posts", _POSTS))),
        "amount": entries.number("amount", digits=12, decimals=4, least=Decimal("0.0001"), most=Decimal("99999999")),
        "manner": Manner(manner) if manner else None,
        "due_on": entries.day("due_on"),
    }


def _one_phone_each(entries: Entries) -> None:
    entries.note(
        "mobile",
        "mobile_of_another",
        "与他人的手机号相同，每人须用本人手机签名",
        "Somebody else has this number; everybody signs on a phone of their own",
        "电子签名法第十三条",
        remedy=("请填写其本人的手机号", "Enter this person's own mobile number"),
    )


def missing_in_parties(
    section: Parties | None,
    capital_amount: Decimal | None,
    representative: tuple[str | None, str | None],
    today: date,
) -> list[Finding]:
    """What keeps the parties from being confirmed: persons, contributions, organs as the law wants them.
    `capital_amount` is the registered capital in 万元; `representative` document number and mobile of whoever
    represents the company."""
    found = section or Parties()
    return [
        *_incomplete(found, representative),
        *_members(found),
        *_capital(found, capital_amount, today),
        *_organs(found),
    ]


def _incomplete(found: Parties, representative: tuple[str | None, str | None]) -> Iterator[Finding]:
    number, mobile = representative
    for place, other in enumerate(found.others):
        entries = Entries({}, f"/parties/others/{place}")
        wanted = [("name", "姓名", "name"), ("id_number", "证件号码", "document number")]
        wanted += [("mobile", "移动电话", "mobile number")] if other.is_shareholder else []
        for name, zh, en in wanted:
            if getattr(other, name) is None:
                entries.note(name, "required", f"请填写{zh}", f"Enter the {en}", "实施细则第二十六条")
        if not other.is_shareholder and not other.posts:
            zh, en = "请填写出资，或者选择职务", "Say what this person contributes, or choose a post"
            entries.note("posts", "required", zh, en, "公司法第四十六条")
        if number is not None and other.id_number == number:
            zh, en = "法定代表人已在前面填写", "This is the legal representative, who is named already"
            entries.note("id_number", "duplicate", zh, en)
        if mobile is not None and other.mobile == mobile:
            _one_phone_each(entries)
        yield from entries.findings
    for _, pointer, founder in found.everybody:
        if founder.is_shareholder and founder.manner is None:
            entries = Entries({}, pointer)
            entries.note("manner", "required", "请选择出资方式", "Say what is contributed", "公司法第四十八条")
            yield from entries.findings


def _members(found: Parties) -> Iterator[Finding]:
    holders = [ref for ref, _, each in found.everybody if each.is_shareholder]
    for finding in judge_members(EntityKind.LIMITED_COMPANY, [Member(ref, natural=True) for ref in holders]):
        yield replace(finding, pointer="/parties/others")
    if len(holders) > MOST_SHAREHOLDERS:
        yield Finding(
            "filing.too_many_signers",
            f"网上办理的股东最多 {MOST_SHAREHOLDERS} 人",
            f"At most {MOST_SHAREHOLDERS} shareholders can sign here",
            "/parties/others",
            "公司法第四十二条",
            "股东更多的，请到登记机关窗口办理",
            "With more of them please come to the window",
        )


def _capital(found: Parties, capital_amount: Decimal | None, today: date) -> Iterator[Finding]:
    holders = [(ref, at, each) for ref, at, each in found.everybody if each.amount is not None]
    contributions = tuple(
        Contribution(ref, (each.amount or Decimal()) * _YUAN, each.manner or Manner.MONEY, each.due_on)
        for ref, _, each in holders
    )
    if capital_amount is None:
        return  # said where it is entered
    capital = Capital(capital_amount * _YUAN, contributions)
    places = {f"/contributions/{n}": at for n, (_, at, _) in enumerate(holders)}
    places |= {"/registered": "/premises/capital_amount", "/contributions": "/parties/representative/amount"}
    for finding in judge_capital(EntityKind.LIMITED_COMPANY, capital, today):
        yield replace(finding, pointer=_placed(finding.pointer, places))


def _organs(found: Parties) -> Iterator[Finding]:
    filled = [(ref, at, post) for ref, at, each in found.everybody for post in each.posts]
    # Who represents the company is whoever of its directors and managers acts for it (公司法 Art. 10).
    organs = Organs(
        tuple(
            Appointment(ref, post, acts=ref == REPRESENTATIVE and post is not Post.SUPERVISOR)
            for ref, _, post in filled
        ),
        REPRESENTATIVE,
        without_supervisor=found.without_supervisor,
    )
    places = {f"/appointments/{n}": at for n, (_, at, _) in enumerate(filled)}
    places |= {"/appointments": "/parties/representative/posts"}
    places |= {"/legal_representative": "/parties/representative/posts"}
    for finding in judge_organs(EntityKind.LIMITED_COMPANY, organs):
        yield replace(finding, pointer=_placed(finding.pointer, places))


def _placed(pointer: str | None, places: Mapping[str, str]) -> str:
    """Where the form has what a judgement points to; of an appointment, the person's posts."""
    head = next((each for each in sorted(places, key=len, reverse=True) if (pointer or "").startswith(each)), None)
    if head is None:
        return "/parties"
    rest = (pointer or "")[len(head) :]
    return places[head] + ("/posts" if head.startswith("/appointments/") else rest)
