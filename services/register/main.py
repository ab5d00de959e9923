"""Wires the register; `python -m services.register.main [api|worker]` runs it."""

from __future__ import annotations

from collections import defaultdict

from kernel.handing_on import Carrier
from kernel.persons_asked import PersonsAsked
from kernel.rates import Rates
from kernel.service import Foundation, Wiring, run
from services.register.activities import Activities
from services.register.api.routes import router
from services.register.clients import NamingTold
from services.register.contract.activities import TASK_QUEUE
from services.register.operations.resources import PUBLIC_READING, Resources
from services.register.settings import LOCAL, RegisterSettings


def _open(settings: RegisterSettings, foundation: Foundation) -> Resources:
    blocks: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for block in settings.code_blocks:
        blocks[block.authority_code].append((block.first, block.last))
    return Resources(
        database=foundation.database,
        exchange=foundation.exchange,
        clock=foundation.clock,
        ring=settings.ring,
        hash_key=settings.hash_key_bytes,
        rates=Rates("register", foundation.database, settings.hash_key_bytes, {PUBLIC_READING: settings.public_rate}),
        naming=NamingTold(settings.naming_url),
        licence=Carrier("licence", settings.licence_url),
        persons=PersonsAsked(settings.jwks_url),
        code_blocks=dict(blocks),
        derives_blocks=settings.environment == LOCAL,
    )


wiring = Wiring("register", RegisterSettings, _open, router, Activities, TASK_QUEUE)
open_resources, wire, build = wiring.open_resources, wiring.wire, wiring.build

if __name__ == "__main__":
    run(build)
