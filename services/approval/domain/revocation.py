"""How a revocation of a registration stands: what was written down about it, and which period runs.

撤销登记: 条例 Art. 40-42; 实施细则 Art. 50-58; 防范和查处假冒企业登记违法行为规定 Art. 11-15, 19.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from catalogues import timers, working_days
from kernel.clock import local_date


class Origin(StrEnum):
    """Who began it (条例 Art. 40)."""

    APPLICATION = "application"
    EX_OFFICIO = "ex_officio"


class Entry(StrEnum):
    """What is written down: each entry once, in its order, and never altered."""

    OPENED = "opened"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    EVIDENCE = "evidence"
    STATEMENT = "statement"
    PUBLICISED = "publicised"
    OBJECTION = "objection"
    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENDED = "extended"
    PROPOSED = "proposed"
    DECLINED = "declined"
    CONFIRMED = "confirmed"
    RAN_OUT = "ran_out"


class Stage(StrEnum):
    """Where it stands. A revocation that was wrong is withdrawn, and what it changed is restored (条例 Art. 42)."""

    RECEIVED = "received"
    NOT_ACCEPTED = "not_accepted"
    INVESTIGATED = "investigated"
    PUBLICISED = "publicised"
    PAUSED = "paused"
    PROPOSED = "proposed"
    REFUSED = "refused"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    REVOKE = "revoke"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    """Takes an earlier revocation back."""


class Ground(StrEnum):
    """What a revocation rests on; the route of the Liaoning plan is evidence inside it."""

    JUDGMENT = "judgment"
    POLICE_PENALTY = "police_penalty"
    OWN_FINDING = "own_finding"
    COURT_ASSISTANCE = "court_assistance"


GROUNDS: dict[Ground, tuple[str, str]] = {
    Ground.JUDGMENT: ("人民法院生效判决、裁定认定", "A judgment that is in force"),
    Ground.POLICE_PENALTY: ("公安机关处罚决定认定", "A penalty of the police"),
    Ground.OWN_FINDING: ("登记机关调查认定", "What the authority found itself"),
    Ground.COURT_ASSISTANCE: ("人民法院协助执行通知书", "A court's notice to assist"),
}
REFUSALS: dict[str, tuple[str, str]] = {
    "public_harm": ("撤销登记可能对社会公共利益造成重大损害", "Revoking would do great harm to the public interest"),
    "irreversible": ("撤销登记后无法恢复到登记前的状态", "What was before cannot be restored"),
    "consented": ("被冒用人对登记知情并同意，或者从中获益", "The person knew and agreed, or profited"),
    "not_shown": ("现有证据不能证明提交虚假材料或者采取其他欺诈手段", "False material or deceit is not shown"),
    "other": ("法律、行政法规规定的其他情形", "Another case that a law or regulation names"),
}
"""Why a registration is not revoked (条例 Art. 41; 实施细则 Art. 55)."""
PAUSES: dict[str, tuple[str, str]] = {
    "civil_dispute": ("有证据证明存在民事争议", "A civil dispute, with evidence"),
    "proceedings": ("涉及诉讼或者仲裁", "A suit or an arbitration"),
    "other_case": ("有关部门书面告知正在立案或者有未履行的义务", "A department's letter: a case, or unmet duties"),
}
"""Why the examination pauses (实施细则 Art. 54)."""


@dataclass(frozen=True, slots=True, repr=False)
class Written:
    """One entry; `by` is an account, or `clock`."""

    number: int
    entry: Entry
    at: datetime
    by: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Clock:
    """A period that runs, by the key of its timer. `due` is 24:00 of its last day, in UTC."""

    timer: str
    due: datetime


@dataclass(slots=True)
class Standing:
    """Where it stands after all that was written; `proposal` is what waits for a second person, `decision` what stands.

    `paused_days` are the days on which the examination did not run, `before` is where it goes on
    after a pause or a proposal that was declined."""

    stage: Stage = Stage.RECEIVED
    before: Stage = Stage.INVESTIGATED
    opened_at: datetime | None = None
    accepted_at: datetime | None = None
    publicised_until: datetime | None = None
    paused_at: datetime | None = None
    paused_days: int = 0
    extended: bool = False
    proposal: Written | None = None
    decision: Written | None = None
    decided_by: tuple[str, str] | None = None
    decided_at: datetime | None = None
    objections: int = 0
    ran_out: frozenset[str] = field(default_factory=frozenset)

    @property
    def clocks(self) -> tuple[Clock, ...]:
        """What runs now, the first to end first."""
        found = []
        if self.stage is Stage.RECEIVED and self.opened_at:
            found.append(Clock("revocation_accept", _working(self.opened_at, "revocation_accept")))
        if self.accepted_at and self.stage in _EXAMINED:
            found.append(Clock("revocation_investigation", self.investigated_until))
        if self.publicised_until and self.stage in _EXAMINED and not self.objections:
            found.append(Clock("revocation_publicity", self.publicised_until))
        return tuple(sorted(found, key=lambda clock: clock.due))

    @property
    def investigated_until(self) -> datetime:
        """Three months from the acceptance, six once the head extended them; pauses do not count."""
        assert self.accepted_at
        months = timers.amount("revocation_investigation") * (2 if self.extended else 1)
        last = working_days.add_months(local_date(self.accepted_at), months)
        return working_days.end_of_day(date.fromordinal(last.toordinal() + self.paused_days)).astimezone(UTC)

    def may(self, entry: Entry) -> bool:
        """Whether it is the turn of an entry."""
        return self.stage in _TURN.get(entry, frozenset())

    def publicity_over(self, now: datetime) -> bool:
        """Nobody objected within the forty-five days."""
        return self.publicised_until is not None and now >= self.publicised_until and not self.objections


_EXAMINED = frozenset({Stage.INVESTIGATED, Stage.PUBLICISED, Stage.PROPOSED})
_TURN: dict[Entry, frozenset[Stage]] = {
    Entry.ACCEPTED: frozenset({Stage.RECEIVED}),
    Entry.NOT_ACCEPTED: frozenset({Stage.RECEIVED}),
    Entry.EVIDENCE: frozenset({Stage.RECEIVED, Stage.PAUSED, Stage.REVOKED}) | _EXAMINED,
    Entry.STATEMENT: frozenset({Stage.PAUSED}) | _EXAMINED,
    Entry.PUBLICISED: frozenset({Stage.INVESTIGATED}),
    Entry.OBJECTION: frozenset({Stage.PUBLICISED, Stage.PROPOSED}),
    Entry.PAUSED: frozenset({Stage.INVESTIGATED, Stage.PUBLICISED}),
    Entry.RESUMED: frozenset({Stage.PAUSED}),
    Entry.EXTENDED: frozenset({Stage.INVESTIGATED, Stage.PUBLICISED}),
    Entry.PROPOSED: frozenset({Stage.INVESTIGATED, Stage.PUBLICISED, Stage.REVOKED}),
    Entry.DECLINED: frozenset({Stage.PROPOSED, Stage.REVOKED}),
    Entry.CONFIRMED: frozenset({Stage.PROPOSED, Stage.REVOKED}),
}


def standing(entries: Sequence[Written]) -> Standing:
    """Where it stands, from all entries in their order."""
    found = Standing()
    for each in entries:
        _FOLLOWS.get(each.entry, _nothing)(found, each)
    return found


def _opened(found: Standing, each: Written) -> None:
    found.opened_at = each.at
    if each.content["origin"] == Origin.EX_OFFICIO:
        _accepted(found, each)


def _accepted(found: Standing, each: Written) -> None:
    found.accepted_at, found.stage = each.at, Stage.INVESTIGATED


def _not_accepted(found: Standing, each: Written) -> None:
    found.stage, found.decision, found.decided_at = Stage.NOT_ACCEPTED, each, each.at


def _publicised(found: Standing, each: Written) -> None:
    found.publicised_until, found.stage = publicised_until(each.at), Stage.PUBLICISED


def _objected(found: Standing, _: Written) -> None:
    found.objections += 1


def _paused(found: Standing, each: Written) -> None:
    found.before, found.paused_at, found.stage = found.stage, each.at, Stage.PAUSED


def _resumed(found: Standing, each: Written) -> None:
    assert found.paused_at
    found.paused_days += (local_date(each.at) - local_date(found.paused_at)).days
    found.paused_at, found.stage = None, found.before


def _extended(found: Standing, _: Written) -> None:
    found.extended = True


def _proposed(found: Standing, each: Written) -> None:
    found.proposal = each
    if found.stage is not Stage.REVOKED:
        found.before, found.stage = found.stage, Stage.PROPOSED


def _declined(found: Standing, _: Written) -> None:
    found.proposal = None
    if found.stage is not Stage.REVOKED:
        found.stage = found.before


def _confirmed(found: Standing, each: Written) -> None:
    assert found.proposal
    found.decision, found.decided_at = found.proposal, each.at
    found.decided_by = (found.proposal.by, each.by)
    found.stage = _DECIDED[Outcome(found.proposal.content["outcome"])]
    found.proposal = None


def _ran_out(found: Standing, each: Written) -> None:
    found.ran_out |= {f"{each.content['timer']}/{each.content['due']}"}


def _nothing(_: Standing, __: Written) -> None:
    """Evidence and statements move nothing."""


_FOLLOWS: dict[Entry, Callable[[Standing, Written], None]] = {
    Entry.OPENED: _opened,
    Entry.ACCEPTED: _accepted,
    Entry.NOT_ACCEPTED: _not_accepted,
    Entry.PUBLICISED: _publicised,
    Entry.OBJECTION: _objected,
    Entry.PAUSED: _paused,
    Entry.RESUMED: _resumed,
    Entry.EXTENDED: _extended,
    Entry.PROPOSED: _proposed,
    Entry.DECLINED: _declined,
    Entry.CONFIRMED: _confirmed,
    Entry.RAN_OUT: _ran_out,
}
_DECIDED = {
    Outcome.REVOKE: Stage.REVOKED,
    Outcome.REFUSE: Stage.REFUSED,
    Outcome.WITHDRAW: Stage.WITHDRAWN,
}


def publicised_until(at: datetime) -> datetime:
    """24:00 of the forty-fifth day after it was made public (条例 Art. 40; 实施细则 Art. 53)."""
    days = timers.amount("revocation_publicity")
    return working_days.end_of_day(date.fromordinal(local_date(at).toordinal() + days)).astimezone(UTC)


def published_until(decided_at: datetime) -> datetime:
    """24:00 of the last day on which the decision must be public (企业信息公示暂行条例 Art. 6)."""
    return _working(decided_at, "publicity")


def _working(start: datetime, timer: str) -> datetime:
    day = working_days.add_working_days(local_date(start), timers.amount(timer), binds="authority")
    return working_days.end_of_day(day).astimezone(UTC)
