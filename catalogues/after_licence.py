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


@dataclass(frozen=True, slots=True)
class Materials:
    """What whoever gives a permit wants to see, as a first orientation; `source` is the rule it is taken from."""

    permit: str
    materials_zh: tuple[str, ...]
    materials_en: tuple[str, ...]
    source: str


@cache
def all() -> tuple[FollowingStep, ...]:
    """Every step, in the order in which most people need them."""
    return tuple(FollowingStep(**entry) for entry in reading.document("after_licence.json"))


def permits_of(scope_text: str) -> tuple[ScopeItem, ...]:
    """The items of a printed scope that may be carried on only with a permit got after registration."""
    known = {item.name: item for item in scope_items.all()}
    found = (known.get(part.strip()) for part in _MARKS.split(scope_text))
    return tuple(dict.fromkeys(item for item in found if item and item.is_licensed and item.post_permit))


@cache
def _materials() -> tuple[Materials, ...]:
    return tuple(
        Materials(entry["permit"], tuple(entry["materials_zh"]), tuple(entry["materials_en"]), entry["source"])
        for entry in reading.document("permit_materials.json")
    )


def materials_of(post_permit: str) -> tuple[Materials, ...]:
    """For each permit that an item's `post_permit` names; nothing for one whose papers are not known here."""
    return tuple(each for each in _materials() if each.permit in post_permit)
