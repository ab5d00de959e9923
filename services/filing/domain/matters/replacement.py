"""What is asked of whoever wants a licence printed again (补领、换发营业执照)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from kernel.errors import Finding
from services.filing.domain.delivery import Delivery, judge_delivery, missing_in_delivery
from services.filing.domain.entries import Entries
from services.filing.domain.matters.standing import Standing

LOST, DESTROYED, DAMAGED = "lost", "destroyed", "damaged"
REASONS: Mapping[str, str] = {LOST: "遗失", DESTROYED: "毁坏", DAMAGED: "破损、污损"}
COPIES = ("正本", "副本")
ARTICLE = "市场主体登记管理条例第三十七条第二款"
_RETURN = "市场主体登记管理条例第三十七条第三款；实施细则第二十三条第三款"


class Replacement(BaseModel):
    """`copies` are those that are gone or damaged. `declared`: those that are gone are declared void, which is
    published; `returns`: those that are damaged come back."""

    reason: str | None = None
    copies: tuple[str, ...] = ()
    declared: bool = False
    returns: bool = False
    needs_paper_licence: bool | None = None
    delivery: Delivery | None = None

    @property
    def declares_void(self) -> bool:
        """Whether there is nothing that could come back (条例 Art. 37)."""
        return self.reason in {LOST, DESTROYED}


def judge_replacement(given: Mapping[str, Any], _: date, __: Standing) -> tuple[Replacement, list[Finding]]:
    """The section as it will be kept, and everything that is wrong with it."""
    entries = Entries(given)
    copies = tuple(given.get("copies") or ())
    if any(copy not in COPIES for copy in copies):
        entries.note("copies", "not_in_table", "应为：正本、副本", "One of: " + ", ".join(COPIES))
    section = Replacement(
        reason=entries.choice("reason", tuple(REASONS)),
        copies=tuple(copy for copy in COPIES if copy in copies),
        declared=bool(entries.flag("declared")),
        returns=bool(entries.flag("returns")),
        needs_paper_licence=entries.flag("needs_paper_licence"),
        delivery=judge_delivery(entries),
    )
    return section, entries.findings


def missing_in_replacement(found: Replacement, _: Standing) -> list[Finding]:
    """What the section still lacks before documents can be made."""
    entries = Entries({}, "/matter")
    if found.reason is None:
        entries.note("reason", "required", "请选择补领（换发）的原因", "Say why the licence is to be printed again")
    if not found.copies:
        entries.note("copies", "required", "请选择正本、副本", "Say which copies: original, duplicate")
    if found.needs_paper_licence is None:
        entries.note(
            "needs_paper_licence",
            "required",
            "请选择是否需要纸质营业执照",
            "Say whether you want a paper licence",
        )
    if found.declares_void and not found.declared:
        entries.note(
            "declared",
            "required",
            "营业执照遗失或者毁坏的，应当先通过国家企业信用信息公示系统声明作废",
            "A licence that was lost or destroyed is declared void in public first",
            ARTICLE,
            remedy=("请勾选作废声明；准予后由系统向社会公示", "Make the declaration; it is published once granted"),
        )
    if found.reason == DAMAGED and not found.returns:
        entries.note(
            "returns",
            "required",
            "换发营业执照应当交回原营业执照",
            "Whoever exchanges a licence returns the old one",
            _RETURN,
            remedy=(
                "请承诺领取新照时交回原照；不能交回的，请按遗失或者毁坏办理补领",
                "Promise to bring it when the new one is collected, or apply for a lost or destroyed one",
            ),
        )
    missing_in_delivery(found.needs_paper_licence, found.delivery, entries, "/matter/delivery")
    return entries.findings
