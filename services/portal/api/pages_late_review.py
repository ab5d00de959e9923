"""The page on which an applicant asks for a person's explanation and review of an automatic refusal after the period
for it, whenever that was (个人信息保护法 Art. 24)."""

from __future__ import annotations

from fastapi import APIRouter

from services.portal.api import review_statement
from services.portal.api.own_case import OwnCase, own_case
from services.portal.api.troubles import Elsewhere
from services.portal.api.visits import Visit
from services.portal.operations.resources import Resources


def router(resources: Resources) -> APIRouter:
    def refused(visit: Visit, number: str) -> OwnCase:
        """The case while a person can be asked; else on to the case, which shows what was asked already."""
        case = own_case(resources, visit, number, ("name", "decision"))
        decision = case.content["decision"]
        if decision is None or not decision["human_review"] or not decision["human_review"]["late"]:
            raise Elsewhere(f"/my/cases/{number}")
        return case

    def ask(visit: Visit, number: str, statement: str) -> None:
        resources.approval.post(f"/decisions/{number}/late-reviews", visit.token, {"statement": statement})

    return review_statement.router("late-review", "late_review.html", refused, ask)
