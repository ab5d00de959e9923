"""Saves and shows the sections of an application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel
from sqlmodel import Session

from catalogues import phrases
from catalogues.filing_types import editions, founding
from catalogues.filing_types.words import Section
from kernel.errors import Finding, Refusal
from services.filing.domain import scope
from services.filing.domain.details import Details, judge_details
from services.filing.domain.documents import decimal_text
from services.filing.domain.dossier import Dossier
from services.filing.domain.edits import Edit
from services.filing.domain.enterprise.parties import Parties, judge_parties
from services.filing.domain.matters.kinds import matter_of
from services.filing.domain.operator import Operator, judge_operator
from services.filing.domain.premises import Premises, judge_premises
from services.filing.domain.stages import CLOSED
from services.filing.operations import dossiers, refusals
from services.filing.operations.answers import SectionView
from services.filing.operations.resources import Resources
from services.filing.store import applications
from services.filing.store.applications import FilingApplication, FilingSection

SectionKind = Literal[Section.PREMISES, Section.OPERATOR, Section.PARTIES, Section.DETAILS, Section.MATTER]
ANY_VERSION = "*"

_MODELS: dict[SectionKind, type[BaseModel]] = {
    Section.PREMISES: Premises,
    Section.OPERATOR: Operator,
    Section.PARTIES: Parties,
    Section.DETAILS: Details,
}


def _model(application: FilingApplication, kind: SectionKind) -> type[BaseModel]:
    """What is kept of a section; of a matter, what this kind of filing asks for."""
    if kind is Section.MATTER:
        return matter_of(editions.get(application.filing_type, application.filing_type_edition)).model
    return _MODELS[kind]


def save_section(
    resources: Resources,
    subject: str,
    application_no: str,
    kind: SectionKind,
    given: Mapping[str, Any],
    expected: str | None,
    edit: Edit | None = None,
) -> SectionView:
    """Keep what was entered on one page, or nothing of it.

    `expected` is the version that was edited (If-Match), None for a page that was never saved, or `*` to replace
    whatever is there. Saving the same content again changes nothing. What an open page saved itself, an `edit` of the
    same page replaces whatever it `expected`; one that was sent before that changes nothing. Refusals:
    `filing.section_invalid` and `filing.pre_approval_needed` with every defect, `filing.changed_elsewhere` (412),
    `filing.version_required` (428), the locks (409).
    """
    with resources.database.transaction() as session:
        application = dossiers.own(session, subject, application_no, lock=True)
        _refuse_what_is_not_asked(application, kind)
        refuse_if_locked(application, kind)
        _, rows, files = applications.filled_in(session, application_no)
        today = dossiers.today(resources)
        content, findings = _judge(dossiers.assembled(resources, application, rows, files), kind, given, today)
        if findings:
            raise refusals.section_invalid(findings)
        row = rows.get(kind)
        kept = dossiers.opened(resources, row, _model(application, kind))
        last = Edit.parse(row.edit) if row else None
        if row is not None and kept is not None and (kept == content or (edit and edit.comes_too_late(last))):
            content = kept
        else:
            if edit is None or not edit.goes_on_from(last):
                _check_version(row, expected, edit)
            row = rows[kind] = dossiers.write(resources, session, application, kind, content, row, edit)
            if isinstance(content, Operator):
                _seat(resources, session, application, rows, content)
        return view(row, content, dossiers.assembled(resources, application, rows, files))


def read_section(resources: Resources, subject: str, application_no: str, kind: SectionKind) -> SectionView:
    """A section as kept; `filing.section_not_found` (404) while it was never saved."""
    with resources.database.reading() as session:
        found, rows, files = applications.filled_in(session, application_no)
        application = dossiers.require_own(found, subject)
        row = rows.get(kind)
        if row is None:
            raise Refusal("filing.section_not_found", "尚未填写", "Nothing was entered here yet", status=404)
        content = dossiers.opened(resources, row, _model(application, kind))
        assert content is not None  # there is a row
        shown = view(row, content, dossiers.assembled(resources, application, rows, files))
    resources.trail.seen(resources.database, "section_seen", application_no, of=kind)
    return shown


def _refuse_what_is_not_asked(application: FilingApplication, kind: SectionKind) -> None:
    filing = editions.get(application.filing_type, application.filing_type_edition)
    # Who the operator is stands fast in a filing about a business, and is told to be locked.
    if kind is not Section.OPERATOR and not filing.fills_in(kind):
        raise refusals.section_not_asked()


def refuse_if_locked(application: FilingApplication, kind: SectionKind) -> None:
    """Each section closes with the step that relies on it, and opens again only for correction."""
    if application.stage in CLOSED:
        raise refusals.application_closed()
    with_details = kind in {Section.DETAILS, Section.MATTER} or _is_filled_in_with_details(application, kind)
    if kind in {Section.OPERATOR, Section.PARTIES} and not with_details and application.operator_locked_at is not None:
        raise refusals.operator_locked()
    if kind == Section.PREMISES and application.name_locked:
        raise refusals.premises_locked()
    if with_details and application.details_locked:
        raise refusals.details_locked()


def _seat(
    resources: Resources,
    session: Session,
    application: FilingApplication,
    rows: dict[str, FilingSection],
    head: Operator,
) -> None:
    """Somebody of an enterprise who is to stand for it is not named twice."""
    row = rows.get(Section.PARTIES)
    kept = dossiers.opened(resources, row, Parties)
    if kept is not None and (led := kept.led_by(head)) != kept:
        rows[Section.PARTIES] = dossiers.write(resources, session, application, Section.PARTIES, led, row)


def _is_filled_in_with_details(application: FilingApplication, kind: SectionKind) -> bool:
    """Who founded an enterprise is stated with whoever stands for it; who holds it later, with what else changes."""
    filing = editions.get(application.filing_type, application.filing_type_edition)
    return kind is Section.PARTIES and filing.fills_in(kind) and filing.holding(kind).section is Section.DETAILS


def view(row: FilingSection, content: BaseModel, dossier: Dossier) -> SectionView:
    return SectionView(
        version=row.version,
        updated_at=row.updated_at,
        edit=row.edit,
        section=content.model_dump(mode="json"),
        derived=_DERIVED[row.kind](dossier),
    )


def _judge(dossier: Dossier, kind: SectionKind, given: Mapping[str, Any], day: date) -> tuple[BaseModel, list[Finding]]:
    if kind == Section.PREMISES:
        return judge_premises(given, dossier.county_code, day)
    if kind == Section.OPERATOR:
        return judge_operator(given, day)
    if kind == Section.PARTIES:
        return judge_parties(given, day, founding.get(dossier.filing_type.entity_kind))
    if kind == Section.MATTER:
        return matter_of(dossier.filing_type).judge(given, day, dossier.standing)
    return judge_details(given, dossier.kind, day, dossier.shop)


def _check_version(row: FilingSection | None, expected: str | None, edit: Edit | None) -> None:
    if expected == ANY_VERSION:
        return
    if row is None:
        if expected is not None:
            raise refusals.changed_elsewhere()
    elif expected is None:  # a page knows what it shows: nothing, when it was opened
        raise refusals.changed_elsewhere() if edit else refusals.version_required()
    elif expected != str(row.version):
        raise refusals.changed_elsewhere()


def _of_premises(dossier: Dossier) -> dict[str, Any]:
    return {
        "full_text": dossier.address,
        "full_name": dossier.full_name,
        "authority": {"code": dossier.authority.code, "name": dossier.authority.name},
    }


def _of_operator(dossier: Dossier) -> dict[str, Any]:
    operator = dossier.operator or Operator()
    return {
        "sex": operator.sex,
        "birth_date": operator.birth_date.isoformat() if operator.birth_date else None,
    }


def _of_details(dossier: Dossier) -> dict[str, Any]:
    names = (dossier.details.scope_items if dossier.details else None) or ()
    on_form, on_licence = scope.texts(names, dossier.is_network_only)
    capital = dossier.premises.capital_amount if dossier.premises else None
    return {
        "scope_text_form": on_form,
        "scope_text_licence": on_licence,
        "main_scope_item": dossier.kind.main_scope_item,
        "given_scope_items": list(scope.given_items(dossier.kind)),
        "permits": [{"item": p.item, "permit": p.permit, "authority": p.authority} for p in scope.permits(names)],
        "permit_notice_required": scope.holds_licensed_item(names),
        "suggested_shop_name": dossier.shop.name.on_a_sign if dossier.shop.name else None,
        "full_name": dossier.full_name,
        "premises": dossier.address,
        "contact_phone": dossier.operator.contact_phone if dossier.operator else None,
        "capital_amount": None if capital is None else decimal_text(capital),
        "industry": {"code": dossier.kind.industry_code, "name": dossier.kind.industry_name},
        "operating_term": phrases.standard().term_long,
        "authority": {"code": dossier.authority.code, "name": dossier.authority.name},
    }


_DERIVED: Mapping[str, Callable[[Dossier], dict[str, Any]]] = {
    Section.PREMISES: _of_premises,
    Section.OPERATOR: _of_operator,
    Section.PARTIES: lambda dossier: {"capital_amount": decimal_text((dossier.parties or Parties()).capital)},
    Section.DETAILS: _of_details,
    Section.MATTER: lambda _: {},
}
