"""Whatever people, services and the calendar do, and in whatever order: a case ends where the law says."""

from __future__ import annotations

import os
import time as clock
from collections import Counter

from temporalio.testing import TimeSkipper

from tests.simulation.run import Simulation
from tests.workflows.conftest import province, time
from tests.workflows.province import Province

__all__ = ["province", "time"]

_SEED = int(os.environ.get("KAIYE_SIMULATION_SEED", "0"))
_SECONDS = float(os.environ.get("KAIYE_SIMULATION_SECONDS", "20"))
_AGAIN = "KAIYE_SIMULATION_SEED={seed} .venv/bin/pytest tests/simulation"


async def test_cases_end_where_the_law_says(time: TimeSkipper, province: Province) -> None:
    """One seed after another for so many seconds, or the one that is given; a failing one is named with its acts."""
    first = _SEED or clock.time_ns() % 1_000_000_000
    until, ends = clock.monotonic() + _SECONDS, Counter[str]()
    seed = first
    while True:
        simulation = Simulation(seed, time, province)
        try:
            ends[(await simulation.run()).stage] += 1
        except BaseException:
            print(f"\n{_AGAIN.format(seed=seed)}\n" + "\n".join(simulation.acts))
            raise
        if _SEED or clock.monotonic() > until:
            break
        seed += 1
    print(f"\nseeds {first} to {seed}: {ends.total()} cases, {dict(ends)}")
