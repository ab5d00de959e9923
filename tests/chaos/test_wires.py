"""The ways to PostgreSQL, NATS and objects are slow, lose connections and fall silent while people register."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from deploy.local.environment import compute, lent
from deploy.local.generated_secrets import SecretFile
from deploy.local.layout import DEFAULT_PORTS
from deploy.local.stack import Stack
from tests.chaos.campaign import SEED, Campaign
from tests.chaos.counting import Outage
from tests.chaos.crowd import MIXED, Crowd, assert_whole
from tests.chaos.kills import Kills
from tests.fixtures.wires import Wire
from tests.system.stack import UNLIMITED, RunningStack, until

pytestmark = pytest.mark.chaos

_SERVERS = ("postgres", "nats", "s3")
_SLOW, _LOSS, _SILENT = 0.004, 0.002, 6.0
"""Seconds for each piece each way; share of pieces that lose their connection; seconds of silence."""


class WiredStack(Stack):
    """Its applications reach the servers over wires; the servers, and whoever counts afterwards, do not."""

    wires: dict[str, Wire]

    def _start_applications(self, servers_ready: Path) -> list[tuple[Any, Callable[[], None]]]:
        self.wires = {name: Wire(("127.0.0.1", self.ports[name]), SEED) for name in _SERVERS}
        reached = {**self.ports, **{name: wire.port for name, wire in self.wires.items()}}
        self.environment = compute(SecretFile(self.home / "secrets.json"), reached, self.home)
        return super()._start_applications(servers_ready)


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="kaiye-wires-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "home"


async def test_slow_cut_and_silent_ways(home: Path, campaign: Campaign) -> None:
    """Registrations and filings end; nothing is lost or doubled, and nobody is told of an error of ours."""
    ports = dict.fromkeys(DEFAULT_PORTS, 0)
    with lent(UNLIMITED | {"KAIYE_STEP_SECONDS": "3"}):
        async with WiredStack(home, ports=ports) as stack:
            try:
                await asyncio.to_thread(_register, stack, RunningStack(home, stack.children["nats"]), campaign)
            finally:
                for wire in stack.wires.values():
                    wire.close()


def _register(wired: WiredStack, stack: RunningStack, campaign: Campaign) -> None:
    chance = random.Random(SEED + 300)
    crowd, kills = Crowd(stack, 4, SEED + 300, MIXED), Kills(stack)
    at = datetime.now(UTC)
    for wire in wired.wires.values():
        wire.delay, wire.loss = _SLOW, _LOSS
    crowd.begin()
    for name in chance.sample(_SERVERS, len(_SERVERS)):
        time.sleep(chance.uniform(1, 3))
        wired.wires[name].cut()
        time.sleep(chance.uniform(1, 3))
        wired.wires[name].silent = True
        time.sleep(_SILENT)
        wired.wires[name].cut()
        wired.wires[name].silent = False
    for wire in wired.wires.values():
        wire.delay = wire.loss = 0.0
    assert all(wire.lost for wire in wired.wires.values())
    until(stack.is_ready, 120, "everything again")
    kills.outages.append(Outage("wires", at, datetime.now(UTC)))
    assert_whole(stack, crowd, kills, campaign)
