"""Asks what the pictures of an identity card say."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from catalogues.filing_types.words import Section
from kernel.errors import Refusal
from services.portal.domain.edits import Edited
from services.portal.domain.forms import operator_of
from services.portal.domain.identity_card import SIDES, Card
from services.portal.operations import sections
from services.portal.operations.resources import Resources

_LOOKS, _PAUSE_SECONDS = 16, 0.5


@dataclass(frozen=True)
class TakenOver:
    """The form as it then stands; `refusal` says why it could not be kept."""

    card: Card
    typed: dict[str, str]
    refusal: Refusal | None = None

    @property
    def status(self) -> int:
        return self.refusal.status if self.refusal else 200


def read_card(resources: Resources, token: str, number: str, attached: Collection[str]) -> Card:
    """What is known of it now; nobody is asked while no side of it is `attached`."""
    if not set(SIDES) & set(attached):
        return Card({})
    return _seen(resources, token, number)


def await_card(resources: Resources, token: str, number: str) -> Card:
    """What is known when both sides were read, or after eight seconds."""
    card = _seen(resources, token, number)
    for _ in range(_LOOKS):
        if not card.pending:
            break
        time.sleep(_PAUSE_SECONDS)
        card = _seen(resources, token, number)
    return card


def take_over(resources: Resources, token: str, number: str, typed: dict[str, str]) -> TakenOver:
    """Put into the form what its `read` asks for of the card, and keep it as a draft."""
    card = await_card(resources, token, number)
    filled = card.taken_over(typed, typed["read"])
    try:
        content, edited = operator_of(filled), Edited.sent(typed)
        sections.save_draft(resources, token, number, Section.OPERATOR, content, edited)
    except Refusal as refusal:
        if refusal.status == 401:
            raise
        return TakenOver(card, filled, refusal)
    return TakenOver(card, filled)


def _seen(resources: Resources, token: str, number: str) -> Card:
    seen: dict[str, Any] = resources.filing.get(f"/applications/{number}/evidence", token)
    sides = [picture for picture in seen["pictures"] if picture["kind"] in SIDES]
    return Card(seen["offered"], attached=bool(sides), pending=any(side["reading"] is None for side in sides))
