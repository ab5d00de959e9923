"""What a filing about a business finds when it is filled in: who runs it, and how it is registered."""

from __future__ import annotations

from dataclasses import dataclass

from catalogues import suspensions
from catalogues.entity_states import EntityStatus
from services.filing.domain.operator import Operator
from services.filing.domain.registered import Registered, RestRegistered


@dataclass(frozen=True, slots=True, repr=False)
class Standing:
    """`operator` as confirmed last; `registered` the version in force, None where the register did not tell yet."""

    operator: Operator
    registered: Registered | None

    @property
    def rest(self) -> RestRegistered | None:
        """The rest that goes on now; None of a business that trades."""
        found = self.registered
        return found.facts.suspension if found and found.status == EntityStatus.SUSPENDED else None

    @property
    def rested_before(self) -> int:
        """For how many days it rested before, not counting the rest that goes on now."""
        known = self.registered.facts.suspension if self.registered else None
        if known is None:
            return 0
        if self.rest is not None:
            return known.rested_before
        last = min(known.until, known.resumed_on) if known.resumed_on else known.until
        return known.rested_before + suspensions.rested(known.first_on, last)
