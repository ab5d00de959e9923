"""The page 实名认证 on the applicant's screen (通知 2.1.2.5); whoever else signs is authenticated on the own phone."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Finding, Refusal
from services.portal.api.own_case import Number, OwnCase, after_step, own_case, turn
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import Elsewhere, PageRoute
from services.portal.api.visits import Own, Visit
from services.portal.domain import pages
from services.portal.operations import steps
from services.portal.operations.resources import Resources
from workflows.contract import Step

_WAITING = "认证中"
_OPERATOR = "operator"
_SAID_NO = "identity.person_mismatch"
_REGISTER_SECONDS = 6
"""The register answers in less than one; a person is not kept waiting for a page much longer."""

_SIGNING = frozenset({Step.COLLECT_SIGNATURES, Step.SUBMIT})


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix="/my/cases/{number}")

    @routes.get("/authentication")
    def ask_authentication(visit: Own, number: Number) -> Response:
        """Once somebody is authenticated, the result and until when it holds, as long as they sign."""
        case = own_case(resources, visit, number)
        if _SIGNING & set(case.steps):
            return _authentication(visit, case, Faults(), done=True)
        return _authentication(visit, turn(resources, visit, number, "authentication"), Faults())

    @routes.post("/authentication")
    def authenticate(visit: Own, number: Number) -> Response:
        """The separate consent (个人信息保护法 Art. 29), then the comparison; a no can be tried again."""
        case = turn(resources, visit, number, "authentication")
        try:
            ordered = steps.order(resources, visit.token, number, Step.AUTHENTICATE, visit.text("request_id"))
            resources.identity.post(
                "/authentications",
                visit.token,
                {
                    "application_no": number,
                    "consent_to_face": bool(visit.text("consent_to_face")),
                    "live_capture": "" if visit.at_window else f"capture-{uuid.uuid4().hex}",
                    "compared_in_person": visit.at_window and bool(visit.text("compared_in_person")),
                },
                **ordered.header,
            )
            taken = steps.take_ordered(resources, number, ordered, _REGISTER_SECONDS)
        except Refusal as refusal:
            if refusal.code == "case.step_in_progress":
                raise Elsewhere(f"/my/cases/{number}/authentication") from refusal
            # The registry's no stands with the person, whether it came at once or late.
            faults = Faults() if refusal.code == _SAID_NO else Faults(refusal)
            return _authentication(visit, case, faults, refusal.status)
        return after_step(number, taken) if taken else RedirectResponse(f"/my/cases/{number}/authentication", 303)

    @routes.get("/authentication/result")
    def await_authentication(visit: Own, number: Number) -> Response:
        """For the page that waits: nothing while the register is silent, then where the case goes on."""
        case = turn(resources, visit, number, "authentication")
        if any(person["status"] == _WAITING for person in _operator(visit, case)):
            return Response(status_code=204)
        raise Elsewhere(f"/my/cases/{number}/authentication")

    def _operator(visit: Visit, case: OwnCase) -> list[dict[str, Any]]:
        """Who is authenticated on this page; others are on their own phones."""
        found = resources.identity.get(f"/authentications/{case.number}", visit.token)["persons"]
        return [person for person in found if person["person_ref"] == _OPERATOR]

    def _authentication(
        visit: Visit, case: OwnCase, faults: Faults, status: int = 200, *, done: bool = False
    ) -> Response:
        persons = _operator(visit, case)
        return page(
            visit,
            "authentication.html",
            status,
            number=case.number,
            persons=persons,
            waiting=any(person["status"] == _WAITING for person in persons) and not faults,
            noes=_noes(persons),
            operator=case.application["operator"]["section"],
            handed_over=pages.is_handed_over(case.application["filing_type"]),
            window=case.application["signing"],
            faults=faults,
            done=done,
            request_id=uuid.uuid4().hex,
        )

    return routes


def _noes(persons: Sequence[Mapping[str, Any]]) -> Faults:
    """The population registry's no as identity keeps it with each person, whether it came at once or late."""
    found = [Finding(**person["refused_because"]) for person in persons if person["refused_because"]]
    if not found:
        return Faults()
    return Faults(Refusal.handed_on(found[0].code, found[0].zh, found[0].en, status=422, findings=found))
