"""`python -m tests.chaos.reliability`: what whole runs of `make chaos` found, into docs/reliability.md."""

from __future__ import annotations

import json
import os
import re
import statistics
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
_SECTION = re.compile(r"(<!-- chaos -->\n).*?(<!-- /chaos -->)", re.DOTALL)
_COUNTED = ("kills", "begun", "lost", "doubled", "late", "by_hand")


def written(page: str, runs: list[dict[str, Any]]) -> str:
    """The page with its figures made anew, a line for each run."""
    day, cores = f"{datetime.now(UTC):%d %B %Y}", os.cpu_count()
    lines = [
        f"{day}, {cores} cores; each line is one whole run.",
        "",
        "| seed | kills | filings begun | ended as | lost | doubled | late | by hand | longest wait, s"
        " | all ended after the last recovery, s at most |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *(_line(run) for run in runs),
        "",
        "| killed | times | seconds until everything answers again, median | at most |",
        "|---|---|---|---|",
        *_recoveries(runs),
        "",
    ]
    return _SECTION.sub(lambda found: found[1] + "\n".join(lines) + found[2], page)


def _line(run: dict[str, Any]) -> str:
    counted = {name: len(run[name]) if isinstance(run[name], list) else run[name] for name in _COUNTED}
    stages = ", ".join(f"{stage} {count}" for stage, count in run["stages"].items())
    cells = [run["seed"], counted["kills"], counted["begun"], stages, *(counted[name] for name in _COUNTED[2:])]
    return "| " + " | ".join(map(str, [*cells, run["longest_wait_seconds"], max(run["settled_seconds"])])) + " |"


def _recoveries(runs: list[dict[str, Any]]) -> list[str]:
    together: dict[str, list[float]] = {}
    for run in runs:
        for process, seconds in run["seconds_to_recover"].items():
            together.setdefault(process, []).extend(seconds)
    return [
        f"| {process} | {len(seconds)} | {statistics.median(seconds):.1f} | {max(seconds):.1f} |"
        for process, seconds in sorted(together.items())
    ]


if __name__ == "__main__":
    found = [json.loads(Path(path).read_text()) for path in sys.argv[1:] or ["out/chaos.json"]]
    PAGE.write_text(written(PAGE.read_text(), found))
