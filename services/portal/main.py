"""Wires the portal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI

from catalogues.upload_limits import most_bytes
from kernel.errors import Outage
from kernel.service import Service, close_resources, run
from kernel.temporal import connect
from kernel.web.application import make_app
from kernel.web.routes import take_in
from services.portal.api import troubles
from services.portal.api.ciphers import Cipher
from services.portal.api.cookies import Visits
from services.portal.api.heads import Heads
from services.portal.api.routes import router
from services.portal.clients.cases import Cases
from services.portal.clients.engine import Engine
from services.portal.clients.services import ServiceClient
from services.portal.domain.sides import Side
from services.portal.domain.temporal_web import TemporalWeb
from services.portal.operations.admitting import SideVerifier
from services.portal.operations.resources import Resources
from services.portal.operations.sessions import Refreshing
from services.portal.operations.walks import Walks
from services.portal.settings import PortalSettings

_THREADS = 200
_FILES_AT_ONCE = 3
"""So many of the largest files go with one form that is sent without scripts: the portrait and both sides of a card."""


def build(settings: PortalSettings | None = None) -> Service:
    settings = settings or PortalSettings()
    side = Side(settings.side)
    resources = Resources(
        identity=ServiceClient("identity", settings.identity_url),
        filing=ServiceClient("filing", settings.filing_url),
        naming=ServiceClient("naming", settings.naming_url),
        signing=ServiceClient("signing", settings.signing_url),
        approval=ServiceClient("approval", settings.approval_url),
        licence=ServiceClient("licence", settings.licence_url),
        archive=ServiceClient("archive", settings.archive_url),
        notice=ServiceClient("notice", settings.notice_url),
        register=ServiceClient("register", settings.register_url),
        transparency=ServiceClient("transparency", settings.transparency_url),
        public_url=settings.public_url,
        walks=Walks(settings.walks),
        side=side,
        temporal_web=TemporalWeb(settings.temporal_web_url, settings.temporal_namespace),
    )

    @asynccontextmanager
    async def connected(_: FastAPI) -> AsyncIterator[None]:
        # Pages wait for services in threads; services in the same process need threads meanwhile.
        current_default_thread_limiter().total_tokens = _THREADS
        connecting = asyncio.create_task(_connect(settings, resources))
        yield
        connecting.cancel()
        resources.cases = resources.engine = None

    def temporal() -> None:
        if resources.cases is None:
            raise Outage("workflow.unavailable")

    app = make_app(
        "portal",
        "Kaiye portal",
        SideVerifier(settings.jwks_url, settings.token_issuer, side),
        {"temporal": temporal},
        max_body_bytes=_FILES_AT_ONCE * most_bytes() + 1_000_000,
        lifespan=connected,
    )
    app.state.resources = resources
    app.state.refreshing = Refreshing()
    cipher = Cipher(settings.ring)
    app.state.cipher = cipher
    take_in(app.router, router(resources, cipher, side))
    troubles.install(app)
    app.add_middleware(Visits, cipher=cipher, secure=settings.public_url.startswith("https://"))
    app.add_middleware(Heads)

    def close() -> None:
        resources.asking.shutdown(wait=False, cancel_futures=True)
        close_resources(resources)

    return Service("portal", settings, app, close=close)


async def _connect(settings: PortalSettings, resources: Resources) -> None:
    """The portal starts before Temporal does if it must, and is ready when both are."""
    while resources.cases is None:
        try:
            client = await connect(settings, identity="portal")
            resources.engine = Engine(client)
            resources.cases = Cases(client, settings.step_seconds, settings.public_url)
        except RuntimeError:
            await asyncio.sleep(0.5)


if __name__ == "__main__":
    run(build)
