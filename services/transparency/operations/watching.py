"""What goes on by itself: taking rows into the log, time-stamping its head, checking everything in slices."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from prometheus_client import Gauge

from kernel.rounds import Steady, pause
from kernel.service import Background
from services.transparency.operations.appending import append, stamp
from services.transparency.operations.checking import check_slice
from services.transparency.operations.resources import Resources
from services.transparency.store import alarms, log, outboxes, passes

ALARMS = Gauge("kaiye_log_alarms", "Alarms that nobody has looked into, by kind", ["kind"])
ENTRIES = Gauge("kaiye_log_entries", "Entries in the log")
PASS = Gauge("kaiye_log_pass_age_seconds", "Since the last pass over everything ended", ["kind"])

_LOOK_AGAIN_SECONDS = 5.0


async def keep_appending(resources: Resources, seconds: float, stop: asyncio.Event) -> None:
    """Take what services wrote every `seconds` until `stop`, and have the head stamped when it is time."""
    taking = Steady("rows_not_logged", lambda: append(resources), by_the_clock=True)
    stamping = Steady("checkpoint_not_stamped", lambda: stamp(resources), by_the_clock=True)
    while not stop.is_set():
        await asyncio.to_thread(taking)
        await asyncio.to_thread(stamping)
        await pause(stop, seconds)


async def keep_checking(resources: Resources, share: float, stop: asyncio.Event) -> None:
    """Check slice after slice until `stop`, at most for `share` of the time."""
    more = False

    def look() -> None:
        nonlocal more
        more = check_slice(resources)
        measure(resources)

    work = Steady("rows_not_checked", look, by_the_clock=True)
    while not stop.is_set():
        began = resources.measure()
        done = await asyncio.to_thread(work)
        spent = resources.measure() - began
        await pause(stop, spent * (1 / share - 1) if done and more else _LOOK_AGAIN_SECONDS)


def measure(resources: Resources) -> None:
    """Say how many alarms are open, those of the services' own checks included, and how old the last check is."""
    with resources.database.single_statements() as connection:
        told = alarms.counted(connection)
        for _, check, _ in outboxes.findings(connection, outboxes.schemas(connection)):
            told[check] = told.get(check, 0) + 1
        ENTRIES.set(log.size(connection))
        ended = {name: each.ended_at for name, each in passes.read(connection).items()}
    ALARMS.clear()
    for kind, count in told.items():
        ALARMS.labels(kind).set(count)
    now = resources.clock.now()
    for name, at in ended.items():
        if at is not None:
            PASS.labels(name).set((now - at).total_seconds())


def background(resources: Resources, seconds: float, share: float) -> Sequence[Background]:
    """Both, as a service runs them."""
    return partial(keep_appending, resources, seconds), partial(keep_checking, resources, share)
