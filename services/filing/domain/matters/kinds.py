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
from services.filing.domain.matters.operator_change import (
    OperatorChange,
    judge_operator_change,
    missing_in_operator_change,
)
from services.filing.domain.matters.record import Record, amended, begin_record, judge_record, missing_in_record
from services.filing.domain.matters.replacement import Replacement, judge_replacement, missing_in_replacement
from services.filing.domain.matters.standing import Standing
from services.filing.domain.matters.suspension import (
    Resumption,
    Suspension,
    begin_suspension,
    judge_resumption,
    judge_suspension,
    missing_in_resumption,
    missing_in_suspension,
)
from services.filing.domain.operator import Operator

Matter = Replacement | Deregistration | Record | Suspension | Resumption | OperatorChange


@dataclass(frozen=True, slots=True)
class MatterKind:
    """`judge` reads a form as it was sent; `missing` says what keeps documents from being made of what is kept.
    `begins`: what is in the form when the filing is taken up, where that is something; `amends`: what becomes of what
    is known of the operator, where it does not stay as it is."""

    model: type[Matter]
    judge: Callable[[Mapping[str, Any], date, Standing], tuple[Any, list[Finding]]]
    missing: Callable[[Any, Standing], list[Finding]]
    begins: Callable[[Standing], Matter] | None = None
    amends: Callable[[Operator, Any], Operator] | None = None


_DEREGISTRATION = MatterKind(Deregistration, judge_deregistration, missing_in_deregistration)

MATTERS: Mapping[str, MatterKind] = {
    editions.REPLACEMENT: MatterKind(Replacement, judge_replacement, missing_in_replacement),
    editions.DEREGISTRATION: _DEREGISTRATION,
    editions.SIMPLE_DEREGISTRATION: _DEREGISTRATION,
    editions.OPERATOR_CHANGE: MatterKind(OperatorChange, judge_operator_change, missing_in_operator_change),
    editions.RECORD: MatterKind(Record, judge_record, missing_in_record, begin_record, amended),
    editions.SUSPENSION: MatterKind(Suspension, judge_suspension, missing_in_suspension, begin_suspension),
    editions.RESUMPTION: MatterKind(Resumption, judge_resumption, missing_in_resumption),
}
"""By the key of the kind of filing. The fields of each form stand in the catalogue of forms under the same key."""


def matter_of(filing: FilingType) -> MatterKind:
    """Raises KeyError for a kind that asks for none."""
    return MATTERS[filing.key]


def operator_after(filing: FilingType, operator: Operator | None, matter: Matter | None) -> Operator | None:
    """What is known of the operator, as it is once the filing is granted."""
    amends = MATTERS[filing.key].amends if filing.key in MATTERS else None
    return amends(operator, matter) if amends and operator and matter else operator
