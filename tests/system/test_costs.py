"""A registration stays as cheap as it was recorded to be, in what can be counted."""

from __future__ import annotations

from tests.system import costs
from tests.system.stack import RunningStack


def test_no_registration_costs_a_tenth_more_than_recorded(stack: RunningStack) -> None:
    """Requests, statements, objects, bytes, documents, signatures, events: `python -m tests.system.costs` records what
    is meant to cost more, or costs less now."""
    assert costs.dearer(costs.of_one_registration(stack)) == []
