"""Stacks beside each other, and a stack whose ports somebody else took meanwhile."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.layout import DEFAULT_PORTS
from deploy.local.ports import HeldPorts
from tests.system.stack import ROOT

_SECONDS = 300


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not pytest's own folder: its parents are closed to the system user PostgreSQL runs as."""
    made = Path(tempfile.mkdtemp(prefix="kaiye-beside-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


def _demonstration(home: Path, out: Path, base: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "cli.main", "demo", "--home", str(home), "--out", str(out)],
        cwd=ROOT,
        env={**os.environ, "KAIYE_PORT_BASE": str(base), "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _code(demonstration: subprocess.Popen[str], out: Path) -> str:
    said, _ = demonstration.communicate(timeout=_SECONDS)
    assert demonstration.returncode == 0, said
    timeline = json.loads((out / "timeline.json").read_text())
    assert timeline["stages"][-1]["stage"] == "ARCHIVED"
    return str(timeline["uscc"])


def _free_base() -> int:
    """Where a block of ports begins that nobody listens on: two stacks will both want it."""
    ports = HeldPorts()
    try:
        first = ports.hold(21000, "a stack")
        held = ports.hold_all({str(number): first + number for number in range(1, len(DEFAULT_PORTS))})
        assert list(held.values()) == list(range(first + 1, first + len(DEFAULT_PORTS)))
    finally:
        ports.give_back()
    return first


def test_two_demonstrations_at_once(folder: Path) -> None:
    """Both want the same ports, start at the same moment, and each registers its own business."""
    base = _free_base()
    running = [_demonstration(folder / name, folder / f"{name}-out", base) for name in ("one", "other")]
    try:
        codes = [_code(each, folder / f"{name}-out") for each, name in zip(running, ("one", "other"), strict=True)]
    finally:
        for each in running:
            each.kill()
            each.wait()
    assert all(code.startswith("92") for code in codes)


def test_a_folder_whose_ports_were_taken_starts_elsewhere(folder: Path) -> None:
    """A second start on an existing folder registers again, though somebody has every port of the first start: no
    certificate, seal or setting still names the old addresses."""
    home, base = folder / "home", _free_base()
    first = _code(_demonstration(home, folder / "first", base), folder / "first")
    before = json.loads((home / "ports.json").read_text())
    others = HeldPorts()
    try:
        for name, port in before.items():
            assert others.hold(port, name) == port
        second = _code(_demonstration(home, folder / "second", base), folder / "second")
    finally:
        others.give_back()
    after = json.loads((home / "ports.json").read_text())
    assert not set(before.values()) & set(after.values())
    assert second != first
