"""AR-80 to AR-84: whether a business may end, and by which way."""

from __future__ import annotations

from collections.abc import Iterator

from catalogues import entity_states, marks
from catalogues.approval_thresholds import Thresholds
from catalogues.entity_states import EntityStatus
from catalogues.filing_types import editions
from services.approval.domain.results import Finding, correct, passed, reject
from services.approval.domain.rule import rule
from services.approval.domain.rules.licence_again import SINCE
from services.approval.domain.snapshot.application import Deregistration
from services.approval.domain.snapshot.case import CaseSnapshot

_ORDINARY = (
    "请在原因消除后按照普通程序申请注销登记（先办理清税）",
    "Apply for an ordinary deregistration, with clearance by the tax authority",
)


@rule(
    "AR-80",
    "Promise made",
    outcomes=("CORRECT",),
    remedy=("请作出承诺，并说明营业执照如何缴回", "Make the promise, and say what becomes of the licence"),
    pointer="/matter/promised",
    effective_from=SINCE,
)
def promise_made(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    matter = case.application.matter
    if isinstance(matter, Deregistration) and matter.promised:
        yield passed("已承诺不存在不得申请注销登记的情形", "It was promised that nothing bars the deregistration")
    else:
        yield correct(
            "没有承诺不存在不得申请注销登记的情形",
            "It was not promised that nothing bars the deregistration",
            "/matter/promised",
        )


@rule(
    "AR-81",
    "Nothing bars the end",
    outcomes=("REJECT",),
    remedy=(
        "请先了结有关事项，限制解除后再申请注销登记",
        "Settle the matter first; apply when the restriction is lifted",
    ),
    pointer="/matter",
    effective_from=SINCE,
)
def nothing_bars_the_end(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    barred = marks.barring(case.facts.marks, editions.DEREGISTRATION)
    for mark, bar in barred:
        yield reject(f"{mark.zh}，不得申请注销登记（{bar.article}）", f"The business cannot end now: {mark.en}")
    if barred:
        return
    if not entity_states.lets_file(case.status, editions.DEREGISTRATION):
        yield reject(
            f"登记状态为“{case.status or '未知'}”，不能注销", "By its state the business cannot be deregistered"
        )
    else:
        yield passed("登记簿上没有限制", "Nothing is kept on it that bars its end")


@rule(
    "AR-82",
    "Taxes cleared",
    outcomes=("REJECT",),
    remedy=("请先到税务机关办理清税，办结后重新申请", "Clear with the tax authority, then apply again"),
    pointer="/matter",
    effective_from=SINCE,
)
def taxes_cleared(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    reply = case.replies.clearance() if case.replies else None
    if reply is not None and reply.cleared:
        number = f"（清税证明 {reply.certificate_no}）" if reply.certificate_no else ""
        yield passed(f"税务机关答复已经清税{number}", "The tax authority says that it cleared")
    else:
        told = f"：{reply.reason}" if reply is not None and reply.reason else ""
        yield reject(f"税务机关答复尚未清税{told}", "The tax authority says that it did not clear yet")


@rule(
    "AR-83",
    "The simple way is open",
    outcomes=("REJECT",),
    remedy=_ORDINARY,
    pointer="/matter",
    effective_from=SINCE,
)
def simple_way_is_open(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    withdrawn = (marks.MarkKind.LICENCE_WITHDRAWN,) if case.status == EntityStatus.LICENCE_WITHDRAWN else ()
    barred = marks.barring((*case.facts.marks, *withdrawn), editions.SIMPLE_DEREGISTRATION)
    for mark, _bar in barred:
        yield reject(f"{mark.zh}，不适用简易注销", f"The simple way is not open: {mark.en}")
    if not barred:
        yield passed("适用简易注销", "The simple way is open")


@rule(
    "AR-84",
    "No department objected",
    outcomes=("REJECT",),
    remedy=_ORDINARY,
    pointer="/matter",
    effective_from=SINCE,
)
def nobody_objected(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    if case.replies is None:
        yield reject("没有推送有关部门", "Departments were not asked")
        return
    for objection in case.replies.objections:
        told = f"：{objection.reason}" if objection.reason else ""
        yield reject(f"有关部门在异议期内提出异议{told}", "A department objected in time")
    if not case.replies.objections:
        yield passed("异议期内没有部门提出异议", "No department objected in time")


RULES = (promise_made, nothing_bars_the_end, taxes_cleared, simple_way_is_open, nobody_objected)
