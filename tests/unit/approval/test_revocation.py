"""A revocation stands where what was written of it says; its periods have the golden dates of the law."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from catalogues import working_days
from kernel.deadlines import last_day
from services.approval.domain import revocation
from services.approval.domain.conclusions import conclusion
from services.approval.domain.revocation import Entry, Stage, Written

START = datetime(2026, 11, 28, 2, tzinfo=UTC)
"""A Saturday."""


def written(*entries: tuple[Entry, dict[str, Any]], days: int = 0) -> list[Written]:
    return [
        Written(number, entry, START + timedelta(days=days * (number - 1)), f"examiner-{number}", content)
        for number, (entry, content) in enumerate(entries, 1)
    ]


APPLIED = (Entry.OPENED, {"origin": "application"})
BEGUN = (Entry.OPENED, {"origin": "ex_officio"})


def test_three_working_days_to_accept() -> None:
    """Sat 28 November → Wed 2 December (实施细则 Art. 52)."""
    [clock] = revocation.standing(written(APPLIED)).clocks
    assert (clock.timer, last_day(clock.due).isoformat()) == ("revocation_accept", "2026-12-02")


def test_three_months_and_three_more() -> None:
    """Accepted on 2 December → 2 March, and 2 June once extended (实施细则 Art. 53)."""
    entries = written(APPLIED, (Entry.ACCEPTED, {}), days=4)
    [clock] = revocation.standing(entries).clocks
    assert last_day(clock.due).isoformat() == "2027-03-02"
    extended = [*entries, Written(3, Entry.EXTENDED, START, "head", {})]
    [clock] = revocation.standing(extended).clocks
    assert last_day(clock.due).isoformat() == "2027-06-02"


def test_forty_five_days_of_publicity() -> None:
    """28 November → 12 January (条例 Art. 40); an objection ends them."""
    entries = written(BEGUN, (Entry.PUBLICISED, {}))
    standing = revocation.standing(entries)
    publicity = next(clock for clock in standing.clocks if clock.timer == "revocation_publicity")
    assert last_day(publicity.due).isoformat() == "2027-01-12"
    assert not standing.publicity_over(publicity.due - timedelta(seconds=1)) and standing.publicity_over(publicity.due)
    objected = revocation.standing([*entries, Written(3, Entry.OBJECTION, START, "x", {})])
    assert not objected.publicity_over(publicity.due)
    assert [clock.timer for clock in objected.clocks] == ["revocation_investigation"]


def test_a_pause_does_not_count() -> None:
    """Ten days paused are ten days more; while it pauses nothing runs (实施细则 Art. 54)."""
    entries = written(BEGUN, (Entry.PAUSED, {"reason": "proceedings"}))
    assert revocation.standing(entries).clocks == ()
    resumed = [*entries, Written(3, Entry.RESUMED, START + timedelta(days=10), "x", {})]
    [clock] = revocation.standing(resumed).clocks
    assert last_day(clock.due).isoformat() == "2027-03-10"


def test_published_within_twenty_working_days() -> None:
    assert last_day(revocation.published_until(START)) == working_days.add_working_days(
        START.date(), 20, binds="authority"
    )


@pytest.mark.parametrize(("outcome", "stage"), [("revoke", Stage.REVOKED), ("refuse", Stage.REFUSED)])
def test_decided_by_two(outcome: str, stage: Stage) -> None:
    """A proposal decides nothing; declined, the examination goes on; confirmed, it stands with both who decided."""
    proposed = (Entry.PROPOSED, {"outcome": outcome})
    assert revocation.standing(written(BEGUN, proposed)).stage is Stage.PROPOSED
    declined = revocation.standing(written(BEGUN, proposed, (Entry.DECLINED, {})))
    assert (declined.stage, declined.proposal) == (Stage.INVESTIGATED, None)
    decided = revocation.standing(written(BEGUN, proposed, (Entry.CONFIRMED, {})))
    assert (decided.stage, decided.decided_by, decided.clocks) == (stage, ("examiner-2", "examiner-3"), ())


def test_a_wrong_revocation_is_withdrawn() -> None:
    revoked = [(Entry.PROPOSED, {"outcome": "revoke"}), (Entry.CONFIRMED, {})]
    back = [(Entry.PROPOSED, {"outcome": "withdraw"}), (Entry.CONFIRMED, {})]
    standing = revocation.standing(written(BEGUN, *revoked))
    assert standing.may(Entry.PROPOSED) and not standing.may(Entry.PUBLICISED)
    assert revocation.standing(written(BEGUN, *revoked, back[0])).stage is Stage.REVOKED
    assert revocation.standing(written(BEGUN, *revoked, *back)).stage is Stage.WITHDRAWN


@pytest.mark.parametrize(
    ("entries", "days", "in_time"),
    [
        ((APPLIED, (Entry.NOT_ACCEPTED, {})), 4, True),
        ((APPLIED, (Entry.NOT_ACCEPTED, {})), 5, False),
        ((BEGUN, (Entry.PROPOSED, {"outcome": "revoke"}), (Entry.CONFIRMED, {})), 46, True),
        ((BEGUN, (Entry.PROPOSED, {"outcome": "revoke"}), (Entry.CONFIRMED, {})), 47, False),
        ((BEGUN, (Entry.EXTENDED, {}), (Entry.PROPOSED, {"outcome": "revoke"}), (Entry.CONFIRMED, {})), 47, True),
    ],
)
def test_concluded_in_its_period(entries: Any, days: int, in_time: bool) -> None:
    """Three working days to accept (until 2 December), three months to decide (until 28 February, a Sunday on which a
    period of the authority ends all the same), six once extended."""
    made = written(*entries, days=days)
    concluded = conclusion(made)
    assert concluded and (concluded.in_time, concluded.at) == (in_time, made[-1].at)
    assert concluded.seconds == (len(made) - 1) * days * 86_400.0


def test_the_first_conclusion_counts() -> None:
    """Nothing is concluded while it is proposed; one that is taken back was decided when it was all the same."""
    made = written(BEGUN, (Entry.PROPOSED, {"outcome": "revoke"}), (Entry.CONFIRMED, {}), days=1)
    withdrawn = [
        *made,
        Written(4, Entry.PROPOSED, START + timedelta(days=200), "a", {"outcome": "withdraw"}),
        Written(5, Entry.CONFIRMED, START + timedelta(days=201), "b", {}),
    ]
    assert conclusion(made[:2]) is None and conclusion(withdrawn) == conclusion(made)
