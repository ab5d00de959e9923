"""The phone of somebody who was invited to sign: the link, a code, consent to face recognition; then the phone pages
of every signer (实施细则 第十六条)."""

from __future__ import annotations

import uuid
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Outage, Refusal
from services.portal.api.asked_codes import Outcome, ask_for_code, refused
from services.portal.api.pages_phone import begin_signing
from services.portal.api.rendering import page
from services.portal.api.troubles import Elsewhere, PageRoute
from services.portal.api.visits import Anyone, Visit
from services.portal.domain import bindings
from services.portal.operations.resources import Resources

NOTE = "join"
"""What is remembered of the visitor: the link's token, what it showed, and the ticket it was traded for."""


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/join", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def receive_invitation(visit: Anyone) -> Response:
        """The token stands behind the #, so a script of ours sends it on in a form."""
        return page(visit, "join_link.html")

    @routes.post("")
    def open_invitation(visit: Anyone) -> Response:
        token = visit.text("token", 128)
        visit.note(NOTE, {"token": token, "shown": resources.identity.post("/invitations/opening", None, of(token))})
        return RedirectResponse("/join/invitation", 303)

    @routes.get("/invitation")
    def show_invitation(visit: Anyone) -> Response:
        return invitation_page(visit, "", Outcome())

    @routes.post("/invitation/code")
    def send_code(visit: Anyone) -> Response:
        token = kept(visit)["token"]
        asked = ask_for_code(lambda: resources.identity.post("/invitations/codes", None, of(token)))
        return invitation_page(visit, visit.text("sms_code", 40), asked)

    @routes.post("/invitation")
    def accept_invitation(visit: Anyone) -> Response:
        """Link and code together say who it is."""
        known, typed = kept(visit), visit.text("sms_code", 40)
        try:
            given = resources.identity.post(
                "/invitations/tickets", None, of(known["token"]) | {"sms_code": "".join(typed.split())}
            )
        except Refusal as refusal:
            if refusal.status in {404, 410}:
                raise
            return invitation_page(visit, typed, refused(refusal))
        if given["authenticated"]:
            return _sign(visit, given["ticket"])
        visit.note(NOTE, known | {"ticket": given["ticket"]})
        return RedirectResponse("/join/authentication", 303)

    @routes.get("/authentication")
    def ask_authentication(visit: Anyone) -> Response:
        return _authentication(visit, Outcome())

    @routes.post("/authentication")
    def authenticate(visit: Anyone) -> Response:
        """The separate consent (个人信息保护法 Art. 29), then the comparison at once; a no can be tried again."""
        consent = {
            "consent_to_face": bool(visit.text("consent_to_face")),
            "live_capture": f"capture-{uuid.uuid4().hex}",
        }
        try:
            vouched = resources.identity.post("/invitations/authentications", _ticket(visit), consent)
        except Refusal as refusal:
            if refusal.status == 401:
                raise Elsewhere("/join/invitation") from refusal
            if refusal.status in {404, 410}:
                raise
            return _authentication(visit, refused(refusal))
        except Outage as outage:
            return _authentication(visit, Outcome(status=503, silent=outage))
        visit.note(NOTE, kept(visit) | {"ticket": vouched["ticket"]})
        return _sign(visit, vouched["ticket"])

    def _sign(visit: Visit, ticket: str) -> Response:
        return begin_signing(visit, resources.signing.post("/phone/admissions", ticket, None))

    def _authentication(visit: Visit, outcome: Outcome) -> Response:
        _ticket(visit)
        return page(visit, "join_authentication.html", outcome.status, shown=kept(visit)["shown"], outcome=outcome)

    return routes


def invitation_page(visit: Visit, typed: str, outcome: Outcome) -> Response:
    """Who invites whom to what, and what it binds them to."""
    shown = kept(visit)["shown"]
    binds = bindings.of(shown["role_code"])
    return page(
        visit,
        "join.html",
        outcome.status,
        shown=shown,
        binds=binds,
        reasons=bindings.DECLINED,
        code_typed=typed,
        outcome=outcome,
    )


def of(token: str) -> dict[str, str]:
    """As identity is told of an invitation."""
    return {"token": token}


def kept(visit: Visit) -> dict[str, Any]:
    """What the visitor's invitation showed; without one the page says how to open it."""
    noted = visit.notes.get(NOTE)
    if not noted:
        raise Elsewhere("/join")
    found: dict[str, Any] = noted
    return found


def _ticket(visit: Visit) -> str:
    ticket = kept(visit).get("ticket")
    if not ticket:
        raise Elsewhere("/join/invitation")
    return str(ticket)
