"""The page 经营者信息, and the confirmation that locks it (通知 2.1.2.2)."""

from __future__ import annotations

import uuid

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from catalogues import codes, phrases
from catalogues.filing_types.words import Section
from kernel.clock import local_date
from kernel.errors import Finding, Refusal
from services.portal.api.asked_codes import Outcome, ask_for_code
from services.portal.api.own_case import Number, OwnCase, after_step, turn
from services.portal.api.pages_operator_pieces import born_of, is_minor, on_card, tables
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import Elsewhere, PageRoute
from services.portal.api.visits import Own, Visit
from services.portal.domain import answers, pages, parties
from services.portal.domain.answers import Answers
from services.portal.domain.edits import Edited
from services.portal.domain.forms import MOST_MEMBERS, operator_of
from services.portal.domain.identity_card import Card
from services.portal.operations import account_holder, identity_card, liaison, sections, steps
from services.portal.operations.resources import Resources
from workflows.contract import Step

FILES = ("photo", "id_card_front", "id_card_back", "household_book", "marriage_certificate")
_DOUBTED = "filing.picture_"


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix="/my/cases/{number}/operator")

    @routes.get("")
    def ask_operator(visit: Own, number: Number) -> Response:
        case = turn(resources, visit, number, "operator")
        typed = case.typed(Section.OPERATOR) or account_holder.as_operator(resources, visit.token)
        doubted = [each for each in case.application["missing_for_operator"] if each["code"].startswith(_DOUBTED)]
        return _form(visit, case, typed, Faults(findings=sections.as_findings(doubted), section=Section.OPERATOR))

    @routes.post("")
    def save_operator(visit: Own, number: Number) -> Response:
        """Save, and go on to the confirmation when nothing is missing."""
        case, typed = turn(resources, visit, number, "operator"), visit.texts()
        refusal: Refusal | None = None
        files = {kind: file.file.read() for kind, file in visit.files().items() if kind in FILES}
        findings = sections.attach_all(resources, visit.token, number, files)
        if "read" in typed:
            taken = identity_card.take_over(resources, visit.token, number, typed)
            faults = Faults(taken.refusal, Section.OPERATOR, also=findings)
            return _form(
                visit, turn(resources, visit, number, "operator"), taken.typed, faults, taken.status, taken.card
            )
        try:
            sections.insist(resources, visit.token, number, typed, FILES)
            content = operator_of(typed)
            sections.save(resources, visit.token, number, Section.OPERATOR, content, Edited.sent(typed))
        except Refusal as wrong:
            refusal = wrong
        case = turn(resources, visit, number, "operator")
        if refusal:
            return _form(visit, case, typed, Faults(refusal, Section.OPERATOR, also=findings), 422)
        findings += account_holder.differences(resources, visit.token, content)
        findings += liaison.confirm(resources, visit.token, content, typed.get("liaison.sms_code", ""))
        findings += liaison.faults(resources, visit.token, content)
        told = {finding.pointer for finding in findings}
        missing = _missing(case)
        findings += tuple(finding for finding in missing if finding.pointer not in told)
        if findings:
            return _form(visit, case, typed, Faults(findings=findings, section=Section.OPERATOR), 422)
        return RedirectResponse(f"/my/cases/{number}" + ("" if case.to_correct else _onwards(number)), 303)

    @routes.post("/code")
    def send_liaison_code(visit: Own, number: Number) -> Response:
        """A code to the liaison person's mobile; the form is shown again as it was typed."""
        case, typed = turn(resources, visit, number, "operator"), visit.texts()
        asked = ask_for_code(lambda: liaison.send_code(resources, visit.token, typed))
        faults = Faults(findings=asked.faults.findings, section=Section.OPERATOR)
        return _form(visit, case, typed, faults, asked.status, asked=asked)

    @routes.get("/confirmation")
    def ask_confirmation(visit: Own, number: Number) -> Response:
        return _confirmation(visit, turn(resources, visit, number, "operator"), Faults())

    @routes.post("/confirmation")
    def confirm_operator(visit: Own, number: Number) -> Response:
        """确定提交: from here on nothing of the page can change."""
        case = turn(resources, visit, number, "operator")
        kept = case.section(Section.OPERATOR)
        differs = account_holder.differences(resources, visit.token, kept)
        if differs := differs + liaison.faults(resources, visit.token, kept):
            return _form(
                visit, case, case.typed(Section.OPERATOR), Faults(findings=differs, section=Section.OPERATOR), 422
            )
        try:
            taken = steps.take(resources, visit.token, number, Step.CONFIRM_OPERATOR, visit.text("request_id"))
        except Refusal as refusal:
            if refusal.code.startswith("case.step_"):
                return RedirectResponse(f"/my/cases/{number}", 303)
            return _confirmation(visit, case, Faults(refusal), refusal.status)
        return after_step(number, taken)

    def _form(
        visit: Visit,
        case: OwnCase,
        typed: dict[str, str],
        faults: Faults,
        status: int = 200,
        card: Card | None = None,
        asked: Outcome | None = None,
    ) -> Response:
        attached = case.attachments()
        card = card or identity_card.read_card(resources, visit.token, case.number, attached)
        reasons = case.criticised(Section.OPERATOR)
        born = born_of(typed)
        return page(
            visit,
            "operator.html",
            status,
            number=case.number,
            case=case,
            edited=case.edited(Section.OPERATOR),
            born=born,
            minor=is_minor(typed, born, local_date(resources.clock.now())),
            faults=faults or Faults(findings=reasons, section=Section.OPERATOR),
            reasons=reasons,
            attached=attached,
            asked=asked or Outcome(),
            **on_card(card, typed),
            tables=tables(),
            employment=codes.items("employment_status_before_application").items(),
            ethnic_groups=codes.items("ethnic_groups_gbt3304").items(),
            members=range(MOST_MEMBERS),
        )

    return routes


def _missing(case: OwnCase) -> tuple[Finding, ...]:
    """What keeps the page from being done; of founders and capital their own page tells."""
    missing = sections.as_findings(case.application["missing_for_operator"])
    elsewhere = parties.concerning(missing) if pages.has("parties", case.number) else ()
    return tuple(each for each in missing if each not in elsewhere)


def _onwards(number: str) -> str:
    return "/parties" if pages.has("parties", number) else "/operator/confirmation"


def _founders(case: OwnCase) -> list[Answers]:
    founding = parties.founding_of(case.application)
    return [Answers(Section.PARTIES, pages.title("parties", case.number), (), True, founding)] if founding else []


def _confirmation(visit: Visit, case: OwnCase, faults: Faults, status: int = 200) -> Response:
    kept = case.application["operator"]
    if kept is None:
        raise Elsewhere(f"/my/cases/{case.number}/operator")
    return page(
        visit,
        "operator_confirmation.html",
        status,
        number=case.number,
        sections=[
            *(
                [Answers(Section.NAME, "名称和经营场所", answers.of_name(case.application, case.name), True)]
                if pages.has("name", case.number)
                else []
            ),
            Answers(
                Section.OPERATOR,
                pages.title("operator", case.number),
                answers.of_operator(case.kind, kept["section"]),
                True,
            ),
            *_founders(case),
        ],
        pictures=answers.PICTURES,
        attached=case.attachments(),
        faults=faults,
        lock_notice=phrases.standard().operator_lock_notice,
        request_id=uuid.uuid4().hex,
    )
