"""What is asked of whoever ends a business (注销登记, 简易注销登记)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from kernel.errors import Finding
from services.filing.domain.entries import Entries
from services.filing.domain.matters.standing import Standing

REASONS: Mapping[str, str] = {"stopped": "停止经营", "other": "其他"}
RETURNED, LOST = "returned", "lost"
LICENCE: Mapping[str, str] = {RETURNED: "交回登记机关", LOST: "已经遗失或者毁坏，声明作废"}


class Deregistration(BaseModel):
    """`licence` says what becomes of the paper licence; `promised`: nothing bars it (个体工商户登记管理规定
    Art. 29, 30)."""

    reason: str | None = None
    licence: str | None = None
    promised: bool = False


def judge_deregistration(given: Mapping[str, Any], _: date, __: Standing) -> tuple[Deregistration, list[Finding]]:
    """The section as it will be kept, and everything that is wrong with it."""
    entries = Entries(given)
    section = Deregistration(
        reason=entries.choice("reason", tuple(REASONS)),
        licence=entries.choice("licence", tuple(LICENCE)),
        promised=bool(entries.flag("promised")),
    )
    return section, entries.findings


def missing_in_deregistration(found: Deregistration, _: Standing) -> list[Finding]:
    """What the section still lacks before documents can be made."""
    entries = Entries({}, "/matter")
    if found.reason is None:
        entries.note("reason", "required", "请选择注销原因", "Say why the business ends")
    if found.licence is None:
        entries.note(
            "licence",
            "required",
            "请说明营业执照正、副本如何缴回",
            "Say what becomes of the paper licence",
            "市场主体登记管理条例第三十七条第三款",
        )
    if not found.promised:
        entries.note(
            "promised",
            "required",
            "请作出不存在不得申请注销登记情形的承诺",
            "Promise that nothing bars the deregistration",
            "个体工商户登记管理规定第二十九、三十条",
            remedy=(
                "案件、强制措施、罚款未了结的，请先了结后再申请注销登记",
                "Cases, measures and fines are to be settled first",
            ),
        )
    return entries.findings
