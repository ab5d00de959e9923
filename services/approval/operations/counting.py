"""How many cases an authority decided, how fast, and how many on time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from catalogues.errors import UnknownCode
from catalogues.filing_types import editions
from kernel.clock import SHANGHAI, local_date
from kernel.errors import Refusal
from kernel.tokens import Principal
from services.approval.domain import limits
from services.approval.operations.desk import authority_of
from services.approval.operations.desk_answers import (
    AutomaticCounts,
    DayAnswer,
    DurationAnswer,
    ExaminerCounts,
    KindCount,
    Statistics,
)
from services.approval.operations.resources import Resources
from services.approval.store import counts
from services.approval.store.counts import DecisionGroup

_DAYS = 30
_MOST_DAYS = 366


def statistics(resources: Resources, caller: Principal, since: date | None, until: date | None) -> Statistics:
    """Of the caller's authority, from `since` to `until`, days in China, both included; the last thirty days unless
    given. Raises Refusal `approval.period_invalid`."""
    now = resources.clock.now()
    last = until or local_date(now)
    first = since or last - timedelta(days=_DAYS - 1)
    _check_period(first, last)
    authority = authority_of(caller)
    begin, end = _midnight(first), _midnight(last + timedelta(days=1))
    with resources.database.reading() as session:
        desk = counts.desk(session, authority, now, now + timedelta(days=1))
        kinds = counts.by_kind(session, authority)
        waiting = counts.countersignatures(session, authority, caller.subject)
        found = counts.groups(session, authority, begin, end)
        median, p90 = counts.seconds(session, authority, begin, end)
    final = [group for group in found if not (group.automatic and group.outcome == "REFER")]
    decided = _sum(final)
    on_time = _sum(group for group in final if _is_on_time(group))
    return Statistics(
        **{"from": first, "to": last},
        open=desk.open,
        overdue=desk.overdue,
        due_within_a_day=desk.soon_due,
        unclaimed=desk.unclaimed,
        countersign=waiting,
        by_kind=tuple(KindCount(business_type=kind, title=_title(kind), open=count) for kind, count in kinds),
        decided=decided,
        on_time=on_time,
        on_time_rate=round(on_time / decided, 4) if decided else None,
        automatic=AutomaticCounts(**_by_outcome(group for group in found if group.automatic)),
        by_examiners=ExaminerCounts(**_by_outcome(group for group in found if not group.automatic)),
        seconds=DurationAnswer(median=median, p90=p90),
        by_day=_by_day(final),
    )


def _title(business_type: str) -> str:
    try:
        return editions.of_business_type(business_type).title
    except UnknownCode:
        return business_type


def _check_period(first: date, last: date) -> None:
    if first > last or (last - first).days >= _MOST_DAYS:
        raise Refusal(
            "approval.period_invalid",
            f"统计期间应从早到晚，且不超过{_MOST_DAYS}天",
            f"The period runs from the earlier to the later day and has at most {_MOST_DAYS} days",
            pointer="/from",
            status=422,
        )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def _is_on_time(group: DecisionGroup) -> bool:
    """An examiner's decision by the task's limit; a decision of the rules by the limit that nobody can extend."""
    if group.automatic:
        return limits.decided_in_time(group.complete_on, group.decided_on)
    return bool(group.in_time)


def _sum(groups: Iterable[DecisionGroup]) -> int:
    return sum(group.count for group in groups)


def _by_outcome(groups: Iterable[DecisionGroup]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for group in groups:
        found[group.outcome] += group.count
    return dict(found)


def _by_day(groups: list[DecisionGroup]) -> tuple[DayAnswer, ...]:
    """Days on which something was decided, the earliest first."""
    return tuple(
        DayAnswer(day=day, decided=_sum(made), on_time=_sum(each for each in made if _is_on_time(each)))
        for day in sorted({group.decided_on for group in groups})
        for made in [[group for group in groups if group.decided_on == day]]
    )
