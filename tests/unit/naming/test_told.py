"""What people are told about names, and what the register keeps of them, is what was approved.

After a change on purpose: `python -m tests.unit.naming.told` writes the file anew. Where the keys of a name change, the
method of `keys.version` is counted up too, so that the register makes its keys again.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from catalogues import name_rules
from tests.unit.naming import told

APPROVED: dict[str, Any] = json.loads(told.APPROVED.read_text("utf-8"))


@pytest.mark.parametrize("rule_id", APPROVED["rules"])
def test_a_rule_says_the_approved_words(rule_id: str) -> None:
    """Part, word, category, other name, article, texts and remedies are the approved ones, for each part of a name."""
    approved = APPROVED["rules"][rule_id]
    assert told.of_rule(rule_id, [objection["case"] for objection in approved]) == approved


def test_the_words_of_every_rule_are_approved() -> None:
    """No rule's words are missing from the file."""
    assert {rule.id for rule in name_rules.all()} == APPROVED["rules"].keys()


def test_the_approved_names_are_offered_in_their_order() -> None:
    """What is mended comes first, then what keeps most of the wish; a type nobody can tell is offered in usual ones."""
    offered = told.of_alternatives()
    assert offered == APPROVED["alternatives"]
    assert list(map(list, offered.values())) == list(map(list, APPROVED["alternatives"].values()))


def test_a_name_stands_in_the_register_under_the_approved_keys() -> None:
    """Names registered with these keys are found again by those that are declared later."""
    assert json.loads(json.dumps(told.of_keys())) == APPROVED["keys"]


def test_whole_names_are_read_into_the_approved_parts() -> None:
    """Division with town and village, trade name, industry, form and suffix of every name in one piece."""
    assert told.of_readings() == APPROVED["readings"]
