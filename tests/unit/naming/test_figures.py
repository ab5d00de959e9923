"""The figures of names: cases judged as known, and ordinary names that need nobody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalogues import sole_trader_types
from cli import name_figures
from cli.ordinary_names import ordinary_names

NAMES = Path(__file__).parents[2] / "fixtures/names"


def test_varied_names_are_judged_as_they_must_be() -> None:
    """Of more than two hundred names made to be difficult in many ways each gets a right verdict."""
    found = name_figures.reach(NAMES / "varied_cases.json")
    assert found.count >= 200
    assert [(one.name, one.verdict, one.expected) for one in found.wrong] == []


@pytest.mark.parametrize("category", ["division", "structure", "characters", "compare"])
def test_open_cases_about_what_a_name_is_made_of_are_right(category: str) -> None:
    """Every open case about structure, characters, divisions and comparison gets a right verdict."""
    right, count = name_figures.reach(NAMES / "open_cases.json").by_category[category]
    assert (right, count) == (count, count)


def test_ordinary_names_need_nobody() -> None:
    """Of two thousand invented names of all types at least 97 % pass without a person."""
    found = name_figures.alone(2000)
    assert found.types == len(sole_trader_types.enabled())
    assert found.passed / found.count >= 0.97


def test_the_same_seed_invents_the_same_names() -> None:
    """A figure can be had again."""
    first, second = ([parts for _, parts in ordinary_names("140213", 50, 7)] for _ in range(2))
    assert first == second


def test_a_wrong_verdict_is_told_with_the_name(tmp_path: Path) -> None:
    """Who looks for what is missing sees the name, what came out and what was expected."""
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([{"name": "大同市平城区穆静饺子馆", "county": "140213", "expected": "SAME"}]), "utf-8")
    (wrong,) = name_figures.reach(file).wrong
    assert (wrong.name, wrong.expected, wrong.verdict) == ("大同市平城区穆静饺子馆", "SAME", "AVAILABLE")


def test_only_the_section_of_figures_is_written_anew() -> None:
    """What stands around the section stays."""
    document = "a\n<!-- names figures -->\nold\n<!-- /names figures -->\nb\n"
    assert name_figures.written(document, "new") == ("a\n<!-- names figures -->\n\nnew\n<!-- /names figures -->\nb\n")
