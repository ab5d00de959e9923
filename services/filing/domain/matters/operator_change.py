"""What is asked of whoever takes a business over (变更经营者, 促进个体工商户发展条例 Art. 13)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from kernel.errors import Finding
from services.filing.domain.entries import Entries
from services.filing.domain.matters.deregistration import LICENCE
from services.filing.domain.matters.standing import Standing

REASONS: Mapping[str, str] = {
    "transfer": "转让",
    "within_family": "家庭成员之间变更",
    "other": "其他",
}
_CONDITIONS = "个体工商户登记管理规定第十八、十九条"


class OperatorChange(BaseModel):
    """`licence` says what becomes of the paper licence; `settled`: debts and rights of the operator who leaves are seen
    to; `promised`: nothing else bars it, which both sign (个体工商户登记管理规定 Art. 18, 19)."""

    reason: str | None = None
    licence: str | None = None
    settled: bool = False
    promised: bool = False


def judge_operator_change(given: Mapping[str, Any], _: date, __: Standing) -> tuple[OperatorChange, list[Finding]]:
    """The section as it will be kept, and everything that is wrong with it."""
    entries = Entries(given)
    section = OperatorChange(
        reason=entries.choice("reason", tuple(REASONS)),
        licence=entries.choice("licence", tuple(LICENCE)),
        settled=bool(entries.flag("settled")),
        promised=bool(entries.flag("promised")),
    )
    return section, entries.findings


def missing_in_operator_change(found: OperatorChange, _: Standing) -> list[Finding]:
    """What the section still lacks before documents can be made."""
    entries = Entries({}, "/matter")
    if found.reason is None:
        entries.note("reason", "required", "请选择变更原因", "Say why the operator changes")
    if found.licence is None:
        entries.note(
            "licence",
            "required",
            "请说明原营业执照正、副本如何缴回",
            "Say what becomes of the paper licence",
            "市场主体登记管理条例第三十七条第三款",
        )
    if not found.settled:
        entries.note(
            "settled",
            "required",
            "请承诺原经营者的债权债务、知识产权已经依法处理",
            "Promise that debts and rights of the former operator are settled",
            "个体工商户登记管理规定第十八条第一款第一项",
            remedy=(
                "尚未处理的，请由新、原经营者先行处理",
                "What is not settled yet the two operators settle first",
            ),
        )
    if not found.promised:
        entries.note(
            "promised",
            "required",
            "请承诺不存在不得变更经营者的情形",
            "Promise that nothing bars the change of the operator",
            _CONDITIONS,
            remedy=(
                "税款、年度报告、案件、罚款未了结的，请先了结后再申请",
                "Taxes, annual reports, cases and fines are to be settled first",
            ),
        )
    return entries.findings
