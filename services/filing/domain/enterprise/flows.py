"""How much of a company reaches whom, over every chain of shareholdings and round every circle, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from heapq import heapify, heappop, heappush

Edges = Mapping[str, Mapping[str, Fraction]]
"""Of each company, who holds how much of it; of no company more than the whole."""


def reaching(held: Edges, company: str) -> dict[str, Fraction]:
    """What part of `company` reaches each holder that nobody holds, multiplied along chains and summed over them.

    A circle of companies keeps nothing for itself: what runs round it reaches whoever holds a part of it from
    outside. What reaches nobody – parts that nobody is named for, circles without an outside – is in no entry, so that
    the entries sum up to at most 1. The order of holdings makes no difference.

    Each company between is taken out and its holders put in its place, those with the fewest neighbours first. That is
    fast for what companies are like (few circles); many that all hold each other take the cube of their number.
    """
    above = {node: dict(held.get(node, {})) for node in _upwards(held, company)}
    below: dict[str, set[str]] = {node: set() for node in above}
    for node, holders in above.items():
        for holder in holders:
            below[holder].add(node)
    between = [node for node in above if node != company and above[node]]
    queue = [(len(below[node]) * len(above[node]), node) for node in between]
    heapify(queue)
    left = set(between)
    while queue:
        cost, node = heappop(queue)
        if node not in left:
            continue
        now = len(below[node]) * len(above[node])
        if now > cost:
            heappush(queue, (now, node))
            continue
        left.discard(node)
        _take_out(node, above, below)
    return _beyond_itself(above[company], company)


def _upwards(held: Edges, company: str) -> Iterable[str]:
    """The company and everybody above it, in the order of their keys."""
    seen, waiting = {company}, [company]
    while waiting:
        for holder in held.get(waiting.pop(), {}):
            if holder not in seen:
                seen.add(holder)
                waiting.append(holder)
    return sorted(seen)


def _take_out(node: str, above: dict[str, dict[str, Fraction]], below: dict[str, set[str]]) -> None:
    holders = _beyond_itself(above.pop(node), node)
    for company in below.pop(node) - {node}:
        part = above[company].pop(node)
        for holder, share in holders.items():
            above[company][holder] = above[company].get(holder, Fraction()) + part * share
            below[holder].add(company)
    for holder in holders:
        below[holder].discard(node)


def _beyond_itself(holders: Mapping[str, Fraction], node: str) -> dict[str, Fraction]:
    """What others hold, once all that returns to the company itself has run on to them; nothing where all does."""
    own = holders.get(node, Fraction())
    others = {holder: share for holder, share in holders.items() if holder != node}
    return {} if own == 1 else {holder: share / (1 - own) for holder, share in others.items()}
