"""The power fails while people register and file: what anybody was told is there afterwards."""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.chaos.campaign import SEED, Campaign
from tests.chaos.counting import Outage
from tests.chaos.crowd import MIXED, Crowd, assert_whole
from tests.chaos.disk import Disk, disk
from tests.chaos.kills import Kills
from tests.system.stack import started

pytestmark = pytest.mark.chaos


@pytest.fixture
def machine() -> Iterator[Disk]:
    with tempfile.TemporaryDirectory(prefix="kaiye-power-") as folder:
        Path(folder).chmod(0o755)
        with disk(Path(folder) / "disk") as machine:
            # Registries, gateways and agencies are other people's machines.
            outside = Path(folder) / "sandbox"
            outside.mkdir()
            machine.home.mkdir()
            (machine.home / "sandbox").symlink_to(outside)
            yield machine


@pytest.mark.parametrize("round_", range(2))
def test_power_cut(machine: Disk, campaign: Campaign, round_: int) -> None:
    """Databases, streams, objects and agencies' books lose whatever they had not synced, all at the same moment, and
    are started again; applicants go on, and every number, licence, volume and event that was told is there once."""
    chance = random.Random(SEED + 100 + round_)
    with started(machine.home, KAIYE_STEP_SECONDS="3") as stack:
        crowd = Crowd(stack, 4, SEED + 100 + round_, MIXED)
        children = list(stack.run.children.values())
        crowd.begin()
        time.sleep(chance.uniform(2, 9))
        at = datetime.now(UTC)
        machine.cut_power()
        stack.child.kill()
        for child in children:
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
    machine.unmount()
    machine.mount()
    with started(machine.home, KAIYE_STEP_SECONDS="3") as again:
        kills = Kills(again)
        kills.outages.append(Outage("power", at, datetime.now(UTC)))
        assert_whole(again, crowd, kills, campaign)
        campaign.read_log(again)
