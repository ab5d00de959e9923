"""The published table of rules is the registry's."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import date
from pathlib import Path

import pytest

from services.approval.domain import registry
from services.approval.domain.rule_edition import read_edition
from services.approval.domain.rule_table import as_markdown

TABLE = Path(__file__).resolve().parents[3] / "docs" / "rules.md"


def test_the_table_is_current() -> None:
    """docs/rules.md is what `kaiye decision rules` prints."""
    assert TABLE.read_text("utf-8") == as_markdown()


def test_every_rule_has_its_row() -> None:
    """One row per version of a rule, with as many cells as the head has."""
    rows = [line for line in as_markdown().splitlines() if line.startswith("| AR-")]
    assert [row.split(" ")[1] for row in rows] == [rule.id for rule in registry.ALL]
    assert {row.count(" | ") for row in rows} == {5}


def test_a_rule_that_ended_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first and the last day of a version that is not in force any more stand in its row."""
    ended = dataclasses.replace(registry.ALL[0], effective_to=date(2026, 11, 20))
    monkeypatch.setattr(registry, "ALL", (ended,))
    assert as_markdown().count("| 2022-05-01 to 2026-11-20 |") == 1


def test_the_edition_in_the_text_is_one() -> None:
    """The example of the format is read without complaint."""
    [example] = re.findall(r"```json\n(.*?)```", as_markdown(), re.DOTALL)
    proposed = read_edition(example.encode())
    assert (len(proposed.thresholds), len(proposed.rules)) == (len(json.loads(example)["thresholds"]), 2)
