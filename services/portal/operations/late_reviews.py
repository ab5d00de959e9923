"""Late requests for a person's review, as the approval service knows them."""

from __future__ import annotations

from typing import Any

from kernel.errors import Refusal
from services.portal.operations.resources import Resources


def sheet(resources: Resources, token: str, request_id: str) -> dict[str, Any]:
    """One request with the decision it is about. Raises the approval service's 404 for another authority's."""
    found: dict[str, Any] = resources.approval.get(f"/late-reviews/{request_id}", token)
    return found


def answered_line(resources: Resources, token: str, request_id: str) -> dict[str, Any]:
    """The request, once it is answered. Raises Refusal `portal.answer_missing` (409) before."""
    line: dict[str, Any] = sheet(resources, token, request_id)["line"]
    if line["state"] == "open":
        raise Refusal(
            "portal.answer_missing",
            "该人工审查申请还没有答复",
            "The request for a person's review is not answered yet",
            status=409,
            remedy_zh="请先写下答复",
            remedy_en="Write the answer first",
        )
    return line
