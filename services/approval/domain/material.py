"""What the review sheet says about the pictures handed in: read and equal, or looked at by whom."""

from __future__ import annotations

from typing import Any

from catalogues.evidence import Doubt, Reading, said
from services.approval.domain.results import RuleResult
from services.approval.domain.rules.evidence import SINCE, title_of
from services.approval.domain.snapshot.application import Attachment
from services.approval.domain.snapshot.case import CaseSnapshot

_COMPLETE, _ALL_THERE = "AR-37", "材料件数"


def looked_at(case: CaseSnapshot, reviewer: str) -> list[dict[str, Any]]:
    """One line for each picture; none for a case from before pictures were read."""
    return [
        {"title": title_of(file), "zh": _said(file, reviewer), "agrees": _agrees(file)}
        for file in case.application.attachments
        if _is_read_here(case)
    ]


def title_on_sheet(case: CaseSnapshot, result: RuleResult) -> str:
    """Material that nobody read is not called complete, only counted."""
    doubted = _is_read_here(case) and not all(map(_agrees, case.application.attachments))
    return _ALL_THERE if result.rule_id == _COMPLETE and doubted else result.title_zh


def _is_read_here(case: CaseSnapshot) -> bool:
    return case.submitted_on >= SINCE


def _agrees(file: Attachment) -> bool:
    return file.reading == Reading.YES and not file.doubts


def _said(file: Attachment, reviewer: str) -> str:
    if _agrees(file):
        return "系统已识读，与填报一致"
    doubts = "、".join(said(Doubt(doubt)).zh for doubt in file.doubts)
    if file.reading == Reading.YES:
        return f"系统已识读，存疑：{doubts}；审核：{reviewer}"
    return f"系统未识读{f'（{doubts}）' if doubts else ''}；审核：{reviewer}"
