"""What comes after the licence: permits of the scope, tax, seal, bank, insurance, annual report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from catalogues import reading, scope_items
from catalogues.scope_items import ScopeItem

PERMITS = "permits"
"""The step that a business has only where its scope holds items that need a permit."""

_MARKS = re.compile(r"[：；。;\n]")


@dataclass(frozen=True, slots=True)
class FollowingStep:
    """One thing to do. `%(year)s` in its text is the year of the first annual report; `basis` is the article."""

    id: str
    title_zh: str
    title_en: str
    what_zh: str
    what_en: str
    basis: str


@cache
def all() -> tuple[FollowingStep, ...]:
    """Every step, in the order in which most people need them."""
    return tuple(FollowingStep(**entry) for entry in reading.document("after_licence.json"))


def permits_of(scope_text: str) -> tuple[ScopeItem, ...]:
    """The items of a printed scope that may be carried on only with a permit got after registration."""
    known = {item.name: item for item in scope_items.all()}
    found = (known.get(part.strip()) for part in _MARKS.split(scope_text))
    return tuple(dict.fromkeys(item for item in found if item and item.is_licensed and item.post_permit))
