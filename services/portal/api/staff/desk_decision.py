"""An examiner's decision: the builder of the one-time notice, its preview, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from kernel.errors import Outage, Refusal
from services.portal.api.own_case import Number
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Examiner, Visit
from services.portal.domain import desk, notice_rows, one_time_notice
from services.portal.domain.one_time_notice import Typed
from services.portal.operations import steps
from services.portal.operations.resources import Resources


@dataclass(frozen=True)
class Trouble:
    """Why the builder is shown again with everything that was typed."""

    faults: Faults
    status: int = 422
    outage: Outage | None = None


_NONE = Trouble(Faults(), 200)


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/desk/{number}", include_in_schema=False, route_class=PageRoute)

    @routes.get("/decision")
    def build(visit: Examiner, number: Number) -> Response:
        sheet = _sheet(visit, number)
        declined = _declined(sheet)
        return _builder(visit, sheet, one_time_notice.typed_before(declined) if declined else None, _NONE)

    @routes.post("/decision/preview")
    def preview(visit: Examiner, number: Number) -> Response:
        """A piece of the builder's page: what the notice would say. Made of the form alone: the case is not read again
        with every word, since each reading of it is recorded."""
        letter = {name: visit.text(f"letter.{name}", 200) for name in ("who", "name", "submitted")}
        articles = {
            name.removeprefix("article."): text for name, text in visit.texts().items() if name.startswith("article.")
        }
        return page(visit, "desk/notice.html", number=number, letter=letter, **_notice(visit, _typed(visit), articles))

    @routes.post("/decision")
    def decide(visit: Examiner, number: Number) -> Response:
        """Write the decision down and have the case go on; a refusal waits for a second examiner. The same form sent
        again changes nothing."""
        sheet, typed = _sheet(visit, number), _typed(visit)
        if visit.text("action") == "preview":
            return _builder(visit, sheet, typed, _NONE)
        try:
            if typed.outcome not in one_time_notice.OUTCOMES:
                raise Refusal("portal.outcome_missing", "请选择审查结论", "Choose what is decided", pointer="/outcome")
            if typed.outcome == "EXTEND":
                _extend(visit, number, typed)
            else:
                _propose(visit, number, typed)
        except Refusal as refusal:
            fresh = _sheet(visit, number)
            if _was_carried_out(fresh, typed):
                return RedirectResponse(f"/desk/{number}", 303)
            rows = [row for row, _ in typed.reasons()]
            faults = Faults(notice_rows.at_rows(refusal, rows))
            return _builder(visit, fresh, typed, Trouble(faults, refusal.status))
        except Outage as outage:
            return _builder(visit, sheet, typed, Trouble(Faults(), 503, outage))
        return RedirectResponse(f"/desk/{number}", 303)

    def _propose(visit: Visit, number: str, typed: Typed) -> None:
        made = resources.approval.post(f"/tasks/{number}/proposals", visit.token, typed.proposal())
        if not made["needs_countersign"]:
            steps.decide(resources, visit.token, number, made["proposal_id"])

    def _extend(visit: Visit, number: str, typed: Typed) -> None:
        said = {"reason": typed.extension_reason.strip()}
        resources.approval.post(f"/tasks/{number}/extensions", visit.token, said)

    def _sheet(visit: Visit, number: str) -> dict[str, Any]:
        found: dict[str, Any] = resources.approval.get(f"/tasks/{number}", visit.token)
        return found

    def _catalogue(visit: Visit) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = resources.approval.get("/reasons", visit.token)["reasons"]
        return found

    def _notice(visit: Visit, typed: Typed, articles: dict[str, str]) -> dict[str, Any]:
        """What the preview is made of; a reason without words asks for them."""
        return {
            "outcome": typed.outcome,
            "reasons": one_time_notice.noticed(_catalogue(visit), typed, articles),
            "place_name": one_time_notice.place_name,
            "remark": typed.remark,
        }

    def _builder(visit: Visit, sheet: dict[str, Any], typed: Typed | None, trouble: Trouble) -> Response:
        offered = one_time_notice.choices(_catalogue(visit), sheet["results"], typed)
        shown = typed or one_time_notice.begun(offered)
        articles = one_time_notice.articles_found(offered)
        return page(
            visit,
            "desk/decision.html",
            trouble.status,
            number=sheet["task"]["application_no"],
            sheet=sheet,
            task=sheet["task"],
            application=sheet["case"]["application"],
            **desk.time_left(sheet["task"], resources.clock.now()),
            groups=one_time_notice.grouped(offered),
            shown=shown,
            faults=trouble.faults,
            outage=trouble.outage,
            declined=_declined(sheet),
            desk=desk,
            notice=one_time_notice,
            articles=articles,
            **_notice(visit, shown, articles),
        )

    return routes


def _typed(visit: Visit) -> Typed:
    return one_time_notice.typed_of(visit.several("reason"), visit.texts())


def _declined(sheet: dict[str, Any]) -> dict[str, Any] | None:
    """The visitor's own last proposal, where a second examiner declined it: what is mended rather than begun anew."""
    made: dict[str, Any] | None = sheet["proposals"][-1] if sheet["proposals"] else None
    return made if made and made["mine"] and made["declined_at"] else None


def _was_carried_out(sheet: dict[str, Any], typed: Typed) -> bool:
    """Whether the refusal only says that this very form came a second time: a double click, or back and once more."""
    if typed.outcome == "EXTEND":
        kept = sheet["extensions"][-1] if sheet["extensions"] else None
        return bool(kept and kept["mine"] and kept["reason"] == typed.extension_reason.strip())
    if sheet["task"]["state"] != "decided":
        return False
    return any(made["mine"] and typed.is_proposal(made) for made in sheet["proposals"])
