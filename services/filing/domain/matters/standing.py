"""What a filing about a business finds when it is filled in: who runs it, and how it is registered."""

from __future__ import annotations

from dataclasses import dataclass

from services.filing.domain.operator import Operator
from services.filing.domain.registered import Registered


@dataclass(frozen=True, slots=True, repr=False)
class Standing:
    """`operator` as confirmed last; `registered` the version in force, None where the register did not tell yet."""

    operator: Operator
    registered: Registered | None
