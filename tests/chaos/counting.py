"""What became of everything that was begun: counted afterwards, from the stores and from what agencies wrote down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from catalogues.filing_types import editions
from catalogues.filing_types.words import LicenceAction, RegisterEffect, Stage

LATE_SECONDS = 30.0
"""What goes on by itself may take so long, counted from when everything it needs was there."""

_UNDER_WAY = frozenset({Stage.SUBMITTED, Stage.DEPARTMENTS_ASKED, Stage.UNDER_REVIEW, Stage.APPROVED}) | frozenset(
    {Stage.LICENSED, Stage.ENTERED}
)
"""Nobody has to do anything, and the case has to go on: the departments of the sandbox answer at once."""
_PRINTED = frozenset({LicenceAction.ISSUE, LicenceAction.REPLACE})


@dataclass(frozen=True)
class Accepted:
    """One line in an agency's own book."""

    agency: str
    event_id: str
    event_type: str
    application_no: str
    at: datetime


@dataclass(frozen=True)
class Outage:
    """One process that was killed, and when everything answered again."""

    process: str
    killed_at: datetime
    ready_at: datetime


@dataclass(frozen=True)
class Facts:
    """As the stores had it when nothing moved any more. `given` are the numbers that applicants were told, `stages` has
    every application there is; the sequences name one once for each version, licence and volume of it."""

    given: frozenset[str]
    stages: Mapping[str, str]
    entered: Mapping[tuple[str, str], datetime]
    versions: Sequence[tuple[str, str]]
    licences: Sequence[str]
    volumes: Sequence[str]
    accepted: Sequence[Accepted]
    parked: frozenset[str] = frozenset()
    outages: Sequence[Outage] = ()


@dataclass
class Count:
    """`lost`, `doubled`, `late` and `by_hand` name what they count; none of them is said by the test that broke
    something."""

    begun: int
    stages: dict[str, int]
    events: dict[str, int]
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)
    longest_wait_seconds: float = 0.0

    @property
    def faults(self) -> list[str]:
        return [*self.lost, *self.doubled, *self.late, *self.by_hand]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def count(facts: Facts) -> Count:
    """Counts what was given and what is there, whatever anybody expected of it."""
    found = Count(
        begun=len(facts.given | facts.stages.keys()),
        stages=dict(sorted(Counter(facts.stages.values()).items())),
        events=dict(sorted(Counter(one.event_type for one in facts.accepted).items())),
        lost=[
            f"{number}: given to an applicant, known to nobody" for number in sorted(facts.given - facts.stages.keys())
        ],
        doubled=[f"{number}: opened, and given to nobody" for number in sorted(facts.stages.keys() - facts.given)],
        by_hand=[f"{number}: waits for operations" for number in sorted(facts.parked)],
    )
    books = {
        "version": Counter(number for number, _ in facts.versions),
        "licence": Counter(facts.licences),
        "volume": Counter(facts.volumes),
    }
    told = Counter((one.application_no, one.event_type, one.agency) for one in facts.accepted)
    for number, stage in sorted(facts.stages.items()):
        found.lost += _missing(number, stage, books, told)
    for what, copies in books.items():
        found.doubled += [f"{number}: {copies[number]} times a {what}" for number in copies if copies[number] > 1]
    found.doubled += [
        f"{number}: {times} times {kind} to {agency}" for (number, kind, agency), times in told.items() if times > 1
    ]
    found.doubled += _codes_given_twice(facts)
    waits = list(_waits(facts))
    found.longest_wait_seconds = round(max((seconds for _, seconds in waits), default=0.0), 1)
    found.late = [f"{what}: {seconds:.0f} s" for what, seconds in waits if seconds > LATE_SECONDS]
    return found


def _missing(
    number: str, stage: str, books: Mapping[str, Counter[str]], told: Mapping[tuple[str, str, str], int]
) -> Iterator[str]:
    """What an application should have left and did not: everything when it is archived, and that it moved when only
    machines have something to do."""
    described = editions.of_number(number)
    if stage in _UNDER_WAY:
        yield f"{number}: left standing at {stage}"
    if stage != Stage.ARCHIVED:
        return
    wanted = {
        "version": not described.leaves_register,
        "licence": described.licence_action in _PRINTED,
        "volume": True,
    }
    for what, due in wanted.items():
        if due and not books[what][number]:
            yield f"{number}: archived without a {what}"
    for event_type in described.events:
        if not any(key[:2] == (number, event_type) for key in told):
            yield f"{number}: no agency has {event_type}"


def _founds(number: str) -> bool:
    return editions.of_number(number).register_effect is RegisterEffect.CREATE


def _codes_given_twice(facts: Facts) -> Iterator[str]:
    """A code belongs to the one application that established its business."""
    founded = Counter(code for number, code in facts.versions if _founds(number))
    yield from (f"{code}: {times} businesses of one code" for code, times in founded.items() if times > 1)


def _waits(facts: Facts) -> Iterator[tuple[str, float]]:
    """How long each effect that comes by itself was waited for: from its cause, or from when everything answered again
    if something was killed in between."""
    for one in facts.accepted:
        caused = facts.entered.get((one.application_no, Stage.LICENSED)) or facts.entered.get(
            (one.application_no, Stage.ENTERED)
        )
        if caused and caused < one.at:
            yield f"{one.application_no}: {one.event_type}", _wait(caused, one.at, facts.outages)
    for (number, stage), at in facts.entered.items():
        caused = facts.entered.get((number, Stage.SUBMITTED))
        if stage == Stage.ARCHIVED and caused and (number, Stage.MANUAL_REVIEW) not in facts.entered:
            yield f"{number}: archived", _wait(caused, at, facts.outages)


def _wait(caused: datetime, came: datetime, outages: Sequence[Outage]) -> float:
    begins = max([caused, *(one.ready_at for one in outages if one.killed_at < came and one.ready_at > caused)])
    return max(0.0, (came - begins).total_seconds())
