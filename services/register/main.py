"""Wires the register; `python -m services.register.main [api|worker]` runs it."""

from __future__ import annotations

from collections import defaultdict

from fastapi import FastAPI

from kernel.clock import Clock, SystemClock
from kernel.database import Database
from kernel.exchange import Exchange
from kernel.keyring import KeyRing
from kernel.service import Service, run
from kernel.tokens import TokenVerifier
from kernel.web.application import make_app
from services.register.activities import Activities
from services.register.api import code_blocks, entities
from services.register.contract import TASK_QUEUE
from services.register.operations.resources import Resources
from services.register.settings import LOCAL, RegisterSettings


def wire(settings: RegisterSettings, clock: Clock, verifier: TokenVerifier) -> tuple[Resources, FastAPI, Activities]:
    """Everything of the service; connects to nobody yet."""
    blocks: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for block in settings.code_blocks:
        blocks[block.authority_code].append((block.first, block.last))
    resources = Resources(
        database=Database(settings.database_url.get_secret_value()),
        exchange=Exchange(settings),
        clock=clock,
        ring=KeyRing.parse(settings.keys.get_secret_value()),
        hash_key=settings.hash_key_bytes,
        code_blocks=dict(blocks),
        derives_blocks=settings.environment == LOCAL,
    )
    app = make_app(
        "register",
        "Kaiye: the register",
        verifier,
        {"database": resources.database.check, "objects": resources.exchange.check},
    )
    for room in (entities, code_blocks):
        app.include_router(room.router(resources))
    return resources, app, Activities(resources)


def build(settings: RegisterSettings | None = None) -> Service:
    """The service as one value; reads the environment unless settings are given."""
    settings = settings or RegisterSettings()
    resources, app, activities = wire(settings, SystemClock(), TokenVerifier(settings.jwks_url, settings.token_issuer))
    return Service(
        name="register",
        listen=settings.listen,
        settings=settings,
        app=app,
        task_queue=TASK_QUEUE,
        activities=(
            activities.open_filing,
            activities.apply_filing,
            activities.close_filing,
            activities.read_entity,
            activities.take_over_codes,
            activities.take_over,
            activities.end_take_over,
        ),
        close=resources.database.close,
    )


if __name__ == "__main__":
    run(build)
