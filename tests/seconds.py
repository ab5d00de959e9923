"""How long the tests of each room take: `python -m tests.seconds` after `make test`, `make whole`, `make e2e`.

Seconds of all workers together, starting servers included, as pytest wrote them into `out/tests-*.xml`.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.etree import ElementTree

OUT = Path(__file__).parents[1] / "out"


def seconds(reports: Iterable[Path]) -> tuple[Mapping[str, float], Mapping[str, int]]:
    """Seconds and number of tests of each room."""
    spent: dict[str, float] = defaultdict(float)
    number: Counter[str] = Counter()
    for report in reports:
        for case in ElementTree.parse(report).iter("testcase"):
            room = _room(case.get("classname", ""))
            spent[room] += float(case.get("time", 0))
            number[room] += 1
    return spent, number


def _room(module: str) -> str:
    """`tests.integration.filing.test_x` is of the room integration/filing, `tests.replay.test_x` of replay."""
    folders = [part for part in module.split(".")[1:] if not part.startswith("test_") and part[:1].islower()]
    return "/".join(folders[:2])


def main() -> None:
    spent, number = seconds(sorted(OUT.glob("tests-*.xml")))
    sys.stdout.write("| room | tests | seconds |\n|---|---|---|\n")
    for room, total in sorted(spent.items(), key=lambda item: -item[1]):
        sys.stdout.write(f"| {room} | {number[room]} | {total:.0f} |\n")


if __name__ == "__main__":
    main()
