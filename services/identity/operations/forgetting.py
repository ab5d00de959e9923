"""Forgetting what is no longer needed (个人信息保护法 第十九条): spent proofs, ended sessions, old captures."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta

import structlog

from kernel.counters import idling
from kernel.errors import Outage
from services.identity.operations.resources import Resources
from services.identity.store import authentications, challenges, sessions, unified

log = structlog.get_logger()

_KEPT = timedelta(days=2)
"""Longer than any limit counted per day."""

_CAPTURES_KEPT = timedelta(days=14)
"""A live capture must outlast an outage of the registry."""

_EVERY_SECONDS = 600


def forget_expired(resources: Resources) -> None:
    """Remove proofs, ended sessions and unused live captures of long ago; running it again does no harm."""
    now = resources.clock.now()
    before = now - _KEPT
    with resources.database.transaction() as session:
        challenges.forget_before(session, before)
        sessions.forget_before(session, before)
        unified.forget_before(session, now)
        authentications.erase_captures_before(session, now - _CAPTURES_KEPT)


async def forget_regularly(resources: Resources, stop: asyncio.Event) -> None:
    """Forget every ten minutes until `stop`; a database that does not answer is asked again next time."""
    while not stop.is_set():
        try:
            with idling():
                await asyncio.to_thread(forget_expired, resources)
        except Outage as outage:
            log.warning("forgetting_postponed", error_code=outage.code)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)
