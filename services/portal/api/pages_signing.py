"""The page 电子签名 on the applicant's screen, with everybody who signs, and the submission (通知 2.1.2.6)."""

from __future__ import annotations

import uuid
from base64 import b64encode
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Refusal
from kernel.web.documents import PDF
from services.portal.api.own_case import Number, OwnCase, turn
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import Elsewhere, PageRoute
from services.portal.api.visits import Own, Visit
from services.portal.domain import bindings
from services.portal.operations import steps
from services.portal.operations.resources import Resources
from services.portal.operations.scans import as_one_pdf
from workflows.contract import Step

_SIGNED = "已签名"
_OPERATOR = "operator"
Party = Annotated[str, Path(pattern=r"^[a-z0-9_-]{1,40}$")]


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix="/my/cases/{number}")

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

    @routes.post("/invitations/{party}")
    def invite_again(visit: Own, number: Number, party: Party) -> Response:
        """Another text message to somebody who signs without an account; the older link ends."""
        case = turn(resources, visit, number, "signing")
        try:
            resources.identity.post(f"/authentications/{number}/invitations/{party}", visit.token, None)
        except Refusal as refusal:
            return _signing(visit, case, None, Faults(refusal), refusal.status)
        return RedirectResponse(f"/my/cases/{number}/signing", 303)

    @routes.post("/paper")
    def hand_in_paper(visit: Own, number: Number) -> Response:
        """At the window: the scan of what one of the signers signed on paper takes the place of their signature on the
        phone. Whoever was invited is first compared with their document, as the operator was before."""
        case = turn(resources, visit, number, "signing")
        party = next((line["party_ref"] for line in _unsigned(case) if line["party_ref"] == visit.text("party")), None)
        try:
            scan = as_one_pdf([file.file.read() for file in visit.chosen("scan")])
            if party not in {None, _OPERATOR}:
                compared = {"compared_in_person": bool(visit.text("compared_in_person"))}
                path = f"/authentications/{number}/invitations/{party}/comparison"
                resources.identity.post(path, visit.token, compared)
            asked = f"?party={party}" if party else ""
            done = resources.signing.send("POST", f"/sessions/{number}/paper{asked}", visit.token, scan, PDF)
        except Refusal as refusal:
            return _signing(visit, case, None, Faults(refusal), refusal.status)
        if done["complete"]:
            steps.tell_signed(resources, number)
        return RedirectResponse(f"/my/cases/{number}/signing", 303)

    @routes.post("/submission")
    def submit(visit: Own, number: Number) -> Response:
        """What must be done before the deadline; the signatures are verified first."""
        case = turn(resources, visit, number, "signing")
        try:
            steps.take(resources, visit.token, number, Step.SUBMIT, visit.text("request_id"))
        except Refusal as refusal:
            if refusal.code == "case.step_out_of_order":
                raise Elsewhere(f"/my/cases/{number}") from refusal
            return _signing(visit, case, None, Faults(refusal), refusal.status)
        return RedirectResponse(f"/my/cases/{number}", 303)

    def _signing(
        visit: Visit, case: OwnCase, link: dict[str, Any] | None, faults: Faults, status: int = 200
    ) -> Response:
        documents = resources.signing.get(f"/sessions/{case.number}/documents", visit.token)["documents"]
        table = case.content["signing"]
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
            table=table,
            own_signed=_signed(table, _OPERATOR),
            unsigned=_unsigned(case),
            party=visit.text("party"),
            declined=bindings.DECLINED,
            may_reopen=Step.REOPEN in case.steps,
            invited=_invited(visit, case, table),
            window=case.application["signing"],
            documents=documents,
            link=link,
            faults=faults,
            request_id=uuid.uuid4().hex,
        )

    def _invited(visit: Visit, case: OwnCase, table: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Those who sign without an account, by their place among the parties, as far as their authentication got."""
        if len(table["signers"]) == 1:
            return {}
        found = resources.identity.get(f"/authentications/{case.number}", visit.token)["persons"]
        return {person["person_ref"]: person for person in found if person["invitation"]}

    return routes


def _unsigned(case: OwnCase) -> list[dict[str, Any]]:
    """Those who have not signed yet."""
    table = case.content["signing"]
    return [line for line in table["signers"] if line["status"] != _SIGNED] if table else []


def _signed(table: Mapping[str, Any], party: str) -> bool:
    return any(line["party_ref"] == party and line["status"] == _SIGNED for line in table["signers"])


def _all_signed(case: OwnCase) -> bool:
    """Whether every signature is there, as the signing service says; also before the case has taken them over."""
    table = case.content["signing"]
    return Step.COLLECT_SIGNATURES not in case.steps or bool(table and table["state"] == "signed")
