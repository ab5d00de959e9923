"""AR-96 and AR-97: what departments put on a business keeps it from being changed, or asks for more to be changed."""

from __future__ import annotations

from collections.abc import Iterator

from catalogues import marks
from catalogues.approval_thresholds import Thresholds
from services.approval.domain.results import Finding, correct, passed, reject
from services.approval.domain.rule import rule
from services.approval.domain.rules.licence_again import SINCE
from services.approval.domain.snapshot.case import CaseSnapshot


@rule(
    "AR-96",
    "No mark bars it",
    outcomes=("REJECT",),
    remedy=(
        "请与作出决定的机关联系，解除后重新申请",
        "Speak to the authority that decided; apply again when it is lifted",
    ),
    pointer="/matter",
    effective_from=SINCE,
)
def no_mark_bars_it(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    barred = marks.barring(case.facts.marks, case.application.filing_type)
    for mark, bar in barred:
        yield reject(f"{mark.zh}，不能办理该登记（{bar.article}）", f"This cannot be filed: {mark.en}")
    if not barred:
        yield passed("登记簿上没有限制该登记的标记", "Nothing is kept on the business that bars this filing")


@rule(
    "AR-97",
    "What a mark asks for is changed too",
    outcomes=("CORRECT",),
    remedy=("请一并申请变更该事项", "Apply for that change with it"),
    pointer="/premises",
    effective_from=SINCE,
)
def what_a_mark_asks_for(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    stated = {change.section for change in case.application.changes}
    missing = [(mark, need) for mark, need in marks.needed(case.facts.marks) if need.section not in stated]
    for mark, need in missing:
        yield correct(
            f"{mark.zh}，{need.remedy_zh.removeprefix('请')}（{need.article}）",
            f"{mark.en}. {need.remedy_en}",
            f"/{need.section}",
        )
    if not missing:
        yield passed("没有须一并变更的事项", "Nothing else must be changed with it")


RULES = (no_mark_bars_it, what_a_mark_asks_for)
