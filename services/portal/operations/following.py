"""How far an application is, for whoever follows it with a ticket."""

from __future__ import annotations

from typing import Any

from catalogues.filing_types import editions
from catalogues.filing_types.words import Stage
from kernel.errors import Outage, Refusal
from services.portal.domain import course, pages
from services.portal.domain.position import by_record, by_workflow
from services.portal.operations.resources import Resources
from services.portal.operations.showing import standing_now


def progress(resources: Resources, ticket: str, number: str) -> dict[str, Any]:
    """The course as a citizen tells it, where the case stands by the word of its workflow, and `review`: until
    when an examiner decides, and whether that was extended; None where none does, or nobody says.

    While the workflow is silent (`exact` is false) it is what was recorded. Raises the filing service's Refusal or
    Outage; the others are not needed.
    """
    found: dict[str, Any] = resources.filing.get(f"/applications/{number}/progress", ticket)
    try:
        standing = standing_now(resources, number)
        position = by_workflow(standing) if standing else by_record(found, closed=True, filed=False)
    except Outage:
        position = by_record(found, closed=False, filed=False)
    review = _review(resources, ticket, number) if position.stage is Stage.MANUAL_REVIEW else None
    filing = editions.of_number(number)
    entries = course.told(found["entries"], named=found["named"], established=pages.is_establishment(filing))
    return found | position.told() | {"review": review, "entries": entries}


def _review(resources: Resources, ticket: str, number: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = resources.approval.get(f"/decisions/{number}/limit", ticket)
    except Outage:
        return None
    except Refusal as refusal:
        if refusal.status != 404:
            raise
        return None
    return found
