"""Who was restricted after the decision is not entered in the register (条例 Art. 40)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kernel.errors import Outage, Refusal
from tests.integration.register.conftest import NOW, World

TODAY = date(2026, 11, 20)


def _entities(world: World) -> int:
    [[count]] = world.rows("SELECT count(*) FROM register.entity")
    return int(count)


def test_a_person_restricted_since_the_decision_is_not_entered(world: World) -> None:
    """On the last day of a restriction too. Nothing is written, so that once it is over the same filing goes on."""
    request = world.request(world.filed(authenticated=True))
    world.lists.restricted_until = TODAY
    with pytest.raises(Refusal) as refused:
        world.activities.apply_filing(request)
    assert refused.value.code == "register.person_restricted" and refused.value.article and refused.value.remedy_zh
    assert (_entities(world), world.naming.told) == (0, [])
    world.lists.restricted_until = TODAY - timedelta(days=1)
    applied = world.activities.apply_filing(request)
    assert world.entity(applied.entity).persons_asked_at == NOW


def test_silent_lists_register_nobody(world: World) -> None:
    """Silence is neither a yes nor a no."""
    world.lists.silent = True
    with pytest.raises(Outage):
        world.activities.apply_filing(world.request(world.filed(authenticated=True)))
    assert _entities(world) == 0


def test_what_two_persons_approved_against_the_rule_is_entered(world: World) -> None:
    """They gave a reason for it; the list says nothing new."""
    world.lists.restricted_until = TODAY
    applied = world.activities.apply_filing(world.request(world.filed(authenticated=True, overrides=("AR-12",))))
    assert applied.version == 1


def test_a_retry_is_answered_without_asking(world: World) -> None:
    """What stands in the register stands there, whatever a list says later."""
    request = world.request(world.filed(authenticated=True))
    first = world.activities.apply_filing(request)
    world.lists.restricted_until = TODAY
    assert world.activities.apply_filing(request) == first and world.lists.asked == 1
