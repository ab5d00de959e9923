"""What a business has to do once it holds its licence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogues import after_licence
from catalogues.after_licence import PERMITS, FollowingStep, Materials
from catalogues.scope_items import ScopeItem


@dataclass(frozen=True, slots=True)
class Permit:
    """An item of the scope, and what those who give its permits want to see."""

    item: ScopeItem
    materials: tuple[Materials, ...]


@dataclass(frozen=True, slots=True)
class NextSteps:
    """`permits` are the scope's items that need one; `first_report` is the year of the first annual report."""

    steps: tuple[FollowingStep, ...]
    permits: tuple[Permit, ...]
    first_report: str


def after(licence: Mapping[str, Any]) -> NextSteps:
    """By what the licence says: its scope and its day."""
    items = after_licence.permits_of(licence["scope_text"])
    permits = tuple(Permit(item, after_licence.materials_of(item.post_permit)) for item in items)
    steps = tuple(step for step in after_licence.all() if permits or step.id != PERMITS)
    return NextSteps(steps, permits, str(date.fromisoformat(licence["registered_on"][:10]).year + 1))
