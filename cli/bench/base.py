"""Measures an earlier revision and this one in turns: machines drift, pairs inside one run do not."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

_ROOT = Path(__file__).resolve().parents[2]
_LOCK = "requirements.lock"
_VENDOR = Path("services/portal/static/vendor")

FIGURES = {
    "processor time of the servers, ms each": ("full", "cpu_ms"),
    "a second, side by side": ("full", "per_second"),
    "submit → licence alone, p50 s": ("full", "submit_to_licence_seconds", "idle", "p50"),
    "submit → licence side by side, p99 s": ("full", "submit_to_licence_seconds", "loaded", "p99"),
    "history events at most": ("full", "history_events_max"),
    "stored bytes each, without logs that are written over": ("full", "stored_bytes"),
    "resident memory, MB": ("full", "resident_mb"),
    "empty: processor time, ms each": ("empty", "after", "cpu_ms"),
}


@dataclass(frozen=True)
class Compared:
    """A figure of both revisions, each the median of its rounds."""

    base: float
    here: float

    @property
    def ratio(self) -> float:
        return self.base / self.here if self.here else 0.0


class CannotBuild(Exception):
    """The revision does not exist, or its packages cannot be installed; the message quotes the program that failed."""


def compare(console: Console, revision: str, rounds: int, options: Sequence[str]) -> dict[str, Compared]:
    """`rounds` times the base, then this tree; `options` are those of `kaiye bench`. Raises CannotBuild."""
    taken: dict[str, list[Any]] = {"base": [], "here": []}
    with _built(revision) as (tree, python), tempfile.TemporaryDirectory(prefix="kaiye-figures-") as out:
        for number in range(1, rounds + 1):
            for name, root, program in (("base", tree, python), ("here", _ROOT, Path(sys.executable))):
                console.print(f"round {number} of {rounds}: {revision if name == 'base' else 'this tree'}")
                taken[name].append(_measured(root, program, Path(out) / f"{name}-{number}", options))
    return {label: Compared(*(_median(taken[name], path) for name in taken)) for label, path in FIGURES.items()}


def show(console: Console, revision: str, compared: dict[str, Compared]) -> None:
    table = Table("Figure", revision, "this tree", "old ÷ new", title="Old and new in turns", title_justify="left")
    for label, figure in compared.items():
        table.add_row(label, f"{figure.base:g}", f"{figure.here:g}", f"{figure.ratio:.2f}")
    console.print(table)


def _median(rounds: Sequence[Any], path: Sequence[str]) -> float:
    return statistics.median(float(reduce(getitem, path, figures)) for figures in rounds)


@contextmanager
def _built(revision: str) -> Iterator[tuple[Path, Path]]:
    """A tree of the revision, and the Python that has its packages: ours where it pins the same ones."""
    folder = Path(tempfile.mkdtemp(prefix="kaiye-base-"))
    tree = folder / "tree"
    try:
        _run(["git", "-C", str(_ROOT), "worktree", "add", "--detach", "--force", str(tree), revision])
        if (_ROOT / _VENDOR).is_dir():
            shutil.copytree(_ROOT / _VENDOR, tree / _VENDOR, dirs_exist_ok=True)
        yield tree, _python_of(tree, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run(["git", "-C", str(_ROOT), "worktree", "prune"], check=False)  # noqa: S603, S607 - our own tree


def _python_of(tree: Path, folder: Path) -> Path:
    if (tree / _LOCK).read_bytes() == (_ROOT / _LOCK).read_bytes():
        return Path(sys.executable)
    _run([sys.executable, "-m", "venv", str(folder / "venv")])
    python = folder / "venv" / "bin" / "python"
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps"]
    _run([str(python), *install, "-r", str(tree / _LOCK)])
    return python


def _measured(tree: Path, python: Path, out: Path, options: Sequence[str]) -> Any:
    command = [str(python), "-m", "cli.main", "bench", "--out", str(out), *options]
    # The programs of the servers are found beside the interpreter.
    path = os.pathsep.join((str(python.parent), os.environ.get("PATH", "")))
    _run(command, cwd=tree, environment={**os.environ, "PYTHONPATH": str(tree), "PATH": path})
    return json.loads((out / "bench.json").read_text())


def _run(command: Sequence[str], cwd: Path | None = None, environment: dict[str, str] | None = None) -> None:
    ended = subprocess.run(  # noqa: S603 - our own programs
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise CannotBuild(f"{' '.join(command[:4])} … ended with {ended.returncode}:\n{ended.stderr[-2000:]}")
