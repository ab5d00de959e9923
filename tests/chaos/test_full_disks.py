"""The disk of a store is full while people register: an outage, nothing half kept, and all goes on with new room."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.chaos.campaign import SEED, Campaign
from tests.chaos.counting import Outage
from tests.chaos.crowd import Crowd, assert_whole
from tests.chaos.disk import Disk, disk
from tests.chaos.kills import Kills
from tests.system.stack import RunningStack, started, until

pytestmark = pytest.mark.chaos

_STORES = ("postgres", "nats", "objects", "temporal")
_FULL_SECONDS = 8.0


@dataclass(frozen=True)
class Machine:
    """A stack whose stores have a disk each."""

    stack: RunningStack
    disks: dict[str, Disk]


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="kaiye-full-")))
        folder.chmod(0o755)
        home = folder / "home"
        home.mkdir()
        disks = {}
        for store in _STORES:
            disks[store] = opened.enter_context(disk(folder / store))
            (home / store).symlink_to(disks[store].home)
            disks[store].home.mkdir()
        yield Machine(opened.enter_context(started(home, KAIYE_STEP_SECONDS="3")), disks)


@pytest.mark.parametrize("store", _STORES)
def test_full_disk(machine: Machine, campaign: Campaign, store: str) -> None:
    """Two people register meanwhile; nobody is told of an error of ours, and everything is there once."""
    stack, full = machine.stack, machine.disks[store]
    crowd, kills = Crowd(stack, 2, SEED + 200 + _STORES.index(store)), Kills(stack)
    at = datetime.now(UTC)
    crowd.begin()
    full.fill()
    time.sleep(_FULL_SECONDS)
    assert crowd.done == 0
    full.make_room()
    until(stack.is_ready, 120, f"{store} again")
    kills.outages.append(Outage(f"disk of {store}", at, datetime.now(UTC)))
    assert_whole(stack, crowd, kills, campaign)
