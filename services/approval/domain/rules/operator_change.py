"""AR-85 to AR-87: whether somebody else may run a business (促进个体工商户发展条例 Art. 13).

That taxes are cleared is AR-82, that no mark bars it AR-96.
"""

from __future__ import annotations

from collections.abc import Iterator

from catalogues.approval_thresholds import Thresholds
from catalogues.filing_types.words import SignerRole
from kernel.masking import mask_name
from services.approval.domain.results import Finding, correct, passed, refer, reject
from services.approval.domain.rule import rule
from services.approval.domain.rules.licence_again import SINCE
from services.approval.domain.snapshot.application import OperatorChange
from services.approval.domain.snapshot.case import CaseSnapshot

_STANDING = "publicity.standing_request.v1"
"""Asked where annual reports, cases, penalties and orders of courts are collected."""


@rule(
    "AR-85",
    "Promise of both operators",
    outcomes=("CORRECT",),
    remedy=("请作出承诺，由新、原经营者共同签署", "Make the promise, which both operators sign"),
    pointer="/matter/promised",
    effective_from=SINCE,
)
def promise_of_both(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    matter = case.application.matter
    if isinstance(matter, OperatorChange) and matter.promised and matter.settled:
        yield passed("新、原经营者已共同承诺", "Both operators made the promise")
    else:
        yield correct(
            "没有承诺符合变更经营者的条件", "It was not promised that nothing bars the change", "/matter/promised"
        )


@rule(
    "AR-86",
    "Reports filed, nothing open",
    outcomes=("REJECT",),
    remedy=(
        "请先补报年度报告、了结有关案件和罚款，再重新申请",
        "File the annual report and settle cases and fines, then apply again",
    ),
    pointer="/matter",
    effective_from=SINCE,
)
def nothing_open(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    reply = case.replies.clearance(_STANDING) if case.replies else None
    if reply is not None and reply.cleared:
        yield passed(
            "信用信息系统答复：年度报告已报送，没有未了结的案件、罚款和冻结",
            "Annual reports are filed; no case, fine or freeze is open",
        )
    else:
        told = f"：{reply.reason}" if reply is not None and reply.reason else ""
        yield reject(f"信用信息系统答复尚有未了结的事项{told}", "Something of the business is not settled yet")


@rule(
    "AR-87",
    "Name of the former operator",
    outcomes=("REFER",),
    remedy=(
        "由工作人员审查是否需要变更名称；也可以先申请变更名称",
        "An examiner looks at the name; it may be changed first",
    ),
    pointer="/name",
    effective_from=SINCE,
)
def name_of_the_former(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    name = case.full_name or ""
    former = [each.name for each in case.application.parties if SignerRole.FORMER_OPERATOR in each.roles]
    held = [each for each in former if each and each in name]
    for each in held:
        yield refer(
            f"名称含有原经营者姓名（{mask_name(each)}），法律没有规定是否须随之变更",
            "The name of the business holds that of the former operator; the law does not say whether it may stay",
        )
    if not held:
        yield passed("名称不含原经营者姓名", "The name of the business does not hold that of the former operator")


RULES = (promise_of_both, nothing_open, name_of_the_former)
