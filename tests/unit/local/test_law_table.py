"""The published table of citations is that of the tree."""

from __future__ import annotations

from pathlib import Path

from catalogues import law
from cli.law import as_markdown

TABLE = Path(__file__).resolve().parents[3] / "docs" / "law.md"


def test_the_table_is_current() -> None:
    """docs/law.md is what `kaiye law` prints."""
    assert TABLE.read_text("utf-8") == as_markdown()


def test_every_instrument_has_its_section() -> None:
    """Each with its number and the days on which it holds."""
    text = as_markdown()
    for instrument in law.all():
        assert f"## {instrument.title}\n" in text
        assert f"in force from {instrument.in_force_from}" in text
