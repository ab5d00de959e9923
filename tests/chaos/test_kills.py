"""Processes killed at random moments while people register: nobody has to do anything, nothing is lost or doubled."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.running import stop
from tests.chaos.campaign import SEED, Campaign
from tests.chaos.crowd import MIXED, Crowd, assert_whole
from tests.chaos.kills import Kills
from tests.system.stack import ANY_PORTS, ROOT, RunningStack

ROUNDS = int(os.environ.get("KAIYE_CHAOS_ROUNDS", "2"))
CHILDREN = ("front-office", "back-office", "temporal", "nats", "postgres", "object-store")


def test_every_process_is_killed_once(stack: RunningStack, campaign: Campaign) -> None:
    """Each of the six processes dies once while four people register, change, end what they have."""
    chance = random.Random(SEED)
    crowd, kills = Crowd(stack, 4, SEED, MIXED), Kills(stack)
    crowd.begin()
    for child in chance.sample(CHILDREN, len(CHILDREN)):
        time.sleep(chance.uniform(0.2, 1.5))
        kills.kill(child)
        time.sleep(2)
    assert_whole(stack, crowd, kills, campaign)


@pytest.mark.chaos
@pytest.mark.parametrize("child", CHILDREN)
@pytest.mark.parametrize("round_", range(ROUNDS))
def test_kills_while_people_register(stack: RunningStack, campaign: Campaign, child: str, round_: int) -> None:
    """One process dies twice at random moments while six people register and file; they go on by themselves."""
    seed = SEED + 1 + round_ * len(CHILDREN) + CHILDREN.index(child)
    crowd, kills, chance = Crowd(stack, 6, seed, MIXED), Kills(stack), random.Random(seed)
    crowd.begin()
    for _ in range(2):
        time.sleep(chance.uniform(0.3, 6))
        kills.kill(child)
        kills.recovered()
    assert_whole(stack, crowd, kills, campaign)


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="kaiye-demo-", ignore_cleanup_errors=True) as folder:
        yield Path(folder) / "home"
        stop(Path(folder) / "home") if (Path(folder) / "home").exists() else None


def _demo(home: Path, out: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "cli.main", "demo", "--home", str(home), "--out", str(out)],
        cwd=ROOT,
        env={**os.environ, **ANY_PORTS, "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_demonstration_goes_on_after_it_was_killed(home: Path, tmp_path: Path) -> None:
    """kill -9 of the whole demonstration between two steps; started again, it ends the same application with one
    licence."""
    home.parent.chmod(0o755)
    demo = _demo(home, tmp_path / "out")
    assert demo.stdout
    said = []
    for line in demo.stdout:
        said.append(line)
        if "operator confirmed" in line:
            demo.send_signal(signal.SIGKILL)
            break
    demo.communicate()
    (begun,) = [line.split()[-1] for line in said if " application " in line]
    again = _demo(home, tmp_path / "out")
    finished, _ = again.communicate(timeout=180)
    assert again.returncode == 0, finished
    (ended,) = [line.split()[-1] for line in finished.splitlines() if " application " in line]
    assert ended == begun
    for agency in ("publicity", "tax"):
        events = (home / "sandbox" / "events" / f"{agency}.jsonl").read_text().splitlines()
        assert len(events) == 1
        assert f'"applicationno":"{begun}"' in events[0].replace(" ", "")
