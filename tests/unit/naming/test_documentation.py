"""The documentation of names tells every rule and category as the catalogues have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogues import name_rules, name_words

TEXT = (Path(__file__).parents[3] / "docs/names.md").read_text("utf-8")


@pytest.mark.parametrize("rule", name_rules.all(), ids=lambda rule: rule.id)
def test_a_rule_is_told_with_its_article(rule: name_rules.NameRule) -> None:
    """The table has a row with id, and in it the article."""
    rows = [line for line in TEXT.splitlines() if line.startswith(f"| {rule.id} |")]
    assert len(rows) == 1
    assert rule.article.texts[-1].text in rows[0]


@pytest.mark.parametrize("category", name_words.categories(), ids=lambda category: category.id)
def test_a_category_is_told_with_its_basis(category: name_words.NameCategory) -> None:
    """The table has a row with id, basis and outcome."""
    assert f"| {category.id} | {category.category} | {category.outcome} |" in TEXT
    assert category.basis.texts[-1].text in TEXT
