"""The pages 股东和任职: who founds an enterprise with what and who fills its organs, one person a page
(公司法 Art. 32, 46)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import RedirectResponse, Response

from catalogues import codes
from catalogues.filing_types.words import Section
from kernel.errors import Finding, Refusal
from services.portal.api.own_case import Number, OwnCase, turn
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import Elsewhere, PageRoute
from services.portal.api.visits import Own, Visit
from services.portal.domain import kinds, organs, pages, parties, shares
from services.portal.domain.edits import Edited
from services.portal.domain.parties import NEW, REPRESENTATIVE, Founder, Founding
from services.portal.operations import sections
from services.portal.operations.resources import Resources

Place = Annotated[str, Path(pattern=rf"^({REPRESENTATIVE}|{NEW}|[0-9]{{1,2}})$")]
Other = Annotated[str, Path(pattern=r"^[0-9]{1,2}$")]


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix="/my/cases/{number}/parties")

    @routes.get("")
    def list_parties(visit: Own, number: Number) -> Response:
        case = turn(resources, visit, number, "parties")
        begun = bool(case.section(Section.PARTIES))
        return _list(visit, case, Faults(findings=parties.of_all(_missing(case))) if begun else Faults())

    @routes.post("")
    def go_on(visit: Own, number: Number) -> Response:
        """Keeps what all agree to, and goes on when founders, capital and organs are as the law wants them."""
        case = turn(resources, visit, number, "parties")
        kept, agreed = case.section(Section.PARTIES), bool(visit.text("without_supervisor"))
        if bool(kept.get("without_supervisor")) != agreed:
            content = parties.with_consent(kept, without_supervisor=agreed)
            try:
                _save(visit, case, content)
            except Refusal as refusal:
                return _list(visit, case, Faults(refusal), refusal.status)
            case = turn(resources, visit, number, "parties")
        if wrong := _missing(case):
            return _list(visit, case, Faults(findings=wrong), 422)
        if case.to_correct:
            return RedirectResponse(f"/my/cases/{number}", 303)
        onwards = pages.taken_on("parties", number)
        if onwards == Section.OPERATOR and not case.application["missing_for_operator"]:
            onwards = "operator/confirmation"
        return RedirectResponse(f"/my/cases/{number}/{onwards}", 303)

    @routes.get("/{place}")
    def ask_person(visit: Own, number: Number, place: Place) -> Response:
        case = turn(resources, visit, number, "parties")
        person = _person(case, place)
        found = parties.of_person(_missing(case), place) if person.said else ()
        return _form(visit, case, person, person.typed, person.posts, Faults(findings=found))

    @routes.post("/{place}")
    def save_person(visit: Own, number: Number, place: Place) -> Response:
        """Saves one person; what the law does not allow of them alone is told at once, at its field."""
        case, typed, posts = turn(resources, visit, number, "parties"), visit.texts(), visit.several("posts")
        said = parties.said_of(typed, posts, place)
        if place == NEW and Edited.sent(typed).goes_on_from(case.edited(Section.PARTIES)):
            place = parties.last_added(case.section(Section.PARTIES))
        content, at = parties.with_person(case.section(Section.PARTIES), place, said)
        try:
            _save(visit, case, content)
        except Refusal as refusal:
            found = parties.of_person(refusal.all_findings(), at)
            faults = Faults(findings=found) if found else Faults(refusal)
            return _form(visit, case, _person(case, place), typed, posts, faults, 422)
        case = turn(resources, visit, number, "parties")
        found = (*_unsaid(typed), *parties.of_person(_missing(case), at))
        if found:
            return _form(visit, case, _person(case, at), typed, posts, Faults(findings=found), 422)
        return RedirectResponse(f"/my/cases/{number}/parties", 303)

    @routes.post("/{place}/removal")
    def remove_person(visit: Own, number: Number, place: Other) -> Response:
        case = turn(resources, visit, number, "parties")
        try:
            _save(visit, case, parties.without_person(case.section(Section.PARTIES), place))
        except Refusal as refusal:
            return _list(visit, case, Faults(refusal), refusal.status)
        return RedirectResponse(f"/my/cases/{number}/parties", 303)

    def _save(visit: Visit, case: OwnCase, content: dict[str, object]) -> None:
        sections.save(resources, visit.token, case.number, Section.PARTIES, content, Edited.sent(visit.texts()))

    return routes


def _missing(case: OwnCase) -> tuple[Finding, ...]:
    return parties.concerning(sections.as_findings(case.application["missing_for_operator"]))


def _unsaid(typed: dict[str, str]) -> tuple[Finding, ...]:
    """Whether somebody is a shareholder is asked, so that nobody is left out by an empty field."""
    if typed.get("is_shareholder") in {"yes", "no"}:
        wanted = typed["is_shareholder"] == "yes" and not typed.get("amount", "").strip()
        return (Finding("portal.required", "请填写认缴出资额", "Enter the sum", "/amount"),) if wanted else ()
    return (Finding("portal.required", "请选择出不出资", "Say whether this person contributes", "/is_shareholder"),)


def _person(case: OwnCase, place: str) -> Founder:
    if place == NEW:
        return Founder(NEW, "", {})
    found = next((each for each in _founding(case).people if each.place == place), None)
    if found is None:
        raise Elsewhere(f"/my/cases/{case.number}/parties")
    return found


def _founding(case: OwnCase) -> Founding:
    found = parties.founding_of(case.application)
    if found is None:
        raise Elsewhere(f"/my/cases/{case.number}")
    return found


def _list(visit: Visit, case: OwnCase, faults: Faults, status: int = 200) -> Response:
    founding, missing = _founding(case), _missing(case)
    return page(
        visit,
        "parties.html",
        status,
        number=case.number,
        back=pages.page_before("parties", case.number),
        founding=founding,
        picture=shares.of_founders(founding.people),
        chart=organs.chart(founding) if kinds.is_company(kinds.of_number(case.number)) else None,
        capital=case.section(Section.PREMISES).get("capital_amount"),
        edited=case.edited(Section.PARTIES),
        faults=faults,
        reasons=case.criticised(Section.PARTIES),
        wanting={each.place: len(parties.of_person(missing, each.place)) for each in founding.people if each.said},
        at=lambda fault: _address(case.number, fault.pointer),
    )


def _address(number: str, pointer: str | None) -> str:
    """Where a fault is put right: on its person's page, on that of the name, or in this list."""
    base = f"/my/cases/{number}"
    if (pointer or "").startswith("/premises"):
        return f"{base}/name#capital_amount"
    place = parties.place_of(pointer)
    return f"{base}/parties/{place}#{(pointer or '').rsplit('/', 1)[-1]}" if place else "#people"


def _form(
    visit: Visit,
    case: OwnCase,
    person: Founder,
    typed: dict[str, str],
    posts: list[str],
    faults: Faults,
    status: int = 200,
) -> Response:
    return page(
        visit,
        "party.html",
        status,
        number=case.number,
        person=person,
        typed=typed,
        posts=posts,
        choices=case.application["founding"],
        documents=codes.items("id_document_type").items(),
        edited=case.edited(Section.PARTIES),
        faults=faults,
        reasons=case.criticised(Section.PARTIES),
    )
