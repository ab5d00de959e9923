"""What the operations of this service work with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kernel.authors import Authors
from kernel.clock import Clock, local_date
from kernel.database import Database
from kernel.exchange import Exchange


@dataclass(frozen=True)
class Resources:
    database: Database
    exchange: Exchange
    clock: Clock
    authors: Authors

    @property
    def today(self) -> date:
        """The day in China on which a name is judged or declared."""
        return local_date(self.clock.now())
