"""The page of one case on the desk, whatever was just done there."""

from __future__ import annotations

from typing import Any, Literal

from fastapi.responses import Response

from catalogues import codes
from catalogues.errors import UnknownCode
from catalogues.evidence import Doubt, said
from kernel.errors import Refusal
from services.portal.api.rendering import Faults, page
from services.portal.api.visits import Visit
from services.portal.domain import desk, entity_states, one_time_notice
from services.portal.operations import showing
from services.portal.operations.gathering import Gathering
from services.portal.operations.resources import Resources

Place = Literal["lock", "proposal", "extension"]


def refused(resources: Resources, visit: Visit, number: str, refusal: Refusal, place: Place) -> Response:
    """On the case's page, beside the lock, what was proposed or the extension; that page says why a case is not
    there."""
    return case_page(resources, visit, number, Faults(refusal), place, refusal.status)


def case_page(
    resources: Resources, visit: Visit, number: str, faults: Faults, place: Place = "lock", status: int = 200
) -> Response:
    sheet = resources.approval.get(f"/tasks/{number}", visit.token)
    gathered = Gathering(resources, visit.token)
    decision = None
    if sheet["task"]["state"] == "decided":
        decision = gathered.section("decision", resources.approval, f"/decisions/{number}")
    return page(
        visit,
        "desk/case.html",
        status,
        number=number,
        sheet=sheet,
        task=sheet["task"],
        possible=showing.steps_now(resources, number) if sheet["task"]["state"] == "open" else (),
        application=sheet["case"]["application"],
        **desk.time_left(sheet["task"], resources.clock.now()),
        groups=desk.by_outcome(sheet["results"]),
        waiting=_waiting(sheet),
        asked_extension=sheet["extensions"][-1] if sheet["extensions"] else None,
        decision=decision,
        faults=faults,
        place=place,
        reason=visit.text("reason", 600),
        desk=desk,
        notice=one_time_notice,
        code=label,
        states=entity_states,
        doubted=_doubted,
    )


def label(table: str, value: str | None) -> str:
    """What a code of the applicant's forms means; an unknown one is shown as it is."""
    try:
        return codes.label(table, value) if value else ""
    except UnknownCode:
        return value or ""


def _doubted(doubt: str) -> dict[str, str]:
    """What the system doubts of a picture, in both languages."""
    words = said(Doubt(doubt))
    return {"zh": words.zh, "en": words.en}


def _waiting(sheet: dict[str, Any]) -> dict[str, Any] | None:
    """The last proposal: it waits for a second examiner or to be carried out, or was declined; none once the case is
    decided."""
    if sheet["task"]["state"] != "open":
        return None
    made: list[dict[str, Any]] = sheet["proposals"]
    return made[-1] if made else None
