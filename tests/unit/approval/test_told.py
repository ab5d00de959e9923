"""Words are part of the decision: what people are told in every example is what was approved.

After a change on purpose: `python -m tests.unit.approval.told` writes the file anew, and the rule gets a new version
if decisions were made with the old words.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.approval import told
from tests.unit.approval.examples import EXAMPLES

APPROVED: dict[str, Any] = json.loads(told.APPROVED.read_text("utf-8"))


@pytest.mark.parametrize("rule_id", APPROVED["rules"])
def test_a_rule_says_the_approved_words(rule_id: str) -> None:
    """Outcome, texts, article, remedy, field and section of each of the rule's examples are the approved ones."""
    assert told.of_rule(rule_id) == APPROVED["rules"][rule_id]


def test_every_rule_with_examples_is_approved() -> None:
    """No rule's words are missing from the file."""
    assert {example.rule_id for example in EXAMPLES} == APPROVED["rules"].keys()


def test_proposals_are_refused_in_the_approved_words() -> None:
    """Everything that a proposal lacks is named, with place and article."""
    assert told.of_proposals() == APPROVED["proposals"]


def test_editions_are_refused_in_the_approved_words() -> None:
    """Everything that is wrong with proposed rules is named, with its place."""
    assert told.of_editions() == APPROVED["editions"]


@pytest.mark.parametrize("kind", ["documents", "reasons", "case sheets"])
def test_documents_say_the_approved_words(kind: str) -> None:
    """Letters, review sheets and case sheets are the approved ones, field by field."""
    assert json.loads(json.dumps(told.of_documents()[kind])) == APPROVED[kind]
