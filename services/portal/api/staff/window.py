"""窗口收件: a clerk identifies whoever stands at the window, and goes through the pages of applicants for them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from catalogues import codes
from kernel.errors import Refusal
from kernel.masking import mask_name
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Clerk, Own, Visit
from services.portal.domain.tokens import Tokens
from services.portal.operations import sessions
from services.portal.operations.resources import Resources

_FIELDS = ("name", "id_document_type", "id_number", "mobile", "sms_code")
_NO_ACCOUNT_YET = "identity.window_code_needed"
_OF_THE_CODE = frozenset({"/sms_code", "/mobile"})


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/window", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def ask_who(visit: Clerk) -> Response:
        return _window(visit, {}, Faults())

    @routes.post("")
    def identify(visit: Clerk) -> Response:
        """From here on the pages are those of the person, until the clerk ends it."""
        typed = _typed(visit)
        asked: dict[str, Any] = {name: typed[name] for name in _FIELDS}
        asked |= {"present": bool(typed["present"]), "read": "card" if typed["read"] == "card" else "typed"}
        assert visit.tokens
        try:
            person = sessions.identify_person(resources, visit.token, asked)
        except Refusal as refusal:
            findings = refusal.all_findings()
            new = refusal.code == _NO_ACCOUNT_YET or any(each.pointer in _OF_THE_CODE for each in findings)
            return _window(visit, typed, Faults(refusal), refusal.status, new=new)
        clerk = visit.tokens
        visit.begin(person)
        kept = [clerk.access, clerk.refresh, clerk.expires_at]
        visit.note("window", {"clerk": kept, "person": mask_name(typed["name"].strip())})
        return RedirectResponse("/my/cases", 303)

    @routes.post("/code")
    def send_code(visit: Clerk) -> Response:
        """To somebody who has no account yet, and tells the clerk the code that arrived."""
        typed = _typed(visit)
        try:
            resources.identity.post("/window/codes", visit.token, {"mobile": typed["mobile"]})
        except Refusal as refusal:
            return _window(visit, typed, Faults(refusal), refusal.status, new=True)
        return _window(visit, typed, Faults(), new=True, sent=True)

    @routes.post("/end")
    def end(visit: Own) -> Response:
        """The clerk is themselves again."""
        kept = visit.notes.get("window")
        visit.note("window", None)
        if not kept or not visit.at_window:
            visit.end()
            return RedirectResponse("/login", 303)
        visit.begin(Tokens(*kept["clerk"]))
        return RedirectResponse("/window", 303)

    def _window(
        visit: Visit,
        typed: dict[str, Any],
        faults: Faults,
        status: int = 200,
        *,
        new: bool = False,
        sent: bool = False,
    ) -> Response:
        return page(
            visit,
            "window.html",
            status,
            typed=typed,
            types=codes.items("id_document_type").items(),
            new=new,
            sent=sent,
            faults=faults,
        )

    return routes


def _typed(visit: Visit) -> dict[str, str]:
    return {name: visit.text(name, 200) for name in (*_FIELDS, "present", "read")}
