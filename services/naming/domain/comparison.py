"""Whether a name is the same as, or similar to, one that others have (企业名称相同相近比对规则 Art. 3 and 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from catalogues import timers, working_days
from services.naming.domain.keys import BRANCHES, NameKeys
from services.naming.domain.rules import Objection, object_to

MOST_PER_RULE = 50
"""A name that is like more than so many is told of so many: who reads on would not learn more."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A name at the same authority. `ended_on` is the day it was deregistered, changed or revoked, if it was."""

    full_name: str
    keys: NameKeys
    state: Literal["in_use", "ended"]
    ended_on: date | None = None


def free_again_on(ended_on: date) -> date:
    """The day from which an ended name may be taken: its last day of rest is the day of the same date a year later
    (企业名称登记管理规定 Art. 17; 民法典 Art. 201, 202)."""
    return working_days.add_months(ended_on, 12 * timers.amount("name_reuse_cooling")) + timedelta(days=1)


def compare(keys: NameKeys, neighbours: Iterable[Neighbour], today: date) -> tuple[Objection, ...]:
    """Every conflict, the gravest rules first, at most fifty names for each rule; a name is
    stated under the first rule that applies to it. Names at rest for a year or more
    do not count; names that ended count as same, never as similar."""
    found: dict[str, list[Objection]] = {}
    for neighbour in neighbours:
        until = ""
        if neighbour.state == "ended":
            assert neighbour.ended_on is not None
            if free_again_on(neighbour.ended_on) <= today:
                continue
            until = free_again_on(neighbour.ended_on).isoformat()
        for rule in _rules(keys, neighbour):
            named = found.setdefault(rule, [])
            if len(named) < MOST_PER_RULE:
                named.append(object_to(rule, "full_name", name=neighbour.full_name, until=until))
            break
    return tuple(objection for rule in sorted(found) for objection in found[rule])


def _rules(mine: NameKeys, neighbour: Neighbour) -> Iterator[str]:
    """The rules that apply to a pair of names; the first is the one to state."""
    same = next(_sameness(mine, neighbour.keys), None)
    if same:
        yield same if neighbour.state == "in_use" else "N-55"
    elif neighbour.state == "in_use":
        yield from _similarity(mine, neighbour.keys)


def _sameness(mine: NameKeys, other: NameKeys) -> Iterator[str]:
    if mine.full == other.full:
        yield "N-50"
    if mine.order_key == other.order_key:
        yield "N-51"
    if mine.trade_name and mine.trade_name == other.trade_name:
        if not mine.industry or not other.industry:
            yield "N-54"
        if mine.industry == other.industry:
            yield "N-52"
        if mine.meaning == other.meaning:
            yield "N-53"


def _similarity(mine: NameKeys, other: NameKeys) -> Iterator[str]:
    if not mine.trade_name or mine.family != other.family or mine.family == BRANCHES:
        return
    if mine.trade_name == other.trade_name:
        yield "N-60"
    if set(mine.readings) & set(other.readings):
        yield "N-61"
    if mine.shape == other.shape:
        yield "N-63"
    if mine.trade_name in other.fragments or other.trade_name in mine.fragments:
        yield "N-62"
