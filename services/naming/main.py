"""Wires the naming service; `python -m services.naming.main [api|worker]` runs it."""

from __future__ import annotations

import asyncio
import contextlib

import structlog

from kernel.clock import Clock, SystemClock
from kernel.database import Database
from kernel.errors import Outage
from kernel.exchange import Exchange
from kernel.service import Service, run
from kernel.tokens import TokenVerifier
from kernel.web.application import make_app
from services.naming.activities import Activities
from services.naming.api import router
from services.naming.contract import TASK_QUEUE
from services.naming.operations import upkeep
from services.naming.operations.resources import Resources
from services.naming.settings import NamingSettings

log = structlog.get_logger()

_UPKEEP_SECONDS = 3600


def open_resources(settings: NamingSettings, clock: Clock) -> Resources:
    return Resources(
        Database(settings.database_url.get_secret_value()), Exchange(settings), clock, settings.suffix_names
    )


def wire(settings: NamingSettings, resources: Resources, verifier: TokenVerifier) -> Service:
    """The service over resources that are open already."""
    activities = Activities(resources)
    app = make_app(
        "naming",
        "Kaiye: names",
        verifier,
        {"database": resources.database.check, "objects": resources.exchange.check},
    )
    app.include_router(router(resources))
    return Service(
        name="naming",
        listen=settings.listen,
        settings=settings,
        app=app,
        task_queue=TASK_QUEUE,
        activities=(activities.reserve_name, activities.release_name, activities.confirm_name),
        background=(lambda stop: keep_current(resources, stop),),
        close=resources.database.close,
    )


async def keep_current(resources: Resources, stop: asyncio.Event) -> None:
    """Rebuild keys after a change of catalogues, and clear away old holds, until told to stop."""
    while not stop.is_set():
        try:
            rebuilt = await asyncio.to_thread(upkeep.rebuild_keys, resources)
            released = await asyncio.to_thread(upkeep.release_overdue_holds, resources)
        except Outage as error:
            log.warning("upkeep_postponed", error_code=error.code)
        else:
            if rebuilt.rebuilt or released.released:
                log.info("names_kept_current", rebuilt=rebuilt.rebuilt, released=released.released)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _UPKEEP_SECONDS)


def build(settings: NamingSettings | None = None) -> Service:
    """The service as one value; reads the environment unless settings are given."""
    settings = settings or NamingSettings()
    verifier = TokenVerifier(settings.jwks_url, settings.token_issuer)
    return wire(settings, open_resources(settings, SystemClock()), verifier)


if __name__ == "__main__":
    run(build)
