"""Pages of the account: what it holds, where it is logged in, the way out, a new password."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Refusal
from services.portal.api.asked_codes import Outcome, ask_for_guarded_code, refused
from services.portal.api.rendering import page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import ANYBODY, AnyMember, Anyone, Visit
from services.portal.operations import codes, sessions
from services.portal.operations.resources import Resources

_FORGOTTEN = '"cache", "storage"'
"""What a browser forgets of us with the session: pages it kept for going back, and what was typed and not sent."""


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute)

    @routes.post("/logout")
    def log_out(visit: Anyone) -> Response:
        """Everywhere. Who came through the unified authentication centre is shown the way out of there, too."""
        answer: Response
        tokens, provider = visit.tokens, visit.notes.get("provider")
        visit.end()
        if provider:
            visit.note("provider", None)
        if tokens:
            resources.ended.end(tokens)
            sessions.log_out(resources, tokens.access)
        if provider and provider.get("logout_url"):
            answer = page(visit, "logged_out.html", logout_url=provider["logout_url"])
        else:
            answer = RedirectResponse("/", 303)
        answer.headers["Clear-Site-Data"] = _FORGOTTEN
        return answer

    @routes.get("/logout", dependencies=[Depends(ANYBODY)])
    def was_logged_out() -> Response:
        return RedirectResponse("/", 303)

    @routes.get("/my/account")
    def show_account(visit: AnyMember) -> Response:
        own = resources.identity.get("/me", visit.token)
        return page(visit, "account.html", own=own, sessions=resources.identity.get("/sessions", visit.token)["items"])

    # ---- new password ------------------------------------------------------------------------------------------

    @routes.get("/password")
    def ask_password(visit: Anyone) -> Response:
        return _password(visit, {}, Outcome())

    @routes.post("/password/code")
    def send_reset_code(visit: Anyone) -> Response:
        typed = visit.texts()
        return _password(visit, typed, ask_for_guarded_code(typed, lambda: codes.send_code(resources, "reset", typed)))

    @routes.post("/password")
    def reset_password(visit: Anyone) -> Response:
        typed = visit.texts()
        wanted = {name: typed.get(name, "") for name in ("mobile", "sms_code", "password", "password_confirm")}
        try:
            resources.identity.post("/passwords/reset", None, wanted)
        except Refusal as refusal:
            return _password(visit, typed, refused(refusal))
        visit.end()
        return page(visit, "password_done.html")

    def _password(visit: Visit, typed: dict[str, str], outcome: Outcome) -> Response:
        captcha_id = codes.shown_captcha(resources, typed, outcome.faults.refusal)
        return page(visit, "password.html", outcome.status, typed=typed, outcome=outcome, captcha_id=captcha_id)

    return routes
