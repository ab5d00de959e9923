"""Pieces of the page 经营者信息 that follow from what is typed or uploaded, fetched while somebody is at it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from catalogues import approval_thresholds, codes
from kernel.clock import local_date
from kernel.numbers import InvalidNumber, ResidentId
from kernel.persons import age_on
from services.portal.api.own_case import Number
from services.portal.api.rendering import Faults, Typed, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Own
from services.portal.domain.identity_card import LABELS, Card
from services.portal.operations import identity_card
from services.portal.operations.resources import Resources

_TABLES = ("id_document_type", "political_status", "education", "sex", "composition_form")


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix="/my/cases/{number}/operator")

    @routes.post("/born")
    def show_born(visit: Own) -> Response:
        """Sex and date of birth as the typed document tells them, or fields for them where it does not."""
        typed = visit.texts()
        born = born_of(typed)
        return page(
            visit,
            "operator_born.html",
            typed=typed,
            born=born,
            minor=is_minor(typed, born, local_date(resources.clock.now())),
            tables=tables(),
            faults=Faults(),
        )

    @routes.post("/card")
    def show_card(visit: Own, number: Number) -> Response:
        """What was read on the card that was just uploaded, beside what is typed."""
        card = identity_card.await_card(resources, visit.token, number)
        return page(visit, "operator_card.html", number=number, **on_card(card, visit.texts()))

    return routes


def on_card(card: Card, typed: Mapping[str, str]) -> dict[str, Any]:
    """What the pages say of the card; a code is shown as its word."""
    shown = dict(card.fields)
    if "ethnicity" in shown:
        shown["ethnicity"] = codes.label("ethnic_groups_gbt3304", shown["ethnicity"])
    return {
        "typed": typed,
        "card": card,
        "read": Typed(card.fields),
        "read_shown": shown,
        "read_labels": LABELS,
        "read_states": card.states(typed),
        "read_born": born_of(card.offered),
        "sexes": dict(codes.items("sex")),
    }


def tables() -> dict[str, Iterable[tuple[str, str]]]:
    return {name: codes.items(name).items() for name in _TABLES}


def born_of(typed: Mapping[str, str]) -> ResidentId | None:
    """What an identity card's number tells of its holder; nothing while it is not right."""
    try:
        return ResidentId.parse(typed.get("id_number", ""))
    except InvalidNumber:
        return None


def is_minor(typed: Mapping[str, str], born: ResidentId | None, today: date) -> bool:
    """Whether whose birth is typed is a minor; not while it cannot be told."""
    day = born.birth_date if born else None
    if day is None:
        with contextlib.suppress(ValueError):
            day = date.fromisoformat(typed.get("birth_date", ""))
    return day is not None and age_on(day, today) < approval_thresholds.in_force(today).number("full_age")
