"""Pages of the account: log in and out, set a new password."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Refusal
from services.portal.api.pages_public import own_path
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Anyone, Visit
from services.portal.operations import codes, sessions
from services.portal.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute)

    @routes.get("/login")
    def ask_login(visit: Anyone, next: Annotated[str, Query(max_length=200)] = "") -> Response:
        if visit.tokens:
            return RedirectResponse(own_path(next) if next else visit.home, 303)
        return page(visit, "login.html", account_name="", next=own_path(next) if next else "", faults=Faults())

    @routes.post("/login")
    def log_in(visit: Anyone) -> Response:
        name, back = visit.text("account_name", 60), visit.text("next", 200)
        try:
            tokens = sessions.log_in(resources, name, visit.text("password", 200), visit.text("totp_code", 12))
        except Refusal as refusal:
            return page(visit, "login.html", 422, account_name=name, next=back, faults=Faults(refusal))
        visit.begin(tokens)
        return RedirectResponse(own_path(back) if back else visit.home, 303)

    @routes.post("/logout")
    def log_out(visit: Anyone) -> Response:
        """Everywhere."""
        tokens = visit.tokens
        visit.end()
        if tokens:
            sessions.log_out(resources, tokens.access)
        return RedirectResponse("/", 303)

    # ---- new password ------------------------------------------------------------------------------------------

    @routes.get("/password")
    def ask_password(visit: Anyone) -> Response:
        return _password(visit, {}, Faults())

    @routes.post("/password/code")
    def send_reset_code(visit: Anyone) -> Response:
        typed = visit.texts()
        try:
            sent = codes.send_code(resources, "reset", typed)
        except Refusal as refusal:
            return _password(visit, typed, Faults(refusal), 422)
        return _password(visit, typed, Faults(), sent=sent)

    @routes.post("/password")
    def reset_password(visit: Anyone) -> Response:
        typed = visit.texts()
        wanted = {name: typed.get(name, "") for name in ("mobile", "sms_code", "password", "password_confirm")}
        try:
            resources.identity.post("/passwords/reset", None, wanted)
        except Refusal as refusal:
            return _password(visit, typed, Faults(refusal), 422)
        visit.end()
        return page(visit, "password_done.html")

    def _password(visit: Visit, typed: dict[str, str], faults: Faults, status: int = 200, sent: Any = None) -> Response:
        captcha_id = codes.shown_captcha(resources, typed, faults.refusal)
        return page(visit, "password.html", status, typed=typed, faults=faults, sent=sent, captcha_id=captcha_id)

    return routes
