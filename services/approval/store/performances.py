"""Counts and durations of one authority's decisions by kind of filing; names nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlmodel import Session

_DECIDED = """
    FROM approval.decision d
    LEFT JOIN approval.review_task t
      ON NOT d.automatic AND t.application_no = d.application_no AND t.submission = d.submission
    WHERE d.authority_code = :authority AND d.decided_at >= :since AND d.decided_at < :until
      AND NOT (d.automatic AND d.outcome = 'REFER')
"""
"""Digits 7 and 8 of an application's number are the kind of filing. What rules referred to a person is decided then."""

_GROUPS = f"""
    SELECT substr(d.application_no, 7, 2), d.automatic,
           (coalesce(d.complete_at, d.submitted_at) AT TIME ZONE 'Asia/Shanghai')::date,
           (d.decided_at AT TIME ZONE 'Asia/Shanghai')::date,
           d.decided_at < t.review_due,
           count(*)
    {_DECIDED}
    GROUP BY 1, 2, 3, 4, 5
"""

_MEDIANS = f"""
    SELECT substr(d.application_no, 7, 2),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM d.decided_at - d.submitted_at)),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM d.complete_at - d.submitted_at))
    {_DECIDED}
    GROUP BY 1
"""  # noqa: S608 - fragments of our own


@dataclass(frozen=True, slots=True)
class KindGroup:
    """Decisions alike in everything here. Days are days in China, the first that on which all was there that the
    decision takes; `in_time` is known where an examiner decided."""

    business_type: str
    automatic: bool
    complete_on: date
    decided_on: date
    in_time: bool | None
    count: int


def groups(session: Session, authority: str, since: datetime, until: datetime) -> list[KindGroup]:
    """What was decided from `since` to before `until`."""
    given = {"authority": authority, "since": since, "until": until}
    return [KindGroup(*row) for row in session.connection().execute(text(_GROUPS), given)]


@dataclass(frozen=True, slots=True)
class Medians:
    """Seconds from submission to decision, and how many of them departments or another authority were waited for;
    None of a kind that waits for nobody."""

    seconds: float
    waited: float | None


def medians(session: Session, authority: str, since: datetime, until: datetime) -> dict[str, Medians]:
    """By kind of filing."""
    given = {"authority": authority, "since": since, "until": until}
    return {
        kind: Medians(float(seconds), None if waited is None else float(waited))
        for kind, seconds, waited in session.connection().execute(text(_MEDIANS), given)
    }
