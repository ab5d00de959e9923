"""What the operations of this service work with."""

from __future__ import annotations

from dataclasses import dataclass

from kernel.clock import Clock
from kernel.database import Database
from kernel.exchange import Exchange


@dataclass(frozen=True)
class Resources:
    database: Database
    exchange: Exchange
    clock: Clock
