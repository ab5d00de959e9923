"""Logging in through the unified authentication centre: there, back, and what must follow the first time."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Outage, Refusal
from services.portal.api.asked_codes import Outcome, ask_for_code, refused
from services.portal.api.login_form import login_form
from services.portal.api.pages_public import own_path
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Anyone, Visit
from services.portal.domain.tokens import Tokens
from services.portal.operations import sessions
from services.portal.operations.resources import Resources

_NOTE = "unified"


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix="/login/unified")

    @routes.get("")
    def begin(visit: Anyone, next: Annotated[str, Query(max_length=200)] = "") -> Response:
        """Off to the centre; what must come back is kept encrypted in this browser alone."""
        try:
            begun = sessions.begin_unified(resources)
        except Outage as outage:
            return _unavailable(visit, outage)
        visit.note(
            _NOTE, {"login": begun["login"], "next": own_path(next) if next else "", "logout_url": begun["logout_url"]}
        )
        return RedirectResponse(begun["authorization_url"], 303)

    @routes.get("/back")
    def come_back(request: Request, visit: Anyone) -> Response:
        """What the centre sent the browser back with, whatever it may be."""
        brought = {name: values[-1] for name, values in parse_qs(urlsplit(str(request.url)).query).items()}
        kept = visit.notes.get(_NOTE)
        if kept is None or "login" not in kept:
            return _refused(visit, _over())
        if "code" not in brought:
            visit.note(_NOTE, None)
            return _refused(visit, _not_done())
        try:
            answer = sessions.answer_unified(resources, kept["login"], brought.get("state", ""), brought["code"])
        except Outage as outage:
            return _unavailable(visit, outage)
        except Refusal as refusal:
            return _refused(visit, refusal)
        if isinstance(answer, Tokens):
            return _logged_in(visit, kept, answer)
        follows = {name: answer[name] for name in ("follows", "name", "mobile")}
        visit.note(_NOTE, kept | {"follows": follows})
        return RedirectResponse("/login/unified/first", 303)

    @routes.get("/first")
    def ask_completion(visit: Anyone) -> Response:
        return _first(visit, Outcome())

    @routes.post("/first/code")
    def send_link_code(visit: Anyone) -> Response:
        kept = visit.notes.get(_NOTE) or {}
        login = {"login": kept.get("login", "")}
        return _first(visit, ask_for_code(lambda: resources.identity.post("/sessions/unified/codes", None, login)))

    @routes.post("/first")
    def complete(visit: Anyone) -> Response:
        kept = visit.notes.get(_NOTE) or {}
        accepted = visit.text("agreement_accepted") == "yes"
        try:
            tokens = sessions.complete_unified(resources, kept.get("login", ""), visit.text("sms_code", 12), accepted)
        except Refusal as refusal:
            if refusal.status == 422:
                return _first(visit, refused(refusal))
            return _refused(visit, refusal)
        return _logged_in(visit, kept, tokens)

    def _first(visit: Visit, outcome: Outcome) -> Response:
        kept = visit.notes.get(_NOTE) or {}
        if "follows" not in kept:
            return RedirectResponse("/login", 303)
        return page(visit, "unified_first.html", outcome.status, follows=kept["follows"], outcome=outcome)

    def _logged_in(visit: Visit, kept: dict[str, Any], tokens: Tokens) -> Response:
        visit.note(_NOTE, None)
        visit.note("provider", {"logout_url": kept["logout_url"]})
        visit.begin(tokens)
        return RedirectResponse(kept["next"] or visit.home, 303)

    def _refused(visit: Visit, refusal: Refusal) -> Response:
        return login_form(visit, Faults(refusal), 422, unified=True)

    def _unavailable(visit: Visit, outage: Outage) -> Response:
        refusal = Refusal(outage.code, outage.zh, outage.en)
        answer = login_form(visit, Faults(refusal), 503, unified=True)
        answer.headers["Retry-After"] = str(max(1, round(outage.retry_after)))
        return answer

    return routes


def _over() -> Refusal:
    return Refusal(
        "portal.unified_elsewhere",
        "请在本页重新从统一身份认证中心登录",
        "Please begin again from this page at the unified authentication centre",
    )


def _not_done() -> Refusal:
    return Refusal(
        "portal.unified_not_done",
        "统一身份认证中心的登录没有完成，可以重新登录，或用账号密码登录",
        "The log-in at the unified authentication centre was not completed; try again, or use your password",
    )
