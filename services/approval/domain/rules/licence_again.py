"""AR-70 and AR-71: whether a licence may be printed again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from catalogues.approval_thresholds import Thresholds
from catalogues.entity_states import EntityStatus
from services.approval.domain.results import Finding, correct, passed, refer
from services.approval.domain.rule import rule
from services.approval.domain.snapshot.application import Replacement
from services.approval.domain.snapshot.case import CaseSnapshot

SINCE = date(2026, 11, 29)
"""From this day on a licence is printed again online."""
_TRADING = frozenset({EntityStatus.ACTIVE, EntityStatus.SUSPENDED})
"""The states in which a business has a licence."""


@rule(
    "AR-70",
    "Lost licence declared void",
    outcomes=("CORRECT",),
    remedy=(
        "请声明营业执照作废后申请补领；仍持有原照的，请改为换发并交回原照",
        "Declare the licence void and apply again; who still has it exchanges and returns it",
    ),
    pointer="/matter/declared",
    effective_from=SINCE,
)
def lost_licence_declared_void(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    matter = case.application.matter
    if not isinstance(matter, Replacement) or not matter.copies:
        yield correct(
            "没有说明哪些营业执照需要补领、换发", "Nothing says which copies are to be printed again", "/matter"
        )
    elif matter.reason in {"lost", "destroyed"} and not matter.declared:
        yield correct(
            "营业执照遗失或者毁坏，尚未声明作废",
            "The licence was lost or destroyed and is not declared void yet",
            "/matter/declared",
        )
    elif matter.declared:
        yield passed("已声明作废，准予后向社会公示", "Declared void; it is published once granted")


@rule(
    "AR-71",
    "Has a licence to be printed",
    outcomes=("REFER",),
    remedy=("由工作人员核实登记状态", "An examiner verifies how the business stands"),
    pointer="/matter",
    effective_from=SINCE,
)
def has_a_licence(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    if case.status in _TRADING:
        yield passed("登记状态可以补领、换发营业执照", "By its state the business has a licence to be printed")
    else:
        yield refer(
            f"该户登记状态为“{case.status or '未知'}”，不能由系统补领、换发营业执照",
            "By its state in the register the business does not trade: the system prints it no licence",
        )


RULES = (lost_licence_declared_void, has_a_licence)
