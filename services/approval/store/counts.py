"""Counts and durations of one authority's reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlmodel import Session

_DECIDED = """
    FROM approval.decision d
    LEFT JOIN approval.review_task t
      ON NOT d.automatic AND t.application_no = d.application_no AND t.submission = d.submission
    LEFT JOIN approval.review_request r
      ON NOT d.automatic AND r.application_no = d.application_no AND r.submission = d.submission
    WHERE d.authority_code = :authority AND d.decided_at >= :since AND d.decided_at < :until
"""

_GROUPS = f"""
    SELECT d.automatic, d.outcome,
           (coalesce(d.complete_at, d.submitted_at) AT TIME ZONE 'Asia/Shanghai')::date,
           (d.decided_at AT TIME ZONE 'Asia/Shanghai')::date,
           d.decided_at < t.review_due,
           count(*)
    {_DECIDED}
    GROUP BY 1, 2, 3, 4, 5
"""

_SECONDS = f"""
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds), percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds)
    FROM (
        SELECT extract(epoch FROM d.decided_at - coalesce(r.requested_at, d.submitted_at)) AS seconds
        {_DECIDED} AND NOT (d.automatic AND d.outcome = 'REFER')
    ) AS measured
"""  # noqa: S608 - fragments of our own

_DESK = """
    SELECT count(*),
           count(*) FILTER (WHERE review_due <= :now),
           count(*) FILTER (WHERE review_due > :now AND review_due <= :soon),
           count(*) FILTER (WHERE claimed_until IS NULL OR claimed_until <= :now)
    FROM approval.review_task
    WHERE authority_code = :authority AND state = 'open'
"""


_BY_KIND = """
    SELECT substring(application_no FROM 7 FOR 2), count(*)
    FROM approval.review_task
    WHERE authority_code = :authority AND state = 'open'
    GROUP BY 1 ORDER BY 1
"""
"""Digits 7 and 8 of a number name the kind of filing (`catalogues/filing_types/editions.py`)."""

_COUNTERSIGN = """
    SELECT count(DISTINCT (t.application_no, t.submission))
    FROM approval.review_task t
    JOIN approval.proposal p ON p.application_no = t.application_no AND p.submission = t.submission
    WHERE t.authority_code = :authority AND t.state = 'open' AND t.account_subject <> :caller
      AND (p.needs_second OR p.outcome = 'REJECT') AND p.countersigned_by IS NULL AND p.declined_by IS NULL
      AND p.examiner <> :caller
"""


@dataclass(frozen=True, slots=True)
class DecisionGroup:
    """Decisions alike in everything here. Days are days in China, the first that on which all was there that the
    decision takes; `in_time` is known where an examiner decided."""

    automatic: bool
    outcome: str
    complete_on: date
    decided_on: date
    in_time: bool | None
    count: int


@dataclass(frozen=True, slots=True)
class DeskCounts:
    open: int
    overdue: int
    soon_due: int
    unclaimed: int


def groups(session: Session, authority: str, since: datetime, until: datetime) -> list[DecisionGroup]:
    """What was decided from `since` to before `until`."""
    given = {"authority": authority, "since": since, "until": until}
    return [DecisionGroup(*row) for row in session.connection().execute(text(_GROUPS), given)]


def seconds(session: Session, authority: str, since: datetime, until: datetime) -> tuple[float | None, float | None]:
    """Median and 90th percentile of the time from submission, or from the request for a review, to the decision."""
    given = {"authority": authority, "since": since, "until": until}
    median, p90 = session.connection().execute(text(_SECONDS), given).one()
    return (None, None) if median is None else (float(median), float(p90))


def countersignatures(session: Session, authority: str, caller: str) -> int:
    """Open cases with a proposal that waits for a signature which `caller` can give."""
    return int(
        session.connection().execute(text(_COUNTERSIGN), {"authority": authority, "caller": caller}).scalar_one()
    )


def by_kind(session: Session, authority: str) -> list[tuple[str, int]]:
    """Open tasks by the business type of their filing."""
    return [
        (str(kind), int(count))
        for kind, count in session.connection().execute(text(_BY_KIND), {"authority": authority})
    ]


def desk(session: Session, authority: str, now: datetime, soon: datetime) -> DeskCounts:
    """The open tasks at `now`; `soon_due` are those due after it, by `soon`."""
    given = {"authority": authority, "now": now, "soon": soon}
    return DeskCounts(*session.connection().execute(text(_DESK), given).one())
