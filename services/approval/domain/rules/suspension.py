"""AR-91 to AR-94: whether a business may rest, for how long, and when it trades again (条例 Art. 30)."""

from __future__ import annotations

from collections.abc import Iterator

from catalogues import suspensions
from catalogues.approval_thresholds import Thresholds
from catalogues.entity_states import EntityStatus
from services.approval.domain.results import Finding, correct, passed, reject
from services.approval.domain.rule import rule
from services.approval.domain.rules.licence_again import SINCE
from services.approval.domain.snapshot.application import Resumption, Suspension
from services.approval.domain.snapshot.case import CaseSnapshot
from services.approval.domain.snapshot.registered import Rest


def _rest(case: CaseSnapshot) -> Rest | None:
    """The rest that goes on now."""
    return case.registered.facts.suspension if case.registered and case.status == EntityStatus.SUSPENDED else None


def _rested_before(case: CaseSnapshot) -> int:
    known = case.registered.facts.suspension if case.registered else None
    if known is None:
        return 0
    if _rest(case):
        return known.rested_before
    last = min(known.until, known.resumed_on) if known.resumed_on else known.until
    return known.rested_before + suspensions.rested(known.first_on, last)


@rule(
    "AR-91",
    "Rest promised",
    outcomes=("CORRECT",),
    remedy=("请与职工协商后作出承诺，并确认送达地址", "Agree with the employees, and confirm the address for service"),
    pointer="/matter/agreed",
    effective_from=SINCE,
)
def rest_promised(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    matter = case.application.matter
    if isinstance(matter, Suspension) and matter.agreed and matter.accepts_service and matter.service_address:
        yield passed(
            "已承诺与职工协商，并确认送达地址", "Agreed with the employees; the address for service is confirmed"
        )
    else:
        yield correct("没有作出歇业承诺", "What a rest needs was not promised", "/matter/agreed")


@rule(
    "AR-92",
    "Term of the rest",
    outcomes=("CORRECT",),
    remedy=("请按照提示更正歇业期限", "Correct the days"),
    pointer="/matter/until",
    effective_from=SINCE,
)
def term_is_lawful(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    matter, rest = case.application.matter, _rest(case)
    if not isinstance(matter, Suspension):
        yield correct("没有歇业期限", "No days are given", "/matter/until")
        return
    last = suspensions.last_day(matter.first_on, _rested_before(case))
    if rest is None and matter.first_on < case.submitted_on:
        yield correct(
            "歇业起始日早于申请之日，应当在歇业前备案", "A rest is filed before it begins", "/matter/first_on"
        )
    elif rest is not None and (matter.first_on != rest.first_on or matter.until <= rest.until):
        yield correct("延期的期限与原歇业备案不衔接", "It does not go on from the rest that was filed", "/matter/until")
    elif matter.until <= matter.first_on:
        yield correct("歇业截止日不晚于起始日", "It ends before it begins", "/matter/until")
    elif matter.until > last:
        yield correct("歇业期限累计超过三年", "The business would rest more than three years in all", "/matter/until")
    else:
        yield passed("歇业前备案，期限累计不超过三年", "Filed before it begins, and three years at most in all")


@rule(
    "AR-93",
    "Extension in time",
    outcomes=("REJECT",),
    remedy=("请在歇业期限届满前三十日内提出", "Apply within the thirty days before the rest ends"),
    pointer="/matter/until",
    effective_from=SINCE,
)
def extension_in_time(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    rest = _rest(case)
    if rest is not None and not suspensions.extension_from(rest.until) <= case.submitted_on <= rest.until:
        yield reject(
            "不在歇业期限届满前三十日内", "It is not within the thirty days before the rest ends", "/matter/until"
        )
    else:
        yield passed("在可以申请的时间内", "It is in time")


@rule(
    "AR-94",
    "Day of resumption",
    outcomes=("CORRECT",),
    remedy=("请更正恢复营业日期", "Correct the day"),
    pointer="/matter/resumed_on",
    effective_from=SINCE,
)
def resumed_within_the_rest(case: CaseSnapshot, _: Thresholds) -> Iterator[Finding]:
    matter, rest = case.application.matter, _rest(case)
    if isinstance(matter, Resumption) and rest and rest.first_on <= matter.resumed_on <= case.submitted_on:
        yield passed("在歇业期间内恢复营业", "It trades again within its rest")
    else:
        yield correct("恢复营业日期不在歇业期间内", "The day does not lie within the rest", "/matter/resumed_on")


RULES = (rest_promised, term_is_lawful, extension_in_time, resumed_within_the_rest)
