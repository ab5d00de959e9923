"""Wires the approval service; `python -m services.approval.main [api|worker]` runs it."""

from __future__ import annotations

from datetime import timedelta

from kernel.persons_asked import PersonsAsked
from kernel.seal_orders import SealsAsked
from kernel.service import Foundation, Wiring, run
from kernel.typesetting.typesetter import Typesetter
from services.approval.activities import Activities
from services.approval.api.routes import router
from services.approval.clients import RegisterAsked
from services.approval.contract import TASK_QUEUE
from services.approval.operations.resources import Resources
from services.approval.settings import ApprovalSettings


def _open(settings: ApprovalSettings, foundation: Foundation) -> Resources:
    return Resources(
        database=foundation.database,
        exchange=foundation.exchange,
        typesetter=Typesetter(settings.typesetting_processes, shared=True),
        persons=PersonsAsked(settings.jwks_url),
        register=RegisterAsked(settings.register_url),
        seals=SealsAsked(settings.licence_url),
        clock=foundation.clock,
        ring=settings.ring,
        hash_key=settings.hash_key_bytes,
        claim_lasts=timedelta(minutes=settings.claim_minutes),
        demonstration=settings.demonstration,
    )


wiring = Wiring("approval", ApprovalSettings, _open, router, Activities, TASK_QUEUE, max_body_bytes=200_000)
open_resources, wire, build = wiring.open_resources, wiring.wire, wiring.build

if __name__ == "__main__":
    run(build)
