"""What a filing changes of what is registered of an enterprise, and what the law asks of such a change (公司法 Art. 59,
66, 84, 224, 228; 公司登记管理实施办法 Art. 5, 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from catalogues import registered_items
from catalogues.filing_types import founding
from catalogues.filing_types.description import FilingType
from catalogues.filing_types.words import EntityKind, Section, stands_for
from kernel.errors import Finding
from services.filing.domain.enterprise.capital import COMPANIES, COOPERATIVES, MANNERS, last_day_to_pay
from services.filing.domain.enterprise.parties import Founder, OtherFounder, Parties
from services.filing.domain.operator import Operator
from services.filing.domain.registered import NOTHING, Change, PartyRegistered, Registered

_TERM = "公司法第四十七条；公司登记管理实施办法第五条"
_PAST = "filing.in_the_past"


@dataclass(frozen=True, slots=True)
class StatedAnew:
    """What is to be registered once the filing is granted; `capital` in 万元."""

    name: str | None
    head: Operator | None
    capital: Decimal | None
    places: str
    scope: str
    parties: Parties


@dataclass(frozen=True, slots=True)
class _Given:
    """What somebody contributes, as the register writes it."""

    amount: Decimal
    manner: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class _Holder:
    """Somebody who contributes, whether a person or an organisation."""

    pointer: str
    roles: tuple[str, ...]
    name: str
    id_document_type: str
    id_number: str
    contribution: _Given


def enterprise_changes(before: Registered, now: StatedAnew, filing: FilingType) -> tuple[Change, ...]:
    """What differs from the register, in the order of the licence and in the words of the kind."""
    return tuple(_differing(before, now, filing))


def _differing(before: Registered, now: StatedAnew, filing: FilingType) -> Iterator[Change]:
    words, facts = founding.get(filing.entity_kind).words, before.facts
    if now.name != before.name:
        yield Change(Section.NAME, registered_items.NAME, before.name or NOTHING, now.name or NOTHING)
    was = next((party for party in facts.parties if stands_for(party.roles)), None)
    if was and now.head and (was.id_document_type, was.id_number) != (now.head.id_document_type, now.head.id_number):
        head = founding.get(filing.entity_kind).head
        yield Change(Section.OPERATOR, head, was.name, now.head.name or NOTHING)
    if now.capital is not None and facts.capital_amount is not None and now.capital != facts.capital_amount:
        amounts = registered_items.amount(facts.capital_amount), registered_items.amount(now.capital)
        yield Change(Section.PARTIES, words.capital, *amounts)
    if now.places != before.places:
        yield Change(Section.PREMISES, words.place, before.places, now.places)
    if now.scope != facts.scope_text:
        yield Change(Section.DETAILS, registered_items.SCOPE, facts.scope_text, now.scope)
    told = (
        registered_items.contributions(facts.parties),
        registered_items.contributions(_holders(now.head, now.parties)),
    )
    if told[0] != told[1]:
        yield Change(Section.PARTIES, words.contributions, told[0] or NOTHING, told[1] or NOTHING)


def _holders(head: Operator | None, parties: Parties) -> tuple[_Holder, ...]:
    return tuple(
        _Holder(pointer, (), *_who(head or Operator(), each), _Given(each.amount, _manner(each), each.due_on))
        for _, pointer, each in parties.everybody
        if each.amount is not None
    )


def _manner(founder: Founder) -> str:
    return MANNERS[founder.manner][0] if founder.manner else ""


def _who(head: Operator, founder: Founder) -> tuple[str, str, str]:
    """Name, kind of document and number of whoever holds: of an organisation its own."""
    if not isinstance(founder, OtherFounder):
        return head.name or "", head.id_document_type, head.id_number or ""
    if founder.is_organisation:
        return founder.organisation or "", "", founder.uscc or ""
    return founder.name or "", founder.id_document_type, founder.id_number or ""


def in_a_change(
    missing: list[Finding],
    before: Registered,
    kind: EntityKind,
    head: Operator | None,
    section: Parties | None,
    capital: Decimal | None,
) -> list[Finding]:
    """What keeps a change from being confirmed, of what would keep such founders from founding: a term that stands in
    the register and has passed is no fault of this filing. And what the law asks of a change alone: nobody leaves who
    does not sign, a term is counted from the establishment unless more is promised, a decrease is told to creditors
    first."""
    held = {party.id_number: party for party in before.facts.parties if party.contribution is not None}
    now = {each.pointer: each for each in _holders(head, section or Parties())}
    return [
        *(each for each in missing if not _stands(each, held, now)),
        *_left(held, now),
        *_terms(before, kind, held, now),
        *_decreased(before, kind, capital),
    ]


def _stands(finding: Finding, held: Mapping[str, PartyRegistered], now: Mapping[str, _Holder]) -> bool:
    """Whether a day has passed that the register has so already."""
    at = (finding.pointer or "").removesuffix("/due_on")
    if finding.code != _PAST or at not in now:
        return False
    known = _known(now[at], held)
    return (
        known is not None
        and known.contribution is not None
        and known.contribution.due_on == now[at].contribution.due_on
    )


def _known(holder: _Holder, held: Mapping[str, PartyRegistered]) -> PartyRegistered | None:
    """As who somebody is registered."""
    return held.get(holder.id_number)


def _left(held: Mapping[str, PartyRegistered], now: Mapping[str, _Holder]) -> Iterator[Finding]:
    staying = {known.id_number for each in now.values() if (known := _known(each, held)) is not None}
    for party in held.values():
        if party.id_number not in staying:
            yield Finding(
                "filing.holder_leaves",
                "已登记的出资人不能在此删去：其本人不在本次申请中签署",
                "Somebody who is registered with a share cannot be left out here, where they would not sign",
                "/parties/others",
                "公司法第八十四、八十六条",
                "请恢复该出资人；全部转让后退出的，请持转让协议到登记机关窗口办理",
                "Name them again; for somebody who transferred everything, bring the agreement to the window",
            )


def _terms(
    before: Registered, kind: EntityKind, held: Mapping[str, PartyRegistered], now: Mapping[str, _Holder]
) -> Iterator[Finding]:
    """Five years from the establishment where no more is promised than before; an increase has five of its own."""
    last = last_day_to_pay(kind, before.established_on) if before.established_on else None
    if last is None:
        return
    for at, each in now.items():
        known, given = _known(each, held), each.contribution
        increased = known is None or known.contribution is None or given.amount > known.contribution.amount
        if not increased and given.due_on is not None and given.due_on > last:
            yield Finding(
                "filing.after_five_years",
                f"没有增加的出资应当自公司成立之日起五年内缴足，最迟到{last:%Y年%-m月%-d日}",
                f"What is not increased is paid within five years of establishment, here by {last.isoformat()}",
                f"{at}/due_on",
                _TERM,
                "请填写不晚于该日的日期",
                "Give that day or an earlier one",
            )


def _decreased(before: Registered, kind: EntityKind, capital: Decimal | None) -> Iterator[Finding]:
    was = before.facts.capital_amount
    if kind not in COMPANIES | COOPERATIVES or was is None or capital is None or capital >= was:
        return
    days = 45
    yield Finding(
        "filing.capital_decreased",
        f"减少注册资本的，应当先通知债权人并公告，公告满{days}日后申请变更登记",
        f"A decrease is told to creditors and in public first, {days} days before it is registered",
        "/premises/capital_amount",
        "公司法第二百二十四条；实施细则第三十六条第三款",
        "请填写不少于现登记数额的注册资本；确需减资的，公告期满后到登记机关窗口办理",
        "Give no less than is registered; to decrease it, come to the window when the notice has run",
    )
