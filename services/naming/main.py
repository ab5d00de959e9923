"""Wires the naming service; `python -m services.naming.main [api|worker]` runs it."""

from __future__ import annotations

from functools import partial

from kernel.service import Foundation, Wiring, run
from services.naming.activities import Activities
from services.naming.api import router
from services.naming.contract import TASK_QUEUE
from services.naming.operations.resources import Resources
from services.naming.operations.upkeep import keep_current
from services.naming.settings import NamingSettings


def _open(_: NamingSettings, foundation: Foundation) -> Resources:
    return Resources(foundation.database, foundation.exchange, foundation.clock, foundation.authors)


wiring = Wiring(
    "naming",
    NamingSettings,
    _open,
    router,
    Activities,
    TASK_QUEUE,
    background=lambda _, resources: (partial(keep_current, resources),),
)
open_resources, wire, build = wiring.open_resources, wiring.wire, wiring.build

if __name__ == "__main__":
    run(build)
