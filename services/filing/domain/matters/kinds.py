"""Which kinds of filing ask for a matter of their own, and how it is judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogues.filing_types import editions
from catalogues.filing_types.description import FilingType
from kernel.errors import Finding
from services.filing.domain.matters.deregistration import (
    Deregistration,
    judge_deregistration,
    missing_in_deregistration,
)
from services.filing.domain.matters.replacement import Replacement, judge_replacement, missing_in_replacement

Matter = Replacement | Deregistration


@dataclass(frozen=True, slots=True)
class MatterKind:
    """`judge` reads a form as it was sent; `missing` says what keeps documents from being made of what is kept."""

    model: type[Replacement] | type[Deregistration]
    judge: Callable[[Mapping[str, Any], date], tuple[Any, list[Finding]]]
    missing: Callable[[Any], list[Finding]]


_DEREGISTRATION = MatterKind(Deregistration, judge_deregistration, missing_in_deregistration)

MATTERS: Mapping[str, MatterKind] = {
    editions.REPLACEMENT: MatterKind(Replacement, judge_replacement, missing_in_replacement),
    editions.DEREGISTRATION: _DEREGISTRATION,
    editions.SIMPLE_DEREGISTRATION: _DEREGISTRATION,
}
"""By the key of the kind of filing. The fields of each form stand in the catalogue of forms under the same key."""


def matter_of(filing: FilingType) -> MatterKind:
    """Raises KeyError for a kind that asks for none."""
    return MATTERS[filing.key]
