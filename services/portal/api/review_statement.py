"""Why an applicant wants a person to look at an automatic refusal: as it is typed, and the page that asks for it."""

from __future__ import annotations

from fastapi.responses import Response

from kernel.errors import Refusal
from services.portal.api.own_case import OwnCase
from services.portal.api.rendering import Faults, page
from services.portal.api.visits import Visit


def typed(visit: Visit) -> str:
    return visit.lines("statement", 1200)


def check(statement: str) -> None:
    """Raises Refusal `portal.statement_missing` at its field."""
    if len(statement) < 2:
        raise Refusal(
            "portal.statement_missing",
            "请写明申请人工审查的理由",
            "Say why a person should review the decision",
            pointer="/statement",
        )


def form(
    visit: Visit, template: str, case: OwnCase, statement: str = "", faults: Faults | None = None, status: int = 200
) -> Response:
    return page(
        visit,
        template,
        status,
        number=case.number,
        case=case,
        decision=case.content["decision"],
        typed={"statement": statement},
        faults=faults or Faults(),
    )
