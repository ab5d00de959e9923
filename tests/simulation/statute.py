"""What the law says of where an establishment stands, written down apart from the workflow that carries it out.

通知 2.1.2 (order of steps, six working days to sign, lapse), 企业名称登记管理规定 Art. 18 (two months a name is held),
条例 Art. 19, 20 (correction, refusal), Art. 21, 22 (registered, licensed). Periods are those of the simulated province.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from catalogues.filing_types.words import Stage
from services.approval.contract import Outcome
from workflows.contract import Step

HELD, WINDOW, CORRECTION, REVIEW_REQUEST = (timedelta(days=days) for days in (61, 8, 8, 7))

_ORDER = {
    Step.DECLARE_NAME: (Stage.DRAFT, Stage.NAME_RESERVED),
    Step.CONFIRM_OPERATOR: (Stage.NAME_RESERVED, Stage.OPERATOR_LOCKED),
    Step.COMPLETE_DETAILS: (Stage.OPERATOR_LOCKED, Stage.INFO_READY),
    Step.CONFIRM_DOCUMENTS: (Stage.INFO_READY, Stage.AUTH_PENDING),
    Step.AUTHENTICATE: (Stage.AUTH_PENDING, Stage.SIGN_PENDING),
    Step.COLLECT_SIGNATURES: (Stage.SIGN_PENDING, Stage.SIGNED),
    Step.SUBMIT: (Stage.SIGNED, Stage.SUBMITTED),
    Step.REAUTHENTICATE: (Stage.LAPSED, Stage.AUTH_PENDING),
    Step.CORRECT: (Stage.CORRECTION_REQUIRED, Stage.OPERATOR_LOCKED),
    Step.REQUEST_REVIEW: (Stage.REJECTED, Stage.MANUAL_REVIEW),
}
_REPEATED = frozenset({Step.DECLARE_NAME, Step.COMPLETE_DETAILS})
"""Another name, or other details, may be given until the next step is taken."""
_SIGNING = frozenset({Stage.AUTH_PENDING, Stage.SIGN_PENDING, Stage.SIGNED})
_PREPARING = frozenset({Stage.NAME_RESERVED, Stage.OPERATOR_LOCKED, Stage.INFO_READY})
_CORRECTING = _PREPARING | {Stage.CORRECTION_REQUIRED, Stage.DRAFT}
_ENDS = {
    Outcome.APPROVE: Stage.ARCHIVED,
    Outcome.CORRECT: Stage.CORRECTION_REQUIRED,
    Outcome.REFER: Stage.MANUAL_REVIEW,
    Outcome.REJECT: Stage.REJECTED,
}
ALWAYS_WRONG = tuple(step for step in _ORDER if step is not Step.REQUEST_REVIEW)


@dataclass
class Statute:
    """Where the case stands, `at` so long after it was opened; what runs out, and what must have come of it."""

    stage: Stage = Stage.DRAFT
    at: timedelta = timedelta()
    ended: bool = False
    named: bool = False
    handed_in: bool = False
    licensed: bool = False
    corrects: bool = False
    windows: int = 0
    name_until: timedelta = timedelta()
    sign_until: timedelta = timedelta()
    correct_until: timedelta | None = None
    request_until: timedelta = timedelta()

    def next_step(self) -> Step | None:
        """The one that leads on; an examiner's is `decided`."""
        return next((step for step, (at, _) in _ORDER.items() if at is self.stage), None)

    def is_wrong(self, step: Step) -> bool:
        """Whether it is refused because it is not its turn."""
        at, then = _ORDER[step]
        if step in _REPEATED:
            return self.stage not in {at, then}
        return self.stage not in {Stage.SIGN_PENDING, at} if step is Step.SUBMIT else self.stage is not at

    def taken(self, step: Step) -> None:
        self.stage = _ORDER[step][1]
        match step:
            case Step.DECLARE_NAME:
                self.named, self.name_until = True, self.at + HELD
            case Step.CONFIRM_DOCUMENTS | Step.REAUTHENTICATE:
                self.windows, self.correct_until = self.windows + 1, None
                self.sign_until = self.at + WINDOW
            case Step.SUBMIT:
                self.handed_in, self.corrects = True, False

    def decided(self, outcome: Outcome, *, by_a_person: bool) -> None:
        """By the rules, whose refusal may be brought before a person, or by that person."""
        self.stage = _ENDS[outcome]
        self.licensed = outcome is Outcome.APPROVE
        self.ended = self.licensed or (outcome is Outcome.REJECT and by_a_person)
        self.corrects = outcome is Outcome.CORRECT
        self.correct_until = self.at + CORRECTION if self.corrects else None
        self.request_until = self.at + REVIEW_REQUEST

    def left(self) -> Step:
        """Who waits for a decision withdraws; who prepares an application, or its correction, gives it up."""
        prepares = self.prepares
        self.ended, self.stage = True, Stage.ABANDONED if prepares else Stage.WITHDRAWN
        return Step.ABANDON if prepares else Step.WITHDRAW

    @property
    def prepares(self) -> bool:
        return self.stage is not Stage.CORRECTION_REQUIRED and (self.corrects or not self.handed_in)

    def limit(self) -> timedelta | None:
        """When what runs out first does; None where nothing of the applicant's runs."""
        return min((until for _, until in self._limits()), default=None)

    def ran_out(self) -> None:
        """The first limit has passed."""
        what, _ = min(self._limits(), key=lambda each: each[1])
        match what:
            case "signing":
                self.stage = Stage.LAPSED
            case "request":
                self.ended = True
            case "correction":
                self.stage, self.ended = Stage.WITHDRAWN, True
            case "name":
                self.stage, self.named = Stage.DRAFT, False

    def _limits(self) -> list[tuple[str, timedelta]]:
        found = []
        if self.stage in _SIGNING:
            found.append(("signing", self.sign_until))
        if self.correct_until is not None and self.stage in _CORRECTING:
            found.append(("correction", self.correct_until))
        if self.stage is Stage.REJECTED:
            found.append(("request", self.request_until))
        if self.named and self.stage in _SIGNING | _PREPARING | {Stage.LAPSED, Stage.CORRECTION_REQUIRED}:
            found.append(("name", self.name_until))
        return found
