"""A stack to be broken, and what was counted while it was."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest

from tests.system.stack import RunningStack, started


@dataclass
class Figures:
    """What `make chaos` reports; `lost` and `doubled` stay 0 or the test that counts them fails first."""

    kills: int = 0
    registrations: int = 0
    lost: int = 0
    doubled: int = 0
    seconds_to_recover: dict[str, list[float]] = field(default_factory=dict)

    def recovered(self, child: str, seconds: float) -> None:
        self.kills += 1
        self.seconds_to_recover.setdefault(child, []).append(round(seconds, 1))


@pytest.fixture(scope="session")
def figures() -> Iterator[Figures]:
    """Written to the file that KAIYE_CHAOS_FIGURES names, if any."""
    figures = Figures()
    yield figures
    wanted = os.environ.get("KAIYE_CHAOS_FIGURES")
    if wanted and figures.kills:
        Path(wanted).parent.mkdir(parents=True, exist_ok=True)
        Path(wanted).write_text(json.dumps(asdict(figures), indent=1) + "\n")


@pytest.fixture(scope="session")
def stack() -> Iterator[RunningStack]:
    """Everything up; a step answers after three seconds that it is still being carried out."""
    with started(KAIYE_STEP_SECONDS="3") as stack:
        yield stack
