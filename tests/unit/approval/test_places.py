"""Which rules about places hold on which day."""

from __future__ import annotations

from datetime import date

import pytest

from services.approval.domain import registry

LAST, FIRST = date(2025, 7, 14), date(2025, 7, 15)
NEW = {"AR-50", "AR-51", "AR-52", "AR-53", "AR-54"}


def in_force(on: date) -> dict[str, int]:
    return {rule.id: rule.version for rule in registry.in_force(on).rules}


def test_old_applications_keep_the_old_rules() -> None:
    """What was submitted until 14 July 2025 is judged by one place of business and a mere promise about it."""
    rules = in_force(LAST)
    assert not NEW & rules.keys()
    assert (rules["AR-29"], rules["AR-30"], rules["AR-31"]) == (1, 1, 1)


def test_the_new_rules_begin_with_their_law() -> None:
    """From 15 July 2025 on several places are allowed, networks count, and a place must be proved."""
    rules = in_force(FIRST)
    assert rules.keys() >= NEW
    assert (rules["AR-29"], rules["AR-30"], rules["AR-31"]) == (2, 2, 2)


@pytest.mark.parametrize("on", [LAST, FIRST, date(2026, 11, 28)])
def test_one_version_of_a_rule_holds_at_a_time(on: date) -> None:
    """No day has two versions of one rule."""
    ids = [rule.id for rule in registry.in_force(on).rules]
    assert len(ids) == len(set(ids))
