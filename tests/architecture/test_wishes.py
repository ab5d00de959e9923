"""The table of wishes names tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_named_tests_exist() -> None:
    """Each file, and each test in it; and every one of the 25 wishes has its line."""
    text = (ROOT / "docs" / "wishes.md").read_text("utf-8")
    named = [(ROOT / file, test) for file, test in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text)]
    missing = [
        f"{path.name}::{test}" for path, test in named if not path.exists() or f"def {test}" not in path.read_text()
    ]
    assert missing == []
    assert [int(number) for number in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)] == list(range(1, 26))
    answers = re.findall(r"\| (yes|in part|no)[:,]", text)
    assert [answers.count(answer) for answer in ("yes", "in part", "no")] == [22, 2, 1]
