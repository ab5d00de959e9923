"""Judges a wished name against the register, and finds free names near it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from pydantic import BaseModel
from sqlmodel import Session

from catalogues import authorities, divisions, sole_trader_types
from catalogues.comparison_areas import area_of
from catalogues.errors import UnknownCode
from catalogues.filing_types import editions
from catalogues.filing_types.words import EntityKind
from catalogues.names import composition
from catalogues.names.composition import Arrangement, NameParts
from catalogues.sole_trader_types import SoleTraderType
from kernel.clock import local_date
from kernel.errors import Refusal
from services.naming.contract import NameFinding, Verdict
from services.naming.domain import enterprises, judging, suggestions
from services.naming.domain.judging import Judgement
from services.naming.domain.keys import keys_of
from services.naming.domain.rules import Objection
from services.naming.domain.rules import Verdict as JudgedAs
from services.naming.domain.whole_names import read_whole
from services.naming.operations.resources import Resources
from services.naming.store import neighbours
from services.naming.store.neighbours import NOBODYS, Own

ALTERNATIVES = 6
_BATCHES = (20, 32, 64, 100)
"""Near names are looked up in one query for so many; most wishes are served by the first."""


@dataclass(frozen=True, slots=True)
class WishedName:
    """A name as an applicant typed it. `operator_name` is the operator's or investor's own, where it is known already.

    A sole trader's has a type and the division of the county. An enterprise's has the `division` that was chosen, empty
    for none, in its place; a branch's the whole name of its business as `parent`, and a place or number, or nothing, as
    trade name.
    """

    county_code: str
    type_code: str | None
    trade_name: str
    industry: str
    organisation_form: str
    operator_name: str | None = None
    entity_kind: EntityKind = EntityKind.SOLE_TRADER
    division: str | None = None
    arrangement: Arrangement = Arrangement.DIVISION_FIRST
    parent: str = ""


class Alternative(BaseModel):
    """A free name, with the parts to declare it by."""

    full_name: str
    division: str = ""
    trade_name: str
    industry: str
    organisation_form: str


class JudgedName(BaseModel):
    """A verdict as an applicant reads it. Without anything to say against the name there are no alternatives."""

    full_name: str
    verdict: Verdict
    findings: tuple[NameFinding, ...]
    alternatives: tuple[Alternative, ...]


class NameRead(BaseModel):
    """A whole name taken apart. `findings` are about its division and suffix; the parts are to be judged next. `parent`
    is the business of a branch."""

    division: str
    trade_name: str
    industry: str
    organisation_form: str
    arrangement: Arrangement = Arrangement.DIVISION_FIRST
    parent: str = ""
    findings: tuple[NameFinding, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """A wished name whose codes are known to exist. Only a sole trader's has a type; `about_division` is what is to be
    said of the division that was chosen for another's."""

    parts: NameParts
    kind: SoleTraderType | None
    authority_code: str
    own_name: str | None
    county_code: str
    entity_kind: EntityKind = EntityKind.SOLE_TRADER
    about_division: tuple[Objection, ...] = ()


def entity_kind_of(application_no: str, said: EntityKind) -> EntityKind:
    """What kind of business an application is about, whatever is `said`; what is said where its number says nothing."""
    try:
        return editions.of_number(application_no).entity_kind
    except UnknownCode:
        return said


def own_of(application_no: str, account_subject: str) -> Own:
    """What does not count for an application: who moves to another authority takes the name along."""
    try:
        moves = editions.of_number(application_no).moves
    except UnknownCode:
        moves = False
    return Own(application_no, account_subject if moves else "")


def judge_name(resources: Resources, wished: WishedName, owner: str = "") -> JudgedName:
    """What the law says about a name at this moment; nothing is stored. Names registered for the account `owner` do not
    count.

    Raises Refusal `naming.county_unknown`, `naming.county_unserved`, `naming.type_unknown`.
    """
    wish = understand(wished, resources.today)
    with resources.database.transaction() as session:
        return judged(session, wish, resources.clock.now(), own=Own(owner=owner))


def read_name(
    resources: Resources,
    county_code: str,
    full_name: str,
    operator_name: str | None = None,
    entity_kind: EntityKind = EntityKind.SOLE_TRADER,
) -> NameRead:
    """The parts of a name that somebody wrote in one piece, for premises in a county. Raises Refusal
    `naming.county_unknown`."""
    today = resources.today
    try:
        whole = read_whole(full_name, county_code, today, operator_name, entity_kind)
    except UnknownCode:
        raise _county_unknown() from None
    return NameRead(
        division=whole.written.division,
        trade_name=whole.parts.trade_name,
        industry=whole.parts.industry,
        organisation_form=whole.parts.organisation_form,
        arrangement=whole.parts.arrangement,
        parent=whole.parts.parent,
        findings=tuple(finding_of(objection, today) for objection in whole.objections),
    )


def _county_unknown() -> Refusal:
    return Refusal(
        "naming.county_unknown",
        "没有这个县级行政区划",
        "There is no such county",
        pointer="/county_code",
        remedy_zh="请重新选择经营场所所在的县（市、区）",
        remedy_en="Choose the county of the premises again",
    )


def understand(wished: WishedName, declared_on: date | None) -> Wish:
    """The wish with its division, type and authority, and with the suffix that a name declared on a day has; without
    a day it has none. Raises Refusal like `judge_name`."""
    try:
        divisions.county_of(wished.county_code)
        parts = composition.compose(
            wished.county_code,
            wished.trade_name,
            wished.industry,
            wished.organisation_form,
            declared_on=declared_on,
            kind=wished.entity_kind,
            division=wished.division,
            arrangement=wished.arrangement,
            parent=wished.parent,
        )
    except UnknownCode:
        raise _county_unknown() from None
    try:
        authority = authorities.for_division(wished.county_code)
    except UnknownCode:
        raise Refusal(
            "naming.county_unserved",
            "该县（市、区）的登记机关尚未开通网上登记",
            "The registration authority of this county is not served here",
            pointer="/county_code",
            remedy_zh="请到当地登记机关办理",
            remedy_en="Apply at the authority itself",
        ) from None
    if wished.entity_kind != EntityKind.SOLE_TRADER:
        about = enterprises.check_division(parts.division, wished.county_code, wished.entity_kind)
        return Wish(
            parts, None, authority.code, wished.operator_name, wished.county_code, wished.entity_kind, tuple(about)
        )
    try:
        kind = sole_trader_types.get(wished.type_code or "")
    except UnknownCode:
        raise Refusal(
            "naming.type_unknown",
            "没有这个经营类型",
            "There is no such type of business",
            pointer="/type_code",
            remedy_zh="请重新选择经营类型",
            remedy_en="Choose the type of business again",
        ) from None
    return Wish(parts, kind, authority.code, wished.operator_name, wished.county_code)


def judged(session: Session, wish: Wish, now: datetime, *, own: Own = NOBODYS) -> JudgedName:
    """The judgement in the words of the contract, with alternatives."""
    judgement = judge(session, wish, now, own=own)
    return worded(wish, judgement, alternatives(session, wish, judgement, now, own=own))


def judge(session: Session, wish: Wish, now: datetime, *, own: Own = NOBODYS) -> Judgement:
    """The judgement against the register; those of `own` do not count."""
    near = neighbours.neighbours(session, area_of(wish.authority_code), keys_of(wish.parts), now, own=own)
    return judging.judge(
        wish.parts, wish.kind, near, local_date(now), wish.own_name, wish.about_division, wish.entity_kind
    )


def alternatives(
    session: Session, wish: Wish, judgement: Judgement, now: datetime, *, own: Own = NOBODYS
) -> tuple[NameParts, ...]:
    """Up to six names near the wished one that are free and meet no objection; none where it is free itself."""
    if judgement.verdict == JudgedAs.AVAILABLE:
        return ()
    parts = enterprises.under_usual_division(wish.parts, wish.about_division, wish.county_code)
    near = suggestions.candidates(parts, wish.kind, judgement.objections, wish.own_name, wish.entity_kind)
    free = _free(session, wish, near, now, own)
    return tuple(islice(free, ALTERNATIVES))


def _free(
    session: Session, wish: Wish, candidates: Iterator[NameParts], now: datetime, own: Own
) -> Iterator[NameParts]:
    for size in _BATCHES:
        batch = list(islice(candidates, size))
        if not batch:
            return
        places = neighbours.free_places(
            session,
            area_of(wish.authority_code),
            [keys_of(parts) for parts in batch],
            now,
            own=own,
        )
        yield from (batch[place] for place in places)


def worded(wish: Wish, judgement: Judgement, near: Sequence[NameParts]) -> JudgedName:
    return JudgedName(
        full_name=wish.parts.full_name,
        verdict=Verdict(judgement.verdict.value),
        findings=tuple(finding_of(objection, judgement.on) for objection in judgement.objections),
        alternatives=tuple(
            Alternative(
                full_name=parts.full_name,
                division=parts.division,
                trade_name=parts.trade_name,
                industry=parts.industry,
                organisation_form=parts.organisation_form,
            )
            for parts in near
        ),
    )


def finding_of(objection: Objection, on: date) -> NameFinding:
    """An objection in the words of the contract, with the law of a day."""
    rule = objection.rule
    return NameFinding(
        rule_id=rule.id,
        part=objection.part,
        severity=rule.severity,
        article=rule.article.on(on),
        word=objection.word,
        category=objection.category,
        conflicting_name=objection.conflicting_name,
        zh=rule.zh,
        en=rule.en,
        remedy_zh=rule.remedy_zh,
        remedy_en=rule.remedy_en,
    )
