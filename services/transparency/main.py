"""Wires the transparency service; `python -m services.transparency.main [api|worker]` runs it."""

from __future__ import annotations

import time

from kernel.clock import Clock, SystemClock
from kernel.database import Database
from kernel.inner_tls import database_url
from kernel.pdf.timestamps import TimestampAuthority
from kernel.service import Service, close_resources, run
from kernel.tokens import TokenVerifier
from kernel.web.application import make_app
from kernel.web.routes import take_in
from services.transparency.api.routes import router
from services.transparency.clients.agencies import Agencies
from services.transparency.clients.stamps import Stamps
from services.transparency.operations.resources import Resources
from services.transparency.operations.watching import background
from services.transparency.settings import TransparencySettings


def open_resources(settings: TransparencySettings | None = None, clock: Clock | None = None) -> Resources:
    """Everything operations need; reads the environment unless settings are given."""
    settings = settings or TransparencySettings()
    return Resources(
        database=Database(database_url(settings.tls, settings.database_url.get_secret_value())),
        clock=clock or SystemClock(),
        signer=settings.signer,
        stamps=Stamps(TimestampAuthority(settings.tsa_url, timeout=settings.outside_timeout)),
        agencies=Agencies(
            settings.nats_url, settings.log_nats_user, settings.log_nats_password.get_secret_value(), settings.tls
        ),
        stamp_seconds=settings.log_stamp_seconds,
        pass_seconds=settings.log_pass_seconds,
        measure=time.monotonic,
    )


def build(settings: TransparencySettings | None = None) -> Service:
    """The service as one value; reads the environment unless settings are given."""
    settings = settings or TransparencySettings()
    resources = open_resources(settings)
    app = make_app(
        "transparency",
        "Kaiye: transparency",
        TokenVerifier(settings.jwks_url, settings.token_issuer),
        {"database": resources.database.check},
        max_body_bytes=64_000,
    )
    take_in(app.router, router(resources))
    return Service(
        name="transparency",
        settings=settings,
        app=app,
        background=background(resources, settings.log_seconds, settings.log_check_share),
        close=lambda: close_resources(resources),
    )


if __name__ == "__main__":
    run(build)
