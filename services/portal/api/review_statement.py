"""Why a person should look at an automatic refusal (个人信息保护法 Art. 24): the page that asks for it."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Refusal
from services.portal.api.own_case import Number, OwnCase
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Own, Visit


def router(
    place: str,
    template: str,
    refused: Callable[[Visit, str], OwnCase],
    ask: Callable[[Visit, str, str], None],
) -> APIRouter:
    """The page `place` of a case. `refused` is the case while a person can be asked, or leads elsewhere; `ask` hands a
    statement on, and sent twice it is one request."""
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix=f"/my/cases/{{number}}/{place}")

    @routes.get("")
    def ask_statement(visit: Own, number: Number) -> Response:
        return _form(visit, place, template, refused(visit, number))

    @routes.post("")
    def request_review(visit: Own, number: Number) -> Response:
        case, statement = refused(visit, number), visit.lines("statement", 1200)
        try:
            _check(statement)
            ask(visit, number, statement)
        except Refusal as refusal:
            return _form(visit, place, template, case, statement, Faults(refusal), refusal.status)
        return RedirectResponse(f"/my/cases/{number}", 303)

    return routes


def _check(statement: str) -> None:
    """Raises Refusal `portal.statement_missing` at its field."""
    if len(statement) < 2:
        raise Refusal(
            "portal.statement_missing",
            "请写明申请人工审查的理由",
            "Say why a person should review the decision",
            pointer="/statement",
        )


def _form(
    visit: Visit,
    place: str,
    template: str,
    case: OwnCase,
    statement: str = "",
    faults: Faults | None = None,
    status: int = 200,
) -> Response:
    return page(
        visit,
        template,
        status,
        number=case.number,
        place=place,
        case=case,
        decision=case.content["decision"],
        typed={"statement": statement},
        faults=faults or Faults(),
    )
