"""Wires the licence service; `python -m services.licence.main [api|worker]` runs it."""

from __future__ import annotations

from collections import defaultdict

from fastapi import FastAPI

from kernel.clock import Clock, SystemClock
from kernel.database import Database
from kernel.exchange import Exchange
from kernel.keyring import KeyRing
from kernel.pdf.certification import CertificationAuthority
from kernel.pdf.timestamps import TimestampAuthority
from kernel.service import Service, run
from kernel.tokens import TokenVerifier
from kernel.typesetting.typesetter import Typesetter
from kernel.web.application import make_app
from services.licence.activities import Activities
from services.licence.api import licences, operations, papers, receivers, verification
from services.licence.clients import certification_authority
from services.licence.contract import TASK_QUEUE
from services.licence.operations.resources import Resources
from services.licence.operations.sealing import SoftwareSeals
from services.licence.settings import LOCAL, LicenceSettings


def wire(settings: LicenceSettings, clock: Clock, verifier: TokenVerifier) -> tuple[Resources, FastAPI, Activities]:
    """Everything of the service; connects to nobody yet."""
    database = Database(settings.database_url.get_secret_value())
    exchange = Exchange(settings)
    ring = KeyRing.parse(settings.keys.get_secret_value())
    typesetter = Typesetter(settings.typesetting_processes, shared=True)
    seals = SoftwareSeals(
        database,
        ring,
        clock,
        CertificationAuthority(
            settings.ca_url, settings.outside_timeout, certification_authority.silent, settings.trust_roots
        ),
        TimestampAuthority(settings.tsa_url, timeout=settings.outside_timeout),
        typesetter,
        demonstration=settings.demonstration,
    )
    blocks: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for block in settings.code_blocks:
        blocks[block.authority_code].append((block.first, block.last))
    resources = Resources(
        database=database,
        exchange=exchange,
        clock=clock,
        ring=ring,
        hash_key=settings.hash_key_bytes,
        typesetter=typesetter,
        seals=seals,
        portal_url=settings.portal_url,
        publicity_url=settings.publicity_url,
        code_blocks=dict(blocks),
        derives_blocks=settings.environment == LOCAL,
        demonstration=settings.demonstration,
    )
    app = make_app(
        "licence",
        "Kaiye: licences",
        verifier,
        {"database": database.check, "objects": exchange.check},
    )
    for room in (licences, papers, receivers, verification, operations):
        app.include_router(room.router(resources))
    return resources, app, Activities(resources)


def close(resources: Resources) -> None:
    resources.seals.close()
    resources.typesetter.close()
    resources.database.close()


def build(settings: LicenceSettings | None = None) -> Service:
    """The service as one value; reads the environment unless settings are given."""
    settings = settings or LicenceSettings()
    resources, app, activities = wire(settings, SystemClock(), TokenVerifier(settings.jwks_url, settings.token_issuer))
    return Service(
        name="licence",
        listen=settings.listen,
        settings=settings,
        app=app,
        task_queue=TASK_QUEUE,
        activities=(activities.issue_licence, activities.list_licensed, activities.hand_over_codes),
        close=lambda: close(resources),
    )


if __name__ == "__main__":
    run(build)
