"""What the portal's operations need: the services it asks, and the workflows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import KW_ONLY, dataclass, field

from kernel.clock import Clock, SystemClock
from kernel.errors import Outage
from kernel.owners import Owners
from services.portal.clients.cases import Cases
from services.portal.clients.engine import Engine
from services.portal.clients.services import ServiceClient
from services.portal.domain.sides import Side
from services.portal.domain.temporal_web import TemporalWeb
from services.portal.domain.tokens import Ended
from services.portal.operations.walks import Walks


@dataclass
class Resources:
    """`public_url` is where people reach the portal, `side` whose pages it carries, `temporal_web` where operations
    look into the engine. `cases` and `engine` exist while the API runs, since a Temporal client belongs to one event
    loop. `asking` are the threads in which several services are asked at once; `owners` knows who asked for a case of
    their own lately; `walks` are the pictures of the pages."""

    identity: ServiceClient
    filing: ServiceClient
    naming: ServiceClient
    signing: ServiceClient
    approval: ServiceClient
    licence: ServiceClient
    archive: ServiceClient
    notice: ServiceClient
    register: ServiceClient
    transparency: ServiceClient
    _: KW_ONLY
    public_url: str = ""
    side: Side = Side.BOTH
    temporal_web: TemporalWeb | None = None
    walks: Walks = field(default_factory=lambda: Walks(""))
    cases: Cases | None = None
    engine: Engine | None = None
    clock: Clock = field(default_factory=SystemClock)
    owners: Owners = field(default_factory=Owners)
    ended: Ended = field(default_factory=Ended)
    asking: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(64, "asking"))

    def running_cases(self) -> Cases:
        if self.cases is None:
            raise Outage("workflow.unavailable")
        return self.cases

    def running_engine(self) -> Engine:
        if self.engine is None:
            raise Outage("workflow.unavailable")
        return self.engine
