"""The answers to OWASP's ASVS 5.0.0: every requirement of levels 1 and 2 once, and every path that is named there."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_TEXT = (ROOT / "docs" / "asvs.md").read_text("utf-8")

# How many of each section's numbers are of levels 1 and 2; those of level 3 come last but where `_THREE` names them.
_LAST = {
    **{"1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4},
    **{"3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3},
    **{"6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5},
    **{"7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4},
    **{"10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1},
    **{"12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3},
    **{"15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4},
    **{"17.3": 2},
}


def test_every_requirement_is_answered_once() -> None:
    """Of levels 1 and 2, 253 in all; of level 3 none twice."""
    wanted = {f"{section}.{number}" for section, last in _LAST.items() for number in range(1, last + 1)}
    before, _, third = _TEXT.partition("## Of level 3")
    answered = Counter(re.findall(r"^\| (\d+\.\d+\.\d+) \|", before, re.MULTILINE))
    assert (len(wanted), set(answered), max(answered.values())) == (253, wanted, 1)
    more = re.findall(r"^\| (\d+\.\d+\.\d+) \|", third, re.MULTILINE)
    assert len(more) == len(set(more)) and not set(more) & wanted


def test_the_head_counts_the_answers() -> None:
    """How many are met, not met and not applicable; and none is met by nothing."""
    lines = re.findall(r"^\| [\d.]+ \| [^|]+ \| (met|not met|n/a) \| ([^|]*) \|$", _TEXT, re.MULTILINE)
    counted = Counter(answer for answer, _ in lines)
    assert [counted[each] for each in ("met", "not met", "n/a")] == [
        int(each) for each in re.findall(r"(\d+) met, (\d+) not met,\s+(\d+) not applicable", _TEXT)[0]
    ]
    assert [where for _, where in lines if not where.strip()] == []


def test_named_places_exist() -> None:
    """Tests, code and documents."""
    rooms = "tests|services|kernel|docs|deploy|catalogues|cli|pyproject|CONTRIBUTING"
    named = set(re.findall(rf"`((?:{rooms})[\w/.\-]*)`", _TEXT))
    assert len(named) > 80 and [path for path in sorted(named) if not (ROOT / path).exists()] == []
