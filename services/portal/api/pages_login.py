"""Pages of logging in: name and password, then what staff need beside it."""

from __future__ import annotations

from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Query
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from kernel.errors import Refusal
from services.portal.api import typed_forms
from services.portal.api.asked_codes import Outcome, ask_for_guarded_code, refused
from services.portal.api.ciphers import Cipher
from services.portal.api.login_form import login_form
from services.portal.api.pages_public import own_path
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import ANYBODY, Anyone, Visit
from services.portal.domain.tokens import Tokens
from services.portal.operations import codes, sessions
from services.portal.operations.resources import Resources

_FROM_THE_START = frozenset({"identity.login_step_over", "identity.login_locked"})


def router(resources: Resources, cipher: Cipher) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute)

    @routes.get("/login")
    def ask_login(visit: Anyone, next: Annotated[str, Query(max_length=200)] = "") -> Response:
        if visit.tokens:
            return RedirectResponse(own_path(next) if next else visit.home, 303)
        return _login(visit, "", own_path(next) if next else "", Faults())

    @routes.post("/login")
    def log_in(visit: Anyone) -> Response:
        """The second factor is asked for on a page of its own, by those who have one."""
        name, back = visit.text("account_name", 60), visit.text("next", 200)
        try:
            tokens = sessions.log_in(resources, name, visit.text("password", 200), visit.text("totp_code", 12))
        except Refusal as refusal:
            if refusal.code == "identity.second_factor_required" and "totp_code" not in visit.form:
                return _code(visit, name, back, refusal.details["ticket"], Faults())
            if refusal.code == "identity.device_unconfirmed":
                return _device(visit, {"ticket": refusal.details["ticket"], "next": back}, Faults())
            return _login(visit, name, back, Faults(refusal), 422)
        return _logged_in(visit, tokens, back, visit.text(typed_forms.FIELD, typed_forms.LONGEST))

    @routes.get("/login/mobile")
    def ask_mobile(visit: Anyone, next: Annotated[str, Query(max_length=200)] = "") -> Response:
        """Logging in with a code by text message instead of a password."""
        if visit.tokens:
            return RedirectResponse(own_path(next) if next else visit.home, 303)
        return _mobile(visit, {"next": next}, Outcome())

    @routes.post("/login/mobile/code")
    def send_code(visit: Anyone) -> Response:
        """The same answer whether or not the mobile has an account."""
        typed = visit.texts()
        return _mobile(visit, typed, ask_for_guarded_code(typed, lambda: codes.send_code(resources, "login", typed)))

    @routes.post("/login/mobile")
    def log_in_by_mobile(visit: Anyone) -> Response:
        typed = visit.texts()
        try:
            tokens = sessions.log_in_by_mobile(
                resources, typed.get("mobile", "")[:200], typed.get("sms_code", "")[:200]
            )
        except Refusal as refusal:
            return _mobile(visit, typed, refused(refusal))
        return _logged_in(visit, tokens, typed.get("next", ""), visit.text(typed_forms.FIELD, typed_forms.LONGEST))

    def _mobile(visit: Visit, typed: dict[str, str], outcome: Outcome) -> Response:
        captcha_id = codes.shown_captcha(resources, typed, outcome.faults.refusal)
        back = typed.get("next", "")
        return page(
            visit,
            "login_mobile.html",
            outcome.status,
            typed=typed,
            next=own_path(back) if back else "",
            typed_form=visit.text(typed_forms.FIELD, typed_forms.LONGEST),
            outcome=outcome,
            captcha_id=captcha_id,
        )

    @routes.get("/login/code", dependencies=[Depends(ANYBODY)])
    @routes.get("/login/device", dependencies=[Depends(ANYBODY)])
    def begin_again() -> Response:
        """These steps follow a password and cannot be opened by their address."""
        return RedirectResponse("/login", 303)

    @routes.post("/login/code")
    def answer_second_factor(visit: Anyone) -> Response:
        name, back, ticket = visit.text("account_name", 60), visit.text("next", 200), visit.text("ticket", 1000)
        try:
            tokens = sessions.answer_second_factor(resources, ticket, visit.text("totp_code", 12))
        except Refusal as refusal:
            if refusal.code in _FROM_THE_START:
                return _login(visit, name, back, Faults(refusal), 422)
            return _code(visit, name, back, ticket, Faults(refusal), 422)
        return _logged_in(visit, tokens, back)

    @routes.post("/login/device")
    def confirm_device(visit: Anyone) -> Response:
        typed = visit.texts()
        try:
            tokens = sessions.confirm_device(resources, typed)
        except Refusal as refusal:
            if refusal.code in _FROM_THE_START:
                return _login(visit, typed.get("account_name", "")[:60], typed.get("next", ""), Faults(refusal), 422)
            return _device(visit, typed, Faults(refusal), 422)
        return _logged_in(visit, tokens, typed.get("next", ""))

    def _login(visit: Visit, name: str, back: str, faults: Faults, status: int = 200) -> Response:
        unified = sessions.unified_is_connected(resources)
        kept = visit.text(typed_forms.FIELD, typed_forms.LONGEST)
        return login_form(visit, faults, status, unified=unified, account_name=name, back=back, typed_form=kept)

    def _code(visit: Visit, name: str, back: str, ticket: str, faults: Faults, status: int = 200) -> Response:
        return page(
            visit,
            "login_code.html",
            status,
            account_name=name,
            next=own_path(back) if back else "",
            ticket=ticket,
            faults=faults,
        )

    def _device(visit: Visit, typed: dict[str, str], faults: Faults, status: int = 200) -> Response:
        try:
            device = resources.identity.post("/sessions/devices", None, {"ticket": typed.get("ticket", "")[:1000]})
        except Refusal as refusal:
            return _login(visit, typed.get("account_name", "")[:60], typed.get("next", ""), Faults(refusal), 422)
        return page(
            visit, "login_device.html", status, typed=typed, device=device, qr=_qr(device["uri"]), faults=faults
        )

    def _logged_in(visit: Visit, tokens: Tokens, back: str, typed_form: str = "") -> Response:
        visit.begin(tokens)
        if typed_form and (offered := typed_forms.offered_again(resources, visit, cipher, typed_form)):
            return offered
        return RedirectResponse(own_path(back) if back else visit.home, 303)

    return routes


def _qr(text: str) -> Markup:
    """A QR code (ISO/IEC 18004) as SVG inside the page."""
    drawn = segno.make(text, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=True)
    return Markup(drawn)  # noqa: S704 - drawn by us, without any text of others
