"""The count after a crash: what was dropped, doubled, delayed or left standing is found; what is whole is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.chaos.counting import Accepted, Facts, Outage, count

_NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
FIRST, SECOND = "14021301202611300000017", "14021301202611300000025"
CODES = {FIRST: "92140213MA00000017", SECOND: "92140213MA00000025"}


def _whole() -> Facts:
    """Two shops, everything as it should be, each effect two seconds after its cause."""
    entered: dict[tuple[str, str], datetime] = {}
    accepted = []
    for number in CODES:
        entered |= {
            (number, "SUBMITTED"): _NOON,
            (number, "LICENSED"): _NOON + timedelta(seconds=1),
            (number, "ARCHIVED"): _NOON + timedelta(seconds=2),
        }
        for agency, kind in (("publicity", "publicity.entity.v1"), ("tax", "tax.registration.v1")):
            accepted.append(Accepted(agency, f"{number}-{agency}", kind, number, _NOON + timedelta(seconds=3)))
    return Facts(
        given=frozenset(CODES),
        stages=dict.fromkeys(CODES, "ARCHIVED"),
        entered=entered,
        versions=list(CODES.items()),
        licences=list(CODES),
        volumes=list(CODES),
        accepted=accepted,
    )


def _late(facts: Facts) -> Facts:
    return replace(
        facts,
        accepted=[
            replace(one, at=one.at + timedelta(minutes=10)) if one.agency == "tax" else one for one in facts.accepted
        ],
    )


def test_what_is_whole_has_no_fault() -> None:
    """Two registrations, both archived, both told to both agencies once."""
    found = count(_whole())
    assert found.faults == []
    assert (found.begun, found.stages, found.longest_wait_seconds) == (2, {"ARCHIVED": 2}, 2.0)
    assert found.events == {"publicity.entity.v1": 2, "tax.registration.v1": 2}


@pytest.mark.parametrize(
    "damaged",
    [
        lambda facts: replace(facts, accepted=facts.accepted[1:]),
        lambda facts: replace(facts, versions=facts.versions[1:]),
        lambda facts: replace(facts, licences=facts.licences[1:]),
        lambda facts: replace(facts, volumes=facts.volumes[1:]),
        lambda facts: replace(facts, stages={SECOND: "ARCHIVED"}),
        *(
            lambda facts, stage=stage: replace(facts, stages={FIRST: stage, SECOND: "ARCHIVED"})
            for stage in ("SUBMITTED", "APPROVED", "LICENSED")
        ),
    ],
)
def test_what_is_missing_is_lost(damaged: Callable[[Facts], Facts]) -> None:
    """An event that no agency has, a version, licence or volume that is not there, a case that stands still, and a
    number that nobody knows any more."""
    found = count(damaged(_whole()))
    assert len(found.lost) == 1
    assert FIRST in found.lost[0]
    assert found.faults == found.lost


@pytest.mark.parametrize(
    "damaged",
    [
        lambda facts: replace(facts, accepted=[*facts.accepted, facts.accepted[0]]),
        lambda facts: replace(facts, accepted=[*facts.accepted, replace(facts.accepted[0], event_id="another")]),
        lambda facts: replace(facts, licences=[*facts.licences, FIRST]),
        lambda facts: replace(facts, volumes=[*facts.volumes, FIRST]),
        lambda facts: replace(facts, versions=[(FIRST, CODES[SECOND]), (SECOND, CODES[SECOND])]),
        lambda facts: replace(facts, given=frozenset({SECOND})),
    ],
)
def test_what_is_there_twice_is_doubled(damaged: Callable[[Facts], Facts]) -> None:
    """The same event, another event of the same kind, a licence, a volume, a code for two businesses, and an
    application beside the one that its applicant was given."""
    found = count(damaged(_whole()))
    assert len(found.doubled) == 1
    assert found.faults == found.doubled


def test_what_comes_long_after_its_cause_is_late() -> None:
    """Ten minutes after the licence, with nothing broken in between."""
    found = count(_late(_whole()))
    assert found.late == [f"{number}: tax.registration.v1: 602 s" for number in CODES]


def test_waiting_counts_from_when_everything_answered_again() -> None:
    """A server that was away for ten minutes delays what needs it, and not a second more than half a minute."""
    outage = Outage("nats", _NOON + timedelta(seconds=1), _NOON + timedelta(seconds=595))
    assert count(replace(_late(_whole()), outages=[outage])).late == []
    short = replace(outage, ready_at=_NOON + timedelta(seconds=30))
    assert len(count(replace(_late(_whole()), outages=[short])).late) == 2
    later = Outage("nats", _NOON + timedelta(seconds=700), _NOON + timedelta(seconds=900))
    assert len(count(replace(_late(_whole()), outages=[later])).late) == 2


def test_parked_case_is_by_hand() -> None:
    """Somebody of operations would have to do something."""
    assert count(replace(_whole(), parked=frozenset({SECOND}))).faults == [f"{SECOND}: waits for operations"]
