"""The page on which somebody whose identity was used for a registration applies to have it revoked, and follows it."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Refusal
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Own, Visit
from services.portal.domain import revocations
from services.portal.operations import account_holder, revoking
from services.portal.operations.resources import Resources

_LONGEST = 1000


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/my/revocations", include_in_schema=False, route_class=PageRoute)

    @routes.get("")
    def show_own(visit: Own, uscc: str = "") -> Response:
        """`uscc`: of the business whose page led here."""
        return _own(visit, {"uscc": uscc[:18]}, Faults())

    @routes.post("")
    def apply(visit: Own) -> Response:
        """The same application sent twice is one."""
        typed = {name: visit.text(name, 60) for name in ("uscc", "promised")}
        typed["statement"] = visit.lines("statement", _LONGEST)
        promised = typed["promised"] == "yes"
        try:
            revoking.apply(resources, visit.token, typed["uscc"], typed["statement"], promised=promised)
        except Refusal as refusal:
            return _own(visit, typed, Faults(refusal), refusal.status)
        return RedirectResponse("/my/revocations", 303)

    def _own(visit: Visit, typed: Mapping[str, str], faults: Faults, status: int = 200) -> Response:
        return page(
            visit,
            "revocations.html",
            status,
            found=revoking.list_own(resources, visit.token),
            name=account_holder.real_name(resources, visit.token),
            words=revocations,
            typed=typed,
            faults=faults,
        )

    return routes
