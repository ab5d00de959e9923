"""What operations of the log need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kernel.clock import Clock
from kernel.database import Database
from kernel.tlog.notes import Signer
from services.transparency.clients.agencies import Agencies
from services.transparency.clients.stamps import Stamps


@dataclass(frozen=True)
class Resources:
    database: Database
    clock: Clock
    signer: Signer
    stamps: Stamps
    agencies: Agencies
    stamp_seconds: float
    pass_seconds: float
    measure: Callable[[], float]
    """Seconds of a clock that only goes forward."""
