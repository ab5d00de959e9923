"""What an examiner must weigh where a rule refers a case because a person or a word stands in a list."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from catalogues import reading

Risk = Literal["ordinary", "raised", "high"]


@dataclass(frozen=True, slots=True)
class Weighing:
    """`risk` says how much is at stake where the list is right; `list_*` is what the list is called; `weigh_*` what is
    to be weighed before the case is approved."""

    rule_id: str
    risk: Risk
    list_zh: str
    list_en: str
    weigh_zh: str
    weigh_en: str


@cache
def all() -> tuple[Weighing, ...]:
    """In the order of the rules."""
    return tuple(Weighing(**entry) for entry in reading.document("review_weighing.json"))


def of_rule(rule_id: str) -> Weighing | None:
    """None for a rule that asks no list."""
    return next((each for each in all() if each.rule_id == rule_id), None)
