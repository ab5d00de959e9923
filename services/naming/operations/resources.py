"""What the operations of this service work with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kernel.clock import Clock, local_date
from kernel.database import Database
from kernel.exchange import Exchange


@dataclass(frozen=True)
class Resources:
    database: Database
    exchange: Exchange
    clock: Clock
    suffixed: bool = False
    """New names end in （个体工商户）, as authorities may want it since 1 October 2023."""

    @property
    def suffix_on(self) -> date | None:
        """The day for which a new name is composed with the suffix, if at all."""
        return local_date(self.clock.now()) if self.suffixed else None
