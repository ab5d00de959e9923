"""Correcting a returned case (补正): begun at the field of one reason, ended by handing in again."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from catalogues.filing_types.words import Section, Stage
from kernel.errors import Refusal
from services.portal.api.case_page import case_page, place_of
from services.portal.api.own_case import Number, OwnCase, own_case, where_next
from services.portal.api.rendering import Faults
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Own, Visit
from services.portal.operations import account_holder, liaison, showing, steps
from services.portal.operations.resources import Resources
from workflows.contract import Step

_SEEN = ("name", "decision", *showing.CORRECTION)


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/my/cases/{number}", include_in_schema=False, route_class=PageRoute)

    @routes.post("/correction")
    def begin(visit: Own, number: Number) -> Response:
        """On to the field of the reason that was chosen, or to the first page that the correction opens."""
        case = own_case(resources, visit, number, _SEEN)
        try:
            if case.exact and case.stage != Stage.CORRECTION_REQUIRED:
                return _to_field(visit, case)
            taken = steps.take(resources, visit.token, number, Step.CORRECT, visit.text("request_id"))
        except Refusal as refusal:
            return case_page(resources, visit, number, Faults(refusal), refusal.status)
        if taken is None:
            return RedirectResponse(f"/my/cases/{number}", 303)
        return _to_field(visit, own_case(resources, visit, number, _SEEN))

    @routes.post("/corrected")
    def hand_in_again(visit: Own, number: Number) -> Response:
        """Everything is changed: take the steps of the pages on which nothing is left to do, on to what is."""
        case = own_case(resources, visit, number, _SEEN)
        if not case.to_correct or case.stage == Stage.CORRECTION_REQUIRED:
            return RedirectResponse(where_next(number, case.steps), 303)
        try:
            return RedirectResponse(_carried_on(visit, case), 303)
        except Refusal as refusal:
            return case_page(resources, visit, number, Faults(refusal), refusal.status)

    def _to_field(visit: Visit, case: OwnCase) -> Response:
        chosen = visit.text("item", 3)
        item = case.to_correct[int(chosen)] if chosen.isdigit() and int(chosen) < len(case.to_correct) else None
        place = place_of(case, item) if item else where_next(case.number, case.steps)
        return RedirectResponse(place or f"/my/cases/{case.number}", 303)

    def _carried_on(visit: Visit, case: OwnCase) -> str:
        """Where the applicant goes on. What was confirmed before and is unchanged is confirmed as it is; whoever signs
        sees all of it in the documents."""
        possible = case.steps
        if Step.CONFIRM_OPERATOR in possible:
            kept = case.section(Section.OPERATOR)
            differs = account_holder.differences(resources, visit.token, kept)
            if differs := differs + liaison.faults(resources, visit.token, kept):
                raise Refusal(differs[0].code, differs[0].zh, differs[0].en, findings=differs)
            taken = steps.take(resources, visit.token, case.number, Step.CONFIRM_OPERATOR)
            possible = taken.possible_steps if taken else ()
        if Step.COMPLETE_DETAILS in possible and not (
            Step.CONFIRM_DOCUMENTS in possible and case.application["documents_current"]
        ):
            taken = steps.take(resources, visit.token, case.number, Step.COMPLETE_DETAILS)
            possible = taken.possible_steps if taken else ()
        return where_next(case.number, possible)

    return routes
