"""Wires the naming service; `python -m services.naming.main [api|worker]` runs it."""

from __future__ import annotations

from kernel.clock import Clock, SystemClock
from kernel.database import Database
from kernel.exchange import Exchange
from kernel.service import Service, run
from kernel.tokens import TokenVerifier
from kernel.web.application import make_app
from services.naming.activities import Activities
from services.naming.api import router
from services.naming.contract import TASK_QUEUE
from services.naming.operations.resources import Resources
from services.naming.settings import NamingSettings


def open_resources(settings: NamingSettings, clock: Clock) -> Resources:
    return Resources(Database(settings.database_url.get_secret_value()), Exchange(settings), clock)


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
        close=resources.database.close,
    )


def build(settings: NamingSettings | None = None) -> Service:
    """The service as one value; reads the environment unless settings are given."""
    settings = settings or NamingSettings()
    verifier = TokenVerifier(settings.jwks_url, settings.token_issuer)
    return wire(settings, open_resources(settings, SystemClock()), verifier)


if __name__ == "__main__":
    run(build)
