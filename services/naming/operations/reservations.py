"""Holds a declared name for its applicant."""

from __future__ import annotations

from datetime import UTC, date, datetime

from pydantic import TypeAdapter
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from catalogues import edition, timers, working_days
from catalogues.comparison_areas import area_of
from catalogues.filing_types.words import EntityKind, PartKind
from catalogues.law import Dated
from catalogues.names.composition import as_kept
from kernel.clock import local_date
from kernel.database import lock_key, violated_constraint
from kernel.errors import Defect, Refusal
from services.naming.contract import NameFinding, NamePart, NameReserved, ReserveName, Verdict
from services.naming.domain.keys import NameKeys, keys_of
from services.naming.domain.keys import version as keys_version
from services.naming.operations.judgements import (
    Alternative,
    JudgedName,
    Wish,
    WishedName,
    alternatives,
    judge,
    own_of,
    understand,
    worded,
)
from services.naming.operations.resources import Resources
from services.naming.store import declarations, register
from services.naming.store.declarations import NameDeclaration, RefusedReservation
from services.naming.store.register import NameStatus, RegisteredName

_CONTESTED = frozenset({"one_full_name", "one_trade_name_per_industry"})
_REPEATED = frozenset({"one_hold_per_declaration", "one_name_per_application", "one_reservation_no"})
_TRIES = 3
_FINDINGS = TypeAdapter(tuple[NameFinding, ...])
_ALTERNATIVES = TypeAdapter(tuple[Alternative, ...])


def reserve_name(resources: Resources, request: ReserveName) -> NameReserved:
    """Judge a declared name again and hold it until 24:00 of the day two months later (企业名称登记管理规定 Art. 18).

    Idempotent by declaration: one declaration leads to one hold. Judgement and hold are one transaction under a lock
    on area and trade name, so that of two for one name, the first one has it; two unique indexes stand behind
    the lock. An earlier hold of the same application ends in the same transaction.

    Raises Refusal `naming.declaration_unknown`, `naming.declaration_spent` (its hold has ended: declare again),
    `naming.name_prohibited`, `naming.name_malformed`, `naming.name_taken`, `naming.similar_unconfirmed`. The last four
    carry `declaration_id` and rule ids; what they say about the name is read from the declaration.
    """
    for _ in range(_TRIES):
        try:
            with resources.database.transaction() as session:
                outcome = _reserve(session, request, resources.clock.now())
            break
        except IntegrityError as error:
            # Somebody was faster in spite of the lock (other keys lead to the same name): look again.
            if violated_constraint(error) not in _CONTESTED | _REPEATED:
                raise
    else:
        raise Defect("naming.reservation_contested")
    if isinstance(outcome, Refusal):
        raise outcome
    reference = resources.exchange.deposit(request.application_no, PartKind.NAME, outcome)
    return NameReserved(
        reservation_no=outcome.reservation_no,
        verdict=outcome.verdict,
        reserved_at=outcome.reserved_at,
        held_until=outcome.held_until,
        part=reference,
    )


def _reserve(session: Session, request: ReserveName, now: datetime) -> NamePart | Refusal:
    """The part of the hold; a Refusal is returned, not raised, so that the judgement it rests on is kept."""
    declaration = declarations.get(session, request.declaration_id)
    if declaration is None or declaration.application_no != request.application_no:
        return Refusal(
            "naming.declaration_unknown",
            "没有找到该申请的名称申报",
            "This application has no such declaration of a name",
            status=404,
            remedy_zh="请重新申报名称",
            remedy_en="Declare the name again",
        )
    lock_key(session, f"naming/application/{request.application_no}")
    holds = register.holds_of(session, request.application_no)
    own = next((hold for hold in holds if hold.declaration_id == declaration.id), None)
    if own is not None:
        return _again(own, now)
    wish = _wish(declaration)
    keys = keys_of(wish.parts)
    area = area_of(wish.authority_code)
    lock_key(session, f"{area}/{keys.trade_name}")
    mine = own_of(request.application_no, declaration.account_subject)
    judgement = judge(session, wish, now, own=mine)
    told = worded(wish, judgement, ())
    refusal = _refusal(told, declaration, judgement.on)
    if refusal is not None:
        # Other names are looked for only where they are needed: others wait for this name meanwhile.
        near = alternatives(session, wish, judgement, now, own=mine)
        declarations.remember_refusal(session, _refused(declaration, worded(wish, judgement, near), now))
        return refusal
    earlier = holds[-1] if holds else None
    if earlier is not None and earlier.status == NameStatus.HELD:
        register.end_hold(session, earlier, "redeclared", now)
    if earlier is not None and earlier.status == NameStatus.REGISTERED:
        raise Defect("naming.already_registered")
    register.release_expired(session, area, keys, now)
    return _hold(session, declaration, wish, keys, told, now, len(holds), beside_own=bool(mine.owner))


def _again(own: RegisteredName, now: datetime) -> NamePart | Refusal:
    lives = own.status == NameStatus.HELD and own.held_until is not None and own.held_until > now
    if lives or own.status == NameStatus.REGISTERED:
        return NamePart.model_validate(own.part)
    return Refusal(
        "naming.declaration_spent",
        "该申报的名称保留已结束，请重新申报名称",
        "The hold of this declaration has ended; declare the name again",
        article="企业名称登记管理规定第十八条",
        status=409,
        remedy_zh="请重新申报名称",
        remedy_en="Declare the name again",
    )


def _wish(declaration: NameDeclaration) -> Wish:
    kept = as_kept(
        declaration.full_name,
        declaration.division,
        declaration.trade_name,
        declaration.industry,
        declaration.organisation_form,
    )
    return understand(
        WishedName(
            county_code=declaration.county_code,
            type_code=declaration.type_code,
            entity_kind=EntityKind(declaration.entity_kind),
            division=declaration.division,
            arrangement=kept.arrangement,
            parent=kept.parent,
            trade_name=declaration.trade_name,
            industry=declaration.industry,
            organisation_form=declaration.organisation_form,
            operator_name=declaration.trade_name if declaration.uses_own_name else None,
        ),
        # What was declared is held, word for word: a name declared before it had to end so has no suffix.
        local_date(declaration.declared_at) if kept.suffix else None,
    )


_REFUSALS = {
    Verdict.PROHIBITED: (
        "naming.name_prohibited",
        "名称含有禁止使用的内容",
        "The name holds what may not be used",
        Dated.of(
            [
                {"until": "2023-09-30", "text": "企业名称登记管理规定第十一条；个体工商户名称登记管理办法第十一条"},
                {
                    "from": "2023-10-01",
                    "text": "企业名称登记管理规定第十一、十二条；企业名称登记管理规定实施办法第十四、十六条",
                },
            ]
        ),
    ),
    Verdict.FORMAT_ERROR: (
        "naming.name_malformed",
        "名称构成不符合规定",
        "The name is not composed as the rules want it",
        Dated.of(
            [
                {
                    "until": "2023-09-30",
                    "text": "企业名称登记管理规定第五条至第九条；个体工商户名称登记管理办法第六条至第十条",
                },
                {
                    "from": "2023-10-01",
                    "text": "企业名称登记管理规定第五条至第九条；企业名称登记管理规定实施办法第七条至第十二条",
                },
            ]
        ),
    ),
    Verdict.SAME: (
        "naming.name_taken",
        "与已登记或保留的名称相同",
        "The name is registered or held by somebody else",
        Dated.of("企业名称登记管理规定第十七条"),
    ),
    Verdict.SIMILAR: (
        "naming.similar_unconfirmed",
        "存在近似名称，请确认或更换",
        "There are similar names; confirm, or choose another",
        Dated.of("企业名称登记管理规定第十六条第三款"),
    ),
}


def _refusal(judgement: JudgedName, declaration: NameDeclaration, on: date) -> Refusal | None:
    similar = any(finding.severity == "confirm" for finding in judgement.findings)
    verdict = judgement.verdict
    if verdict in {Verdict.CAUTION, Verdict.SIMILAR}:
        verdict = Verdict.SIMILAR if similar and not declaration.similar_confirmed else Verdict.AVAILABLE
    if verdict == Verdict.AVAILABLE:
        return None
    code, zh, en, article = _REFUSALS[verdict]
    return Refusal(
        code,
        zh,
        en,
        article=article.on(on),
        status=409 if verdict == Verdict.SAME else 422,
        remedy_zh="请查看核名结果，更换名称或从推荐的名称中选择",
        remedy_en="See the judgement on the name; change it or take one of those offered",
        details={
            "declaration_id": declaration.id,
            "rule_ids": sorted({f.rule_id for f in judgement.findings if f.severity != "note"}),
        },
    )


def _refused(declaration: NameDeclaration, judgement: JudgedName, now: datetime) -> RefusedReservation:
    return RefusedReservation(
        declaration_id=declaration.id,
        verdict=judgement.verdict,
        findings=_FINDINGS.dump_python(judgement.findings, mode="json"),
        alternatives=_ALTERNATIVES.dump_python(judgement.alternatives, mode="json"),
        judged_at=now,
    )


def _hold(
    session: Session,
    declaration: NameDeclaration,
    wish: Wish,
    keys: NameKeys,
    judgement: JudgedName,
    now: datetime,
    earlier: int,
    *,
    beside_own: bool,
) -> NamePart:
    """`earlier`: how many holds the application had; `beside_own`: the same trade name is registered for it until it
    has moved."""
    part = NamePart(
        application_no=declaration.application_no,
        reservation_no=f"{declaration.application_no}-{earlier + 1:02d}",
        account_subject=declaration.account_subject,
        authority_code=wish.authority_code,
        county_code=declaration.county_code,
        type_code=declaration.type_code,
        entity_kind=wish.entity_kind,
        full_name=wish.parts.full_name,
        division=wish.parts.division,
        trade_name=wish.parts.trade_name,
        industry=wish.parts.industry,
        organisation_form=wish.parts.organisation_form,
        verdict=judgement.verdict,
        findings=judgement.findings,
        similar_confirmed=declaration.similar_confirmed,
        commitment_accepted=declaration.commitment_accepted,
        reserved_at=now,
        held_until=held_until(now),
        catalogue_edition=edition.edition(),
    )
    register.add(
        session,
        RegisteredName(
            authority_code=wish.authority_code,
            area_code=area_of(wish.authority_code),
            full_name=part.full_name,
            division=part.division,
            trade_name=part.trade_name,
            industry=part.industry,
            organisation_form=part.organisation_form,
            full_key=keys.full,
            order_key=keys.order_key,
            trade_key=keys.trade_name,
            industry_key=keys.industry,
            meaning=keys.meaning,
            family=keys.family,
            keys_version=keys_version(),
            status=NameStatus.HELD,
            origin="declared",
            grandfathered=beside_own,
            application_no=declaration.application_no,
            declaration_id=declaration.id,
            reservation_no=part.reservation_no,
            account_subject=declaration.account_subject,
            since=now,
            held_until=part.held_until,
            part=part.model_dump(mode="json"),
        ),
    )
    return part


def held_until(now: datetime) -> datetime:
    """24:00 in China of the corresponding day two months later, as an instant in UTC."""
    last_day = working_days.add_months(local_date(now), timers.amount("name_reservation"))
    return working_days.end_of_day(last_day).astimezone(UTC)
