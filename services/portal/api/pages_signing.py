"""The pages 实名认证 and 电子签名 on the applicant's screen, and the submission (通知 2.1.2.5, 2.1.2.6)."""

from __future__ import annotations

import uuid
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Finding, Refusal
from services.portal.api.own_case import Number, OwnCase, after_step, turn
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import Elsewhere, PageRoute
from services.portal.api.visits import Own, Visit
from services.portal.operations import steps
from services.portal.operations.resources import Resources
from workflows.contract import Step

_WAITING = "认证中"
_SAID_NO = "identity.person_mismatch"
_REGISTER_SECONDS = 6
"""The register answers in less than one; a person is not kept waiting for a page much longer."""


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix="/my/cases/{number}")
    # ---- 实名认证 -----------------------------------------------------------------------------------------------

    @routes.get("/authentication")
    def ask_authentication(visit: Own, number: Number) -> Response:
        return _authentication(visit, turn(resources, visit, number, "authentication"), Faults())

    @routes.post("/authentication")
    def authenticate(visit: Own, number: Number) -> Response:
        """The separate consent (个人信息保护法 Art. 29), then the comparison; a no can be tried again."""
        case = turn(resources, visit, number, "authentication")
        try:
            resources.identity.post(
                "/authentications",
                visit.token,
                {
                    "application_no": number,
                    "consent_to_face": bool(visit.text("consent_to_face")),
                    "live_capture": f"capture-{uuid.uuid4().hex}",
                },
            )
            taken = steps.take(resources, number, Step.AUTHENTICATE, visit.text("request_id"), _REGISTER_SECONDS)
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
        if any(person["status"] == _WAITING for person in _persons(visit, case)):
            return Response(status_code=204)
        raise Elsewhere(f"/my/cases/{number}/authentication")

    def _persons(visit: Visit, case: OwnCase) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = resources.identity.get(f"/authentications/{case.number}", visit.token)["persons"]
        return found

    def _authentication(visit: Visit, case: OwnCase, faults: Faults, status: int = 200) -> Response:
        persons = _persons(visit, case)
        return page(
            visit,
            "authentication.html",
            status,
            number=case.number,
            persons=persons,
            waiting=any(person["status"] == _WAITING for person in persons) and not faults,
            noes=_noes(persons),
            operator=case.application["operator"]["section"],
            window=case.application["signing"],
            faults=faults,
            request_id=uuid.uuid4().hex,
        )

    # ---- 电子签名 -----------------------------------------------------------------------------------------------

    @routes.get("/signing")
    def show_signing(visit: Own, number: Number) -> Response:
        return _signing(visit, turn(resources, visit, number, "signing"), None, Faults())

    @routes.post("/signing")
    def show_code(visit: Own, number: Number) -> Response:
        """【签字二维码】: a link for the signer's phone; earlier ones end."""
        case = turn(resources, visit, number, "signing")
        if _all_signed(case):
            raise Elsewhere(f"/my/cases/{number}/signing")
        try:
            link = resources.signing.post(f"/sessions/{number}/links", visit.token, None)
        except Refusal as refusal:
            return _signing(visit, case, None, Faults(refusal), refusal.status)
        return _signing(visit, case, link, Faults())

    @routes.post("/submission")
    def submit(visit: Own, number: Number) -> Response:
        """What must be done before the deadline; the signatures are verified first."""
        case = turn(resources, visit, number, "signing")
        try:
            steps.take(resources, number, Step.SUBMIT, visit.text("request_id"))
        except Refusal as refusal:
            if refusal.code == "case.step_out_of_order":
                raise Elsewhere(f"/my/cases/{number}") from refusal
            return _signing(visit, case, None, Faults(refusal), refusal.status)
        return RedirectResponse(f"/my/cases/{number}", 303)

    def _signing(
        visit: Visit, case: OwnCase, link: dict[str, Any] | None, faults: Faults, status: int = 200
    ) -> Response:
        documents = resources.signing.get(f"/sessions/{case.number}/documents", visit.token)["documents"]
        if link:
            # The picture holds the link's token; as data in the page it is in no address and in no log.
            link = link | {"qr": "data:image/svg+xml;base64," + b64encode(link["qr_svg"].encode()).decode()}
        return page(
            visit,
            "signing.html",
            status,
            number=case.number,
            stage=case.stage,
            all_signed=_all_signed(case),
            table=case.content["signing"],
            window=case.application["signing"],
            documents=documents,
            link=link,
            faults=faults,
            request_id=uuid.uuid4().hex,
        )

    return routes


def _all_signed(case: OwnCase) -> bool:
    """Whether every signature is there, as the signing service says; also before the case has taken them over."""
    table = case.content["signing"]
    return Step.COLLECT_SIGNATURES not in case.steps or bool(table and table["state"] == "signed")


def _noes(persons: Sequence[Mapping[str, Any]]) -> Faults:
    """The population registry's no as identity keeps it with each person, whether it came at once or late."""
    found = [Finding(**person["refused_because"]) for person in persons if person["refused_because"]]
    if not found:
        return Faults()
    return Faults(Refusal.handed_on(found[0].code, found[0].zh, found[0].en, status=422, findings=found))
