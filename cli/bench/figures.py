"""What a stack costs: processor time, memory, stored bytes."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import psutil

from deploy.local.children import Child


def processes(pids: Iterable[int]) -> list[psutil.Process]:
    """The processes and everything they started."""
    found: dict[int, psutil.Process] = {}
    for pid in pids:
        try:
            process = psutil.Process(pid)
            for each in (process, *process.children(recursive=True)):
                found[each.pid] = each
        except psutil.NoSuchProcess:
            continue
    return list(found.values())


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time so far, ended children included."""
    total = 0.0
    for process in processes(pids):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


def cpu_by_process(children: Mapping[str, Child]) -> dict[str, float]:
    """Seconds so far of each child, what it started for one purpose (`python -m kernel.typesetting`) apart."""
    return _by_process(children, lambda process: sum(process.cpu_times()[:2]))


def memory_by_process(children: Mapping[str, Child]) -> dict[str, int]:
    """Megabytes of each child, as if each shared page were counted once (PSS)."""
    return {name: round(held / 1e6) for name, held in _by_process(children, _pss).items()}


def resident_megabytes(pids: Iterable[int]) -> float:
    """Memory of the processes and of what they started, as if each shared page were counted once (PSS)."""
    total = 0.0
    for process in processes(pids):
        try:
            total += _pss(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return total / 1e6


def _by_process(children: Mapping[str, Child], figure: Callable[[psutil.Process], float]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for name, child in children.items():
        for process in processes([child.pid] if child.pid else []):
            try:
                words = process.cmdline()
                purpose = words[words.index("-m") + 1] if "-m" in words[:-1] else ""
                label = f"{name}: {purpose.removeprefix('kernel.')}" if purpose.startswith("kernel.") else name
                found[label] += figure(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
    return dict(found)


def _pss(process: psutil.Process) -> float:
    return float(process.memory_full_info().pss)


def stored_bytes(home: Path) -> int:
    """Bytes in all files of the servers' folders that stay: not in logs of changes, which are written over once they
    are full (PostgreSQL's, 32 MB in all; SQLite's, 4 MB)."""
    total = 0
    for folder in home.iterdir():
        if folder.is_dir() and folder.name != "logs":
            files = (path for path in folder.rglob("*") if path.is_file() and not _is_written_over(path))
            total += sum(path.stat().st_blocks * 512 for path in files)
    return total


def _is_written_over(path: Path) -> bool:
    return "pg_wal" in path.parts or path.name.endswith("-wal")


def percentile(values: Sequence[float], share: float) -> float:
    """`share` between 0 and 1; a single value is every percentile of itself."""
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=1000, method="inclusive")[min(998, max(0, round(share * 1000) - 1))]
