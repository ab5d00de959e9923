"""What a whole run of crashes did and what came of it, as a file that can be repeated."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from deploy.local.layout import OFFICES
from tests.chaos.counting import Count, Outage
from tests.system.stack import RunningStack

SEED = int(os.environ.get("KAIYE_CHAOS_SEED", "0")) or time.time_ns() % 1000
"""Applicants, moments and orders follow from it."""

REPEAT = "KAIYE_CHAOS_SEED={seed} make chaos"


@dataclass
class Campaign:
    """Counts are added up over all crowds; each was taken after its own crowd had ended."""

    outages: list[Outage] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    settled_seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    def add(self, found: Count, seconds: float) -> None:
        self.counts.append(found)
        self.settled_seconds.append(round(seconds, 1))

    def read_log(self, stack: RunningStack) -> None:
        """Which errors the applications logged, and how often; their events and codes name nobody."""
        for office in OFFICES:
            for line in (stack.home / "logs" / f"{office}.log").read_text(errors="replace").splitlines():
                if '"level": "error"' in line:
                    entry = json.loads(line)
                    self.errors[" ".join(filter(None, (entry["event"], entry.get("error_code"))))] += 1

    def as_json(self) -> dict[str, Any]:
        """Everything by name, moments in UTC."""
        recovery: dict[str, list[float]] = {}
        for outage in self.outages:
            seconds = (outage.ready_at - outage.killed_at).total_seconds()
            recovery.setdefault(outage.process, []).append(round(seconds, 1))
        return {
            "seed": SEED,
            "repeat": REPEAT.format(seed=SEED),
            "kills": len(self.outages),
            "begun": sum(one.begun for one in self.counts),
            "stages": _summed(one.stages for one in self.counts),
            "events": _summed(one.events for one in self.counts),
            **{name: _joined(self.counts, name) for name in ("lost", "doubled", "late", "by_hand")},
            "longest_wait_seconds": max((one.longest_wait_seconds for one in self.counts), default=0.0),
            "settled_seconds": self.settled_seconds,
            "seconds_to_recover": recovery,
            "outages": [{name: str(value) for name, value in asdict(outage).items()} for outage in self.outages],
            "errors_logged": dict(self.errors.most_common()),
        }

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self.as_json(), indent=1, ensure_ascii=False) + "\n")


def _summed(counts: Any) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(sorted(total.items()))


def _joined(counts: list[Count], name: str) -> list[str]:
    return [each for one in counts for each in getattr(one, name)]
