"""How many of the cases that rules decided are drawn to be looked at."""

from __future__ import annotations

from catalogues import reading


def size(cases: int) -> int:
    """Of so many cases: a share of them, rounded up, within limits; never more than there are."""
    rule = reading.document("quality_sample.json")
    share = -(-cases * int(rule["share_percent"]) // 100)
    return min(cases, max(int(rule["at_least"]), min(share, int(rule["at_most"]))))
