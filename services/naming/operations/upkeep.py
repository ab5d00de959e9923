"""Keeps the register of names findable: keys of the present catalogues, and no holds that ended long ago."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta

import structlog
from pydantic import BaseModel

from catalogues.comparison_areas import area_of
from catalogues.names.composition import as_kept
from kernel.counters import idling
from kernel.errors import Outage
from services.naming.domain import keys
from services.naming.operations.resources import Resources
from services.naming.store import rebuilding, register

log = structlog.get_logger()

_BATCH = 500
_EVERY_SECONDS = 3600
_PATIENCE = timedelta(days=30)
"""A hold whose time is over gives way to anybody who declares the name; until then its application may still be
registered in it, so that only very old ones are cleared away."""


class KeysRebuilt(BaseModel):
    """`version` is the one that all names have now."""

    version: str
    rebuilt: int


class HoldsReleased(BaseModel):
    released: int


def rebuild_keys(resources: Resources) -> KeysRebuilt:
    """Give every name with older keys the present ones, a batch for each transaction; to be run whenever a catalogue of
    words or the way to make keys changes. Idempotent: a name that has the present keys is left alone, and a run that
    was interrupted goes on where it ended. Names are judged and held meanwhile.
    """
    version, rebuilt = keys.version(), 0
    while True:
        with resources.database.transaction() as session:
            rows = rebuilding.stale(session, version, _BATCH)
            for row in rows:
                parts = as_kept(row.full_name, row.division, row.trade_name, row.industry, row.organisation_form)
                rebuilding.give_keys(session, row, keys.keys_of(parts), area_of(row.authority_code), version)
        rebuilt += len(rows)
        if len(rows) < _BATCH:
            return KeysRebuilt(version=version, rebuilt=rebuilt)


def release_overdue_holds(resources: Resources) -> HoldsReleased:
    """End holds whose time was over thirty days ago. Idempotent."""
    released = 0
    while True:
        now = resources.clock.now()
        with resources.database.transaction() as session:
            found = register.release_overdue(session, now - _PATIENCE, now, _BATCH)
        released += found
        if found < _BATCH:
            return HoldsReleased(released=released)


async def keep_current(resources: Resources, stop: asyncio.Event) -> None:
    """Rebuild keys after a change of catalogues, and clear away old holds, every hour until `stop`; a database that
    does not answer is asked again next time."""
    while not stop.is_set():
        try:
            with idling():
                rebuilt = await asyncio.to_thread(rebuild_keys, resources)
                released = await asyncio.to_thread(release_overdue_holds, resources)
        except Outage as error:
            log.warning("upkeep_postponed", error_code=error.code)
        else:
            if rebuilt.rebuilt:
                log.info("name_keys_rebuilt", count=rebuilt.rebuilt)
            if released.released:
                log.info("overdue_holds_released", count=released.released)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)
