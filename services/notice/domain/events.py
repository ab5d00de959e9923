"""What each agency is told about a registration: the fields it needs and no others (个人信息保护法 Art. 6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from catalogues import codes, entity_states, phrases
from catalogues.filing_types import entity_kinds
from kernel.clock import SHANGHAI
from kernel.errors import Defect
from services.notice.domain.registration import Registration

PUBLICITY_ENTITY = "publicity.entity.v1"
PUBLICITY_LICENCE_VOID = "publicity.licence_void.v1"
PUBLICITY_STANDING_REQUEST = "publicity.standing_request.v1"
TAX_CLEARANCE_REQUEST = "tax.clearance_request.v1"
TAX_CANCELLATION_NOTICE = "tax.cancellation_notice.v1"
TAX_DEREGISTRATION = "tax.deregistration.v1"
PUBLICITY_MOVE = "publicity.move.v1"
TAX_MOVE = "tax.move.v1"
TAX_REGISTRATION = "tax.registration.v1"
PUBLICITY_SUSPENSION = "publicity.suspension.v1"
PUBLICITY_RESUMPTION = "publicity.resumption.v1"
TAX_SUSPENSION = "tax.suspension.v1"
TAX_RESUMPTION = "tax.resumption.v1"

TO_CLEAR = frozenset({TAX_CLEARANCE_REQUEST, PUBLICITY_STANDING_REQUEST})
"""What is answered with a clearance, and waited for however long that takes."""

QUESTIONS = TO_CLEAR | {TAX_CANCELLATION_NOTICE}
"""What departments are asked before a business ends, or somebody else runs it."""


def publicity_entity(registration: Registration) -> dict[str, Any]:
    """For the national publicity system: what the licence shows, with the operator's name (企业信息公示暂行条例
    Art. 6). No identity number, telephone, residence, e-mail, political status or ethnic group."""
    entity, operator, facts = registration.entity, registration.entity.operator, registration.entity.facts
    state = entity_states.get(entity.status)
    return {
        "uniscid": entity.uscc,
        "regno": None,
        "traname": facts.name,
        "enttype": entity_kinds.get(entity.entity_kind).entity_type,
        "compform": _composition_form(facts.composition_form),
        "name": operator.name,
        "oploc": facts.premises.printed_text or facts.premises.full_text,
        "opscope": facts.scope_text,
        "regorg_cn": entity.authority_name,
        "estdate": entity.established_on.isoformat(),
        "apprdate": entity.effective_on.isoformat(),
        "regstate": state.code,
        "change_items": _change_items(registration),
        "cancel_date": entity.effective_on.isoformat() if state.ended else None,
        "cancel_reason": registration.application.filing.archive_category if state.ended else None,
        "revocation_notice": _revocation_notice(registration),
        "e_licence_ref": registration.verification_url,
    }


def _revocation_notice(registration: Registration) -> dict[str, Any] | None:
    """What is published of a revocation (防范和查处假冒企业登记违法行为规定 Art. 14; 实施细则 Art. 56)."""
    revoked = registration.revoked
    if revoked is None:
        return None
    ended = entity_states.get(registration.entity.status).ended
    told = "已撤销设立登记" if ended else "已撤销变更登记，恢复登记事项"
    return {
        "decision_no": revoked.decision_no,
        "decided_on": revoked.decided_at.astimezone(SHANGHAI).date().isoformat(),
        "text": told if revoked.outcome == "REVOKED" else "已撤销原撤销登记决定，恢复登记状态",
    }


def publicity_licence_void(registration: Registration) -> dict[str, Any]:
    """For the national publicity system: that a licence is void since it was lost or destroyed (市场主体登记管理条例
    Art. 37). Everybody may read it. Raises Defect `notice.licence_missing`."""
    voided, entity = registration.voided_licence, registration.entity
    return {
        "uniscid": entity.uscc,
        "traname": entity.facts.name,
        "licence_no": voided.licence_no,
        "copies": list(voided.copies),
        "reason": voided.reason,
        "void_from": _moment(voided.voided_at),
        "regorg_cn": entity.authority_name,
        "e_licence_ref": voided.verification_url,
    }


def publicity_move(registration: Registration) -> dict[str, Any]:
    """For the publicity system, which keeps a business with the authority that is responsible: from which one to which
    it moved (市场主体登记管理条例 Art. 27). Everybody may read it."""
    return {
        "uniscid": registration.entity.uscc,
        "traname": registration.entity.facts.name,
        "moved_on": registration.entity.effective_on.isoformat(),
        **_both_authorities(registration),
        "change_items": _change_items(registration),
    }


def tax_move(registration: Registration) -> dict[str, Any]:
    """For the tax offices of both sides: one clears, the other takes over (条例 Art. 27)."""
    before, after = registration.left, registration.entity
    return {
        "uniscid": after.uscc,
        "traname": after.facts.name,
        "application_no": registration.application.application_no,
        "moved_on": after.effective_on.isoformat(),
        **_both_authorities(registration),
        "oplocdistrict_from": before.facts.premises.county_code,
        "oplocdistrict_to": after.facts.premises.county_code,
        "change_items": _change_items(registration),
    }


def _both_authorities(registration: Registration) -> dict[str, Any]:
    before, after = registration.left, registration.entity
    return {
        "regorg_from": before.authority_code,
        "regorg_from_cn": before.authority_name,
        "regorg_to": after.authority_code,
        "regorg_to_cn": after.authority_name,
    }


def publicity_suspension(registration: Registration) -> dict[str, Any]:
    """For the national publicity system: from when to when a business rests, and where documents are served meanwhile
    (市场主体登记管理条例 Art. 30). Everybody may read it."""
    entity, rest = registration.entity, registration.rest
    return {
        "uniscid": entity.uscc,
        "traname": entity.facts.name,
        "suspended_from": rest.first_on.isoformat(),
        "suspended_until": rest.until.isoformat(),
        "service_address": rest.service_address,
        "regorg_cn": entity.authority_name,
    }


def publicity_resumption(registration: Registration) -> dict[str, Any]:
    """That a business that rested trades again (实施细则 Art. 42). Everybody may read it."""
    entity = registration.entity
    return {
        "uniscid": entity.uscc,
        "traname": entity.facts.name,
        "resumed_on": _resumed_on(registration),
        "regorg_cn": entity.authority_name,
    }


def tax_suspension(registration: Registration) -> dict[str, Any]:
    """That a taxpayer's business rests."""
    rest = registration.rest
    return {
        **_taxpayer(registration),
        "suspended_from": rest.first_on.isoformat(),
        "suspended_until": rest.until.isoformat(),
    }


def tax_resumption(registration: Registration) -> dict[str, Any]:
    """That a taxpayer's business trades again."""
    return {**_taxpayer(registration), "resumed_on": _resumed_on(registration)}


def _resumed_on(registration: Registration) -> str | None:
    day = registration.entity.resumed_on
    return day.isoformat() if day else None


def tax_clearance_request(registration: Registration) -> dict[str, Any]:
    """Whether the tax authority cleared a business that is to end, or that somebody else is to run
    (个体工商户登记管理规定 Art. 19, 30)."""
    return {**_asked_about(registration), "requested_at": _moment(registration.occurred_at)}


def publicity_standing_request(registration: Registration) -> dict[str, Any]:
    """Whether annual reports are filed and no case, fine, measure or freeze is open of a business that somebody else is
    to run (个体工商户登记管理规定 Art. 18). It names no person."""
    asked = _asked_about(registration)
    del asked["name"]
    return {**asked, "requested_at": _moment(registration.occurred_at)}


def tax_cancellation_notice(registration: Registration) -> dict[str, Any]:
    """That a business is to end by the simple way, and until when a department may object (条例 Art. 33)."""
    asked = registration.asked
    until = asked.until if asked else None
    return {
        **_asked_about(registration),
        "push_time": _moment(registration.occurred_at),
        "objection_deadline": _moment(until) if until else None,
    }


def tax_deregistration(registration: Registration) -> dict[str, Any]:
    """That a taxpayer's business ended, by which way."""
    return {
        **_taxpayer(registration),
        "cancel_date": registration.entity.effective_on.isoformat(),
        "cancel_way": registration.application.filing.archive_category,
    }


def _taxpayer(registration: Registration) -> dict[str, Any]:
    """Which business, by which filing, at which authority."""
    entity = registration.entity
    return {
        "uniscid": entity.uscc,
        "traname": entity.facts.name,
        "application_no": registration.application.application_no,
        "regorg": entity.authority_code,
    }


def _asked_about(registration: Registration) -> dict[str, Any]:
    entity = registration.entity
    return {
        "uniscid": entity.uscc,
        "traname": entity.facts.name,
        "name": entity.operator.name,
        "application_no": registration.application.application_no,
    }


def _moment(instant: datetime) -> str:
    return instant.astimezone(SHANGHAI).isoformat(timespec="seconds")


def tax_registration(registration: Registration) -> dict[str, Any]:
    """For the tax authority, which registers the taxpayer with it (两证整合, 国办发〔2015〕50号)."""
    application, entity = registration.application, registration.entity
    operator, facts = entity.operator, entity.facts
    return {
        "uniscid": entity.uscc,
        "traname": facts.name,
        "name": operator.name,
        "certype": operator.id_document_type,
        "cerno": operator.id_number,
        "mobtel": application.operator.mobile,
        "enttype": entity_kinds.get(entity.entity_kind).entity_type,
        "compform": _composition_form(facts.composition_form),
        "industryco": facts.industry_code,
        "opscope": facts.scope_text,
        "oploc": facts.premises.full_text,
        "oplocdistrict": facts.premises.county_code,
        "fundam": _amount(facts.capital_amount),
        "empnum": application.details.employee_count,
        "estdate": entity.established_on.isoformat(),
        "opfrom": entity.established_on.isoformat(),
        "opto": _last_day(application.details.operating_term),
        "regorg": entity.authority_code,
        "paper_licence": "1" if application.details.needs_paper_licence else "0",
        "change_items": _change_items(registration),
        "e_licence_ref": registration.verification_url,
    }


CONTENT: dict[str, Callable[[Registration], dict[str, Any]]] = {
    PUBLICITY_ENTITY: publicity_entity,
    PUBLICITY_LICENCE_VOID: publicity_licence_void,
    PUBLICITY_MOVE: publicity_move,
    PUBLICITY_SUSPENSION: publicity_suspension,
    PUBLICITY_RESUMPTION: publicity_resumption,
    PUBLICITY_STANDING_REQUEST: publicity_standing_request,
    TAX_CLEARANCE_REQUEST: tax_clearance_request,
    TAX_CANCELLATION_NOTICE: tax_cancellation_notice,
    TAX_DEREGISTRATION: tax_deregistration,
    TAX_SUSPENSION: tax_suspension,
    TAX_RESUMPTION: tax_resumption,
    TAX_REGISTRATION: tax_registration,
    TAX_MOVE: tax_move,
}
"""The events there are, in the order in which they are sent, each to the agency that its type begins with. Which of
them a filing causes says its description. What a new one needs besides says "Add an event for an agency" in
CONTRIBUTING.md."""


def due(registration: Registration) -> dict[str, dict[str, Any]]:
    """What agencies are told by now, by type, of those events that the filing causes: of a void licence as soon as
    there is one, of a registration once it is licensed, of the end of a business once its licence is void, of what
    leaves the licence alone once it stands in the register, of the end of a rest once it is over; and what they are
    asked before that."""
    filing = registration.application.filing
    asks = registration.asked is not None
    ended = registration.voided if filing.closes_register else registration.licence
    done = registration.revoked is not None or registration.stands_alone or ended is not None
    told = {PUBLICITY_LICENCE_VOID: registration.voided is not None} | dict.fromkeys(QUESTIONS, asks)
    told |= dict.fromkeys((PUBLICITY_RESUMPTION, TAX_RESUMPTION), registration.entity.resumed_on is not None)
    return {
        event_type: CONTENT[event_type](registration)
        for event_type in filing.events
        if told.get(event_type, done and not asks) and _is_told(registration, event_type)
    }


def _is_told(registration: Registration, event_type: str) -> bool:
    """The tax authority learns of an end where there is one."""
    return event_type != TAX_DEREGISTRATION or entity_states.get(registration.entity.status).ended


def agency_of(event_type: str) -> str:
    """The agency an event is for: the first word of its type."""
    return event_type.partition(".")[0]


AGENCIES = tuple(dict.fromkeys(map(agency_of, CONTENT)))

PUBLIC = frozenset(
    {PUBLICITY_ENTITY, PUBLICITY_LICENCE_VOID, PUBLICITY_MOVE, PUBLICITY_SUSPENSION, PUBLICITY_RESUMPTION}
)
"""Events that hold only what everybody may read; a new one is not among them until somebody says so."""

PERSONAL = frozenset(CONTENT) - PUBLIC
"""Events with numbers of persons."""


def subject(event_type: str, agency: str | None = None) -> str:
    """Where an event is published; `events.<agency>.>` is all that an agency may read. Without `agency` the one that
    the event is for by its type."""
    if agency in (None, agency_of(event_type)):
        return f"events.{event_type}"
    return f"events.{agency}.{event_type}"


def _change_items(registration: Registration) -> list[dict[str, Any]]:
    """What a change altered, before and after (企业信息公示暂行条例 Art. 6); nothing at an establishment."""
    day = registration.entity.effective_on.isoformat()
    return [
        {"item": item, "before": before, "after": after, "changed_on": day}
        for item, before, after in registration.changes
    ]


_NO_COMPOSITION_FORM = "0"
"""Of an enterprise: agencies were promised digits."""


def _composition_form(label: str) -> str:
    """The code of what a licence prints. Raises Defect `notice.composition_form_unknown`."""
    if not label:
        return _NO_COMPOSITION_FORM
    found = [code for code, text in codes.items("composition_form").items() if text == label]
    if len(found) != 1:
        raise Defect("notice.composition_form_unknown")
    return found[0]


def _amount(value: Decimal) -> str:
    """万元 without needless zeros, as text: a number would come back as a binary fraction."""
    return format(value.normalize(), "f")


def _last_day(term: str) -> str | None:
    """None for 长期, else the day. Raises Defect `notice.term_unknown`."""
    if term == phrases.standard().term_long:
        return None
    try:
        return date.fromisoformat(term).isoformat()
    except ValueError:
        raise Defect("notice.term_unknown") from None
