"""What keeps the founders of an enterprise from being confirmed, as the law of its kind has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from catalogues.filing_types import founding
from catalogues.filing_types.words import EntityKind
from kernel.errors import Finding
from services.filing.domain.enterprise.capital import (
    COMPANIES,
    PARTNERSHIPS,
    Capital,
    Contribution,
    Manner,
    judge_capital,
)
from services.filing.domain.enterprise.members import Member, PartnerRole, judge_members
from services.filing.domain.enterprise.organs import Appointment, Organs, Post, judge_organs
from services.filing.domain.enterprise.parties import (
    REPRESENTATIVE,
    Founder,
    OtherFounder,
    Parties,
    one_phone_each,
)
from services.filing.domain.entries import Entries

MOST_SHAREHOLDERS = 20
"""Who can sign here beside each other; the law allows more (公司法 Art. 42)."""
_YUAN = Decimal(10_000)
_ROLES = {"general": PartnerRole.GENERAL, "limited": PartnerRole.LIMITED}
_FARMER = "farmer"
_OF_NUMBERS = frozenset({"filing.too_few", "filing.too_many"})
_ACTS = frozenset({Post.CHAIR, Post.DIRECTOR, Post.MANAGER})


def missing_in_parties(
    kind: EntityKind,
    section: Parties | None,
    capital_amount: Decimal | None,
    representative: tuple[str | None, str | None],
    today: date,
) -> list[Finding]:
    """What keeps the parties from being confirmed: persons, contributions, organs as the law wants them.
    `capital_amount` is the registered capital in 万元; `representative` document number and mobile of whoever
    stands for the business."""
    found = section or Parties()
    return [
        *_incomplete(kind, found, representative),
        *_members(kind, found),
        *_capital(kind, found, capital_amount, today),
        *_organs(kind, found),
    ]


def _incomplete(kind: EntityKind, found: Parties, representative: tuple[str | None, str | None]) -> Iterator[Finding]:
    number, mobile = representative
    words = founding.get(kind)
    company = kind == EntityKind.LIMITED_COMPANY
    for place, other in enumerate(found.others):
        entries = Entries({}, f"/parties/others/{place}")
        wanted = [("name", "姓名", "name"), ("id_number", "证件号码", "document number")]
        wanted += [("mobile", "移动电话", "mobile number")] if other.is_shareholder else []
        for name, zh, en in wanted:
            if getattr(other, name) is None:
                entries.note(name, "required", f"请填写{zh}", f"Enter the {en}", "实施细则第二十六条")
        if not other.is_shareholder and not other.posts:
            zh, en = "请填写出资，或者选择职务", "Say what this person contributes, or choose a post"
            at = "posts" if words.posts else "amount"
            entries.note(at, "required", zh, en, "公司法第四十六条" if company else "实施细则第七条")
        if other.is_organisation:
            yield from _incomplete_organisation(kind, other, f"/parties/others/{place}")
        if number is not None and other.id_number == number:
            zh, en = f"{words.head}已在前面填写", "Whoever stands for the business is named already"
            entries.note("id_number", "duplicate", zh, en)
        if mobile is not None and other.mobile == mobile:
            one_phone_each(entries)
        yield from entries.findings
    for _, pointer, founder in found.everybody:
        entries = Entries({}, pointer)
        if founder.is_shareholder and founder.manner is None:
            article = "公司法第四十八条" if company else "市场主体登记管理条例第八条"
            entries.note("manner", "required", "请选择出资方式", "Say what is contributed", article)
        if founder.is_shareholder and founder.standing is None and len(words.standings) > 1:
            entries.note(
                "standing",
                "required",
                "请选择：" + "、".join(each.zh for each in words.standings),
                "Choose one of: " + ", ".join(each.en for each in words.standings),
                "市场主体登记管理条例第八条",
            )
        yield from entries.findings


def _incomplete_organisation(kind: EntityKind, other: OtherFounder, pointer: str) -> Iterator[Finding]:
    entries = Entries({}, pointer)
    for name, zh, en in (
        ("organisation", "单位名称", "name of the organisation"),
        ("uscc", "统一社会信用代码", "code"),
    ):
        if getattr(other, name) is None:
            entries.note(name, "required", f"请填写{zh}", f"Enter the {en}", "实施细则第六条")
    if other.posts:
        zh, en = "单位不能担任职务，请另行填写任职的人员", "An organisation fills no post; name the person apart"
        entries.note("posts", "organisation_in_post", zh, en, "公司法第一百七十八条" if kind in COMPANIES else None)
    if not other.is_shareholder:
        entries.note("amount", "required", "请填写出资", "Say what it contributes", "市场主体登记管理条例第八条")
    yield from entries.findings


def _member(kind: EntityKind, ref: str, founder: Founder) -> Member:
    role = _ROLES.get(founder.standing or "", PartnerRole.GENERAL) if kind in PARTNERSHIPS else None
    natural = not (isinstance(founder, OtherFounder) and founder.is_organisation)
    return Member(ref, natural=natural, role=role, is_farmer=natural and founder.standing == _FARMER)


def _members(kind: EntityKind, found: Parties) -> Iterator[Finding]:
    holders = [(ref, at, each) for ref, at, each in found.everybody if each.is_shareholder]
    chosen = all(each.standing for _, _, each in holders) or len(founding.get(kind).standings) == 1
    for finding in judge_members(kind, [_member(kind, ref, each) for ref, _, each in holders]):
        if chosen or finding.code in _OF_NUMBERS:  # what each is, is asked for first
            yield replace(finding, pointer="/parties/others")
    if len(holders) > MOST_SHAREHOLDERS:
        yield Finding(
            "filing.too_many_signers",
            f"网上办理的出资人最多 {MOST_SHAREHOLDERS} 人",
            f"At most {MOST_SHAREHOLDERS} founders can sign here",
            "/parties/others",
            "公司法第四十二条" if kind == EntityKind.LIMITED_COMPANY else None,
            "人数更多的，请到登记机关窗口办理",
            "With more of them please come to the window",
        )


def _capital(kind: EntityKind, found: Parties, capital_amount: Decimal | None, today: date) -> Iterator[Finding]:
    holders = [(ref, at, each) for ref, at, each in found.everybody if each.amount is not None]
    contributions = tuple(
        Contribution(
            ref,
            (each.amount or Decimal()) * _YUAN,
            each.manner or Manner.MONEY,
            each.due_on,
            role=_member(kind, ref, each).role,
        )
        for ref, _, each in holders
    )
    if capital_amount is None:
        return  # said where it is entered
    capital = Capital(capital_amount * _YUAN, contributions)
    places = {f"/contributions/{n}": at for n, (_, at, _) in enumerate(holders)}
    places |= {"/registered": "/premises/capital_amount", "/contributions": "/parties/representative/amount"}
    for finding in judge_capital(kind, capital, today):
        yield replace(finding, pointer=_placed(finding.pointer, places))


def _organs(kind: EntityKind, found: Parties) -> Iterator[Finding]:
    filled = [(ref, at, post) for ref, at, each in found.everybody for post in each.posts]
    # Who represents the company is whoever of its directors and managers acts for it (公司法 Art. 10).
    appointments = [Appointment(ref, post, acts=ref == REPRESENTATIVE and post in _ACTS) for ref, _, post in filled]
    members = [(ref, each) for ref, _, each in found.everybody if each.is_shareholder]
    if kind in PARTNERSHIPS:
        filled.append((REPRESENTATIVE, "/parties/representative", Post.EXECUTING_PARTNER))
        appointments.append(Appointment(REPRESENTATIVE, Post.EXECUTING_PARTNER))
        members = [(ref, each) for ref, each in members if _member(kind, ref, each).role == PartnerRole.GENERAL]
    organs = Organs(
        tuple(appointments),
        REPRESENTATIVE,
        without_supervisor=found.without_supervisor,
        members=tuple(ref for ref, _ in members),
    )
    places = {
        f"/appointments/{n}": f"{at}/{'standing' if post is Post.EXECUTING_PARTNER else 'posts'}"
        for n, (_, at, post) in enumerate(filled)
    }
    places |= {"/appointments": "/parties/representative/posts"}
    places |= {"/legal_representative": "/parties/representative/posts"}
    for finding in judge_organs(kind, organs):
        yield replace(finding, pointer=_placed(finding.pointer, places))


def _placed(pointer: str | None, places: Mapping[str, str]) -> str:
    """Where the form has what a judgement points to; of an appointment, what makes the person fill it."""
    head = next((each for each in sorted(places, key=len, reverse=True) if (pointer or "").startswith(each)), None)
    if head is None:
        return "/parties"
    rest = (pointer or "")[len(head) :]
    return places[head] + ("" if head.startswith("/appointments/") else rest)
