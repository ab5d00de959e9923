"""How an authority works, for everybody: of each kind of filing how many, by whom, how fast, how many in time."""

from __future__ import annotations

import statistics
import threading
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from pydantic import BaseModel

from catalogues import authorities
from catalogues.errors import UnknownCode
from catalogues.filing_types import editions
from kernel.clock import SHANGHAI, local_date
from kernel.errors import not_found
from services.approval.domain import limits
from services.approval.domain.conclusions import Concluded
from services.approval.operations.resources import Resources
from services.approval.operations.revocations.keeping import concluded
from services.approval.store import performances
from services.approval.store.performances import KindGroup, Medians

DAYS = 30
KEPT = timedelta(minutes=1)


class KindPerformance(BaseModel):
    """Of one kind of filing. `by_rules` were decided by published rules alone, `on_time` within the limit of the law;
    shares are None where nothing was decided. `median_seconds` is from submission to decision;
    `median_waited_seconds` is how long departments or another authority were waited for, None where nobody was.

    The limit is three working days (条例 Art. 19) from when everything is there that others have to give: until then
    departments have ten days for objections (条例 Art. 33), and another authority three months for a file (实施细则
    Art. 62). Of revocations it is that of the acceptance or of the investigation (实施细则 Art. 52, 53)."""

    business_type: str
    title: str
    decided: int
    by_rules: int
    by_rules_share: float | None
    on_time: int
    on_time_rate: float | None
    median_seconds: float | None
    median_waited_seconds: float | None = None


class AuthorityPerformance(BaseModel):
    """From `since` to `until`, days in China, both included; counted at `counted_at`."""

    authority_code: str
    authority_name: str
    since: date
    until: date
    counted_at: datetime
    kinds: tuple[KindPerformance, ...]


class Performances:
    """Each authority is counted at most once a minute, however many ask: what was counted is kept that long. Safe to
    share between threads."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._lock = threading.Lock()
        self._kept: dict[str, AuthorityPerformance] = {}

    def of(self, authority_code: str) -> AuthorityPerformance:
        """Raises Refusal `approval.authority.not_found` for a code that is no registration authority's."""
        try:
            authority = authorities.get(authority_code)
        except UnknownCode:
            raise not_found("approval.authority", "没有该登记机关", "There is no such authority") from None
        with self._lock:
            kept, now = self._kept.get(authority.code), self._resources.clock.now()
            if kept is None or now - kept.counted_at >= KEPT:
                kept = self._kept[authority.code] = _counted(self._resources, authority, now)
            return kept


def _counted(resources: Resources, authority: authorities.RegistrationAuthority, now: datetime) -> AuthorityPerformance:
    last = local_date(now)
    first = last - timedelta(days=DAYS - 1)
    begin, end = _midnight(first), _midnight(last + timedelta(days=1))
    with resources.database.reading() as session:
        groups = performances.groups(session, authority.code, begin, end)
        medians = performances.medians(session, authority.code, begin, end)
        revoked = concluded(resources, session, authority.code, begin, end)
    in_force = editions.in_force_on(last)
    kinds = {each.business_type: each.title for each in in_force}
    of_revocations = {each.business_type for each in in_force if each.key == editions.REVOCATION}
    kinds |= {group.business_type: "" for group in groups if group.business_type not in kinds}
    return AuthorityPerformance(
        authority_code=authority.code,
        authority_name=authority.name,
        since=first,
        until=last,
        counted_at=now,
        kinds=tuple(
            _of_revocations(kind, title, revoked)
            if kind in of_revocations
            else _of_kind(
                kind, title or kind, [each for each in groups if each.business_type == kind], medians.get(kind)
            )
            for kind, title in sorted(kinds.items())
        ),
    )


def _of_kind(kind: str, title: str, groups: list[KindGroup], took: Medians | None) -> KindPerformance:
    decided, by_rules = _sum(groups), _sum(group for group in groups if group.automatic)
    on_time = _sum(group for group in groups if _in_time(group))
    return _shown(kind, title, decided, by_rules, on_time, took)


def _of_revocations(kind: str, title: str, concluded: Sequence[Concluded]) -> KindPerformance:
    """Persons decide all of them."""
    seconds = [each.seconds for each in concluded]
    took = Medians(statistics.median(seconds), None) if seconds else None
    return _shown(kind, title, len(concluded), 0, sum(each.in_time for each in concluded), took)


def _shown(kind: str, title: str, decided: int, by_rules: int, on_time: int, took: Medians | None) -> KindPerformance:
    return KindPerformance(
        business_type=kind,
        title=title,
        decided=decided,
        by_rules=by_rules,
        by_rules_share=round(by_rules / decided, 4) if decided else None,
        on_time=on_time,
        on_time_rate=round(on_time / decided, 4) if decided else None,
        median_seconds=None if took is None else round(took.seconds, 3),
        median_waited_seconds=None if took is None or took.waited is None else round(took.waited, 3),
    )


def _in_time(group: KindGroup) -> bool:
    """An examiner's decision by the task's limit; a decision of the rules by the limit that nobody can extend."""
    if group.automatic:
        return limits.decided_in_time(group.complete_on, group.decided_on)
    return bool(group.in_time)


def _sum(groups: Iterable[KindGroup]) -> int:
    return sum(group.count for group in groups)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)
