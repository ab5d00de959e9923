"""The page of what a filing about a business asks for, besides what is registered."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from catalogues.filing_types.words import Section
from kernel.errors import Finding, Refusal
from services.portal.api.asked_codes import Outcome, ask_for_code
from services.portal.api.own_case import Number, OwnCase, after_step, turn
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Own, Visit
from services.portal.domain import matters
from services.portal.domain.edits import Edited
from services.portal.domain.forms import FAMILY_BUSINESS, MOST_MEMBERS
from services.portal.operations import liaison, sections, steps
from services.portal.operations.resources import Resources
from workflows.contract import Step

_LIAISON = f"/{Section.MATTER}/liaison"


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix="/my/cases/{number}/matter")

    @routes.get("")
    def ask_matter(visit: Own, number: Number) -> Response:
        case = turn(resources, visit, number, "matter")
        found = sections.as_findings(case.left_wanting(Section.MATTER)) + case.criticised(Section.MATTER)
        return _form(visit, case, Faults(findings=found, section=Section.MATTER))

    @routes.post("")
    def save_matter(visit: Own, number: Number) -> Response:
        """Save, make the documents, and go on to their preview."""
        case, typed = turn(resources, visit, number, "matter"), visit.texts()
        content = matters.matter_of(case.application["filing_type"], typed, visit.several)
        findings: tuple[Finding, ...] = ()
        try:
            sections.save(resources, visit.token, number, Section.MATTER, content, Edited.sent(typed))
            findings = liaison.confirm(resources, visit.token, content, typed.get("liaison.sms_code", ""), _LIAISON)
            findings += liaison.faults(resources, visit.token, content, _LIAISON)
            taken = None if findings else steps.take(resources, visit.token, number, Step.COMPLETE_DETAILS)
        except Refusal as refusal:
            case = turn(resources, visit, number, "matter")
            return _form(visit, case, Faults(refusal, Section.MATTER), refusal.status, sent=True)
        if findings:
            case = turn(resources, visit, number, "matter")
            return _form(visit, case, Faults(findings=findings, section=Section.MATTER), 422, sent=True)
        return after_step(number, taken, case)

    @routes.post("/code")
    def send_liaison_code(visit: Own, number: Number) -> Response:
        """A code to the mobile of the liaison person that is named; the form is shown again as it was typed."""
        case, typed = turn(resources, visit, number, "matter"), visit.texts()
        asked = ask_for_code(lambda: liaison.send_code(resources, visit.token, typed, _LIAISON))
        faults = Faults(findings=asked.faults.findings, section=Section.MATTER)
        return _form(visit, case, faults, asked.status, sent=True, asked=asked)

    def _form(
        visit: Visit,
        case: OwnCase,
        faults: Faults,
        status: int = 200,
        *,
        sent: bool = False,
        asked: Outcome | None = None,
    ) -> Response:
        kind = case.application["filing_type"]
        chosen = matters.typed_of_lists(kind, case.section(Section.MATTER))
        reasons = case.criticised(Section.MATTER)
        return page(
            visit,
            "matter.html",
            status,
            number=case.number,
            case=case,
            matters=matters,
            fields=matters.fields(kind),
            edited=case.edited(Section.MATTER),
            typed=visit.texts() if sent else case.typed(Section.MATTER),
            chosen={name: visit.several(name) for name in chosen} if sent else chosen,
            faults=faults,
            reasons=reasons,
            asked=asked or Outcome(),
            members=range(MOST_MEMBERS),
            of_family=case.section(Section.OPERATOR).get("composition_form") == FAMILY_BUSINESS,
        )

    return routes
