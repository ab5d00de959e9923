"""One run of the benchmark: empty registrations, full ones, empty ones again, and full ones with a process a room."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from cli.bench import empty
from cli.bench.counts import bytes_kept, when_quiet
from cli.bench.figures import cpu_by_process, cpu_seconds, memory_by_process, percentile, stored_bytes
from cli.bench.full import Load
from cli.bench.histories import longest
from cli.bench.population import applicants
from cli.demo import EXAMPLE
from cli.registration.form import RegistrationForm
from cli.running import temporal
from deploy.local.accounts import captcha_answer
from deploy.local.environment import DATABASE
from deploy.local.generated_secrets import SecretFile
from deploy.local.layout import DEFAULT_PORTS
from deploy.local.object_store import ObjectStoreServer
from deploy.local.postgres import Postgres
from deploy.local.stack import Stack, servers_of
from workflows.contract import case_id

_UNLIMITED = ("IDENTITY_LOGIN", "IDENTITY_CAPTCHA", "IDENTITY_SMS", "IDENTITY_REGISTRATION", "SIGNING_REDEEM")
_ANY_PORTS = dict.fromkeys(DEFAULT_PORTS, 0)
_WARM = 3
_BY_ROOM = 8


async def measure(said: Callable[[str], None], home: Path, count: int, idle: int, at_once: int) -> dict[str, Any]:
    """Everything, as `out/bench.json` holds it."""
    for kind in _UNLIMITED:  # all applicants come from one address
        os.environ[f"KAIYE_{kind}_RATE"] = "100000/minute"
    load = round(os.getloadavg()[0], 1)
    said("empty registrations, before")
    before = await _empty(home / "empty", count * 2, at_once)
    said("full registrations")
    full = await _full(home / "full", count, idle, at_once)
    said("full registrations, each room in a process of its own")
    rooms = await _rooms(home / "rooms", at_once)
    said("empty registrations, after")
    after = await _empty(home / "empty", count * 2, at_once)
    rate = (before["per_second"] + after["per_second"]) / 2
    return {
        "machine": {
            "cores": os.cpu_count(),
            "python": sys.version.split()[0],
            "day": datetime.now(UTC).date().isoformat(),
            "load": load,
        },
        "settings": {"count": count, "idle": idle, "at_once": at_once},
        "empty": {"before": before, "after": after, "per_second": round(rate, 2)},
        "full": full,
        "rooms_cpu_ms": rooms,
        "ratio": round(full["per_second"] / rate, 3),
    }


async def _empty(home: Path, count: int, at_once: int) -> dict[str, Any]:
    async with Stack(home, ports=_ANY_PORTS, with_applications=False) as stack:
        address = stack.addresses["temporal"]
        command = [sys.executable, "-m", "cli.bench.empty", address]
        worker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program
        try:
            assert worker.stdout
            await asyncio.to_thread(worker.stdout.readline)
            pids = [child.pid for child in stack.children.values() if child.pid] + [worker.pid]
            spent = cpu_seconds(pids)
            seconds, events = await empty.drive(address, count, at_once)
            spent = cpu_seconds(pids) - spent
        finally:
            worker.terminate()
            await asyncio.to_thread(worker.wait)
    return {
        "per_second": round(count / seconds, 2),
        "cpu_ms": round(spent / (count + 2) * 1000),
        "history_events": events,
    }


@dataclass(frozen=True)
class _Spent:
    """Seconds of processors so far: of the stack's processes, and of this one, which plays the applicants."""

    by_process: Mapping[str, float]
    applicants: float

    @classmethod
    def now(cls, stack: Stack) -> _Spent:
        return cls(cpu_by_process(stack.children), sum(psutil.Process().cpu_times()[:2]))

    def since(self, before: _Spent, count: int) -> tuple[dict[str, int], int]:
        """Milliseconds of each registration: by process, most first, and of its applicant."""
        each = {name: (at - before.by_process.get(name, 0)) / count * 1000 for name, at in self.by_process.items()}
        return (
            {name: round(spent) for name, spent in sorted(each.items(), key=lambda found: -found[1])},
            round((self.applicants - before.applicants) / count * 1000),
        )


async def _full(home: Path, count: int, idle: int, at_once: int) -> dict[str, Any]:
    people, forms = _people(count + idle + _WARM)
    async with Stack(home, ports=_ANY_PORTS) as stack:
        load = await _settled(stack, home, people)
        await asyncio.to_thread(load.alone, forms[:_WARM])  # warms caches, fonts and pools
        alone = await asyncio.to_thread(load.alone, forms[_WARM : _WARM + idle])
        memory_alone = sum(memory_by_process(stack.children).values())
        counted = await asyncio.to_thread(when_quiet, stack.addresses)
        kept, stored, spent = _kept(stack, home), stored_bytes(home), _Spent.now(stack)
        loaded, seconds = await asyncio.to_thread(load.side_by_side, forms[_WARM + idle :], at_once)
        by_process, applicant = _Spent.now(stack).since(spent, count)
        memory = memory_by_process(stack.children)
        counted = await asyncio.to_thread(when_quiet, stack.addresses) - counted
        kept, stored = _kept(stack, home) - kept, stored_bytes(home) - stored
        cases = [case_id(carried.application_no) for carried in loaded]
        events, history = await longest(await temporal(stack.environment), cases)
    return {
        "per_second": round(count / seconds, 2),
        "cpu_ms": sum(by_process.values()),
        "cpu_ms_by_process": by_process,
        "cpu_ms_reading": sum(spent for name, spent in by_process.items() if name.endswith(": reading")),
        "cpu_ms_applicant": applicant,
        "counts": {kind: round(done / count, 1) for kind, done in sorted(counted.items())},
        "stored_bytes": round(stored / count),
        "bytes_by_kind": {kind: round(held / count) for kind, held in kept.most_common()},
        "resident_mb_alone": memory_alone,
        "resident_mb": sum(memory.values()),
        "resident_mb_by_process": memory,
        "history_events_max": events,
        "history_bytes_max": history,
        "submit_to_licence_seconds": {
            "idle": _percentiles([carried.to_licence for carried in alone]),
            "loaded": _percentiles([carried.to_licence for carried in loaded]),
        },
        "open_to_archive_seconds_idle_p50": round(percentile([c.seconds for c in alone], 0.5), 3),
    }


async def _rooms(home: Path, at_once: int) -> dict[str, int]:
    people, forms = _people(_BY_ROOM + _WARM)
    async with Stack(home, ports=_ANY_PORTS, split=True) as stack:
        load = await _settled(stack, home, people)
        await asyncio.to_thread(load.alone, forms[:_WARM])
        spent = _Spent.now(stack)
        await asyncio.to_thread(load.side_by_side, forms[_WARM:], at_once)
        return _Spent.now(stack).since(spent, _BY_ROOM)[0]


def _people(number: int) -> tuple[list[tuple[RegistrationForm, dict[str, Any]]], list[RegistrationForm]]:
    people = list(applicants(RegistrationForm.read(EXAMPLE), number, seed=int(time.time())))
    return people, [form for form, _ in people]


async def _settled(stack: Stack, home: Path, people: list[tuple[RegistrationForm, dict[str, Any]]]) -> Load:
    load = Load(dict(stack.addresses), captcha_answer(SecretFile(home / "secrets.json")))
    await asyncio.to_thread(load.settle, people)
    return load


def _kept(stack: Stack, home: Path) -> Any:
    servers = servers_of(home, stack.ports)
    [postgres] = (server for server in servers if isinstance(server, Postgres))
    [store] = (server for server in servers if isinstance(server, ObjectStoreServer))
    with postgres.connect(DATABASE) as connection:
        found = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return bytes_kept(home, store.endpoint, store.keeper, int(str(found[0] if found else 0)))


def _percentiles(seconds: list[float]) -> dict[str, float]:
    return {"p50": round(percentile(seconds, 0.5), 3), "p99": round(percentile(seconds, 0.99), 3)}
