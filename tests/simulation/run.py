"""One case after another, each with an order of acts that its seed gives, held against the statute."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from temporalio.testing import TimeSkipper

from catalogues.filing_types.words import Stage
from kernel.errors import Outage, Refusal
from services.approval.contract import CaseDecided, Outcome
from tests.simulation.statute import ALWAYS_WRONG, CORRECTION, REVIEW_REQUEST, WINDOW, Statute
from tests.workflows.province import Applicant, Province, examiner_decides
from workflows.contract import DeclareName, RequestReview, Step

_MOST_ACTS = 16
"""Then the straight way is taken: a case that takes more than thirty steps within a minute is asked to wait."""
_SETTLED_SECONDS = 20.0
_GRACE = timedelta(minutes=2)
_ASKS = {
    Step.DECLARE_NAME: "reserve_name",
    Step.CONFIRM_OPERATOR: "lock_operator",
    Step.COMPLETE_DETAILS: "prepare_documents",
    Step.CONFIRM_DOCUMENTS: "fix_documents",
    Step.AUTHENTICATE: "authenticate_persons",
    Step.COLLECT_SIGNATURES: "collect_signatures",
}
"""Whom a step asks first, and who may therefore refuse it or be silent."""
_OUTCOMES = (Outcome.APPROVE, Outcome.REJECT, Outcome.CORRECT, Outcome.REFER)


@dataclass
class Simulation:
    """`acts` says what was done, for whoever reads why it failed."""

    seed: int
    time: TimeSkipper
    province: Province
    acts: list[str] = field(default_factory=list)
    statute: Statute = field(default_factory=Statute)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._begun = datetime.now(UTC)
        self._applicant = Applicant(self.time.client)
        self.province.asked.clear()
        self.province.trouble.clear()
        self.province.decisions.clear()
        self._tell_time()

    async def run(self) -> Statute:
        """Raises AssertionError where case and statute part."""
        await self._applicant.open()
        while not self.statute.ended:
            await self._act(hurried=len(self.acts) > _MOST_ACTS)
            await self._agrees()
        self._left_what_it_must()
        return self.statute

    async def _act(self, *, hurried: bool) -> None:
        kind = "on" if hurried else self._chance.choices(("on", "wrong", "wait", "over", "leave"), (70, 9, 6, 9, 6))[0]
        limit = self.statute.limit()
        if kind == "wrong":
            await self._step_out_of_order()
        elif kind == "wait" and limit is not None:
            await self._wait((limit - self.statute.at) / 3)
        elif kind == "over" and limit is not None:
            await self._wait(limit - self.statute.at + _GRACE)
            self.statute.ran_out()
        elif kind == "leave" and self.statute.stage is not Stage.REJECTED:
            await self._take(self.statute.left())
        else:
            await self._go_on(hurried=hurried)

    async def _go_on(self, *, hurried: bool) -> None:
        step = self.statute.next_step()
        if step is None:
            await self._person_decides(hurried=hurried)
        elif step is Step.SUBMIT:
            await self._hand_in(hurried=hurried)
        else:
            trouble = None if hurried else self._chance.choices((None, "refused", "silent"), (80, 10, 10))[0]
            if trouble == "refused" and step in _ASKS:
                self.province.trouble[_ASKS[step]] = [Refusal("simulated.refusal", "不予", "No")]
                assert await self._refusal(step) == "simulated.refusal"
                return
            if trouble == "silent" and step in _ASKS:
                self.province.trouble[_ASKS[step]] = [Outage("simulated.outage", retry_after=0.1)]
                self.acts.append("outage")
            self.statute.taken(step)
            await self._take(step)

    async def _hand_in(self, *, hurried: bool) -> None:
        outcome = Outcome.APPROVE if hurried else self._chance.choice(_OUTCOMES)
        self.province.decisions = [self._decision(outcome, by_a_person=False)]
        self.acts.append(f"rules say {outcome}")
        self.statute.taken(Step.SUBMIT)
        await self._take(Step.SUBMIT)
        self.statute.decided(outcome, by_a_person=False)

    async def _person_decides(self, *, hurried: bool) -> None:
        outcome = Outcome.APPROVE if hurried else self._chance.choice(_OUTCOMES[:3])
        self.province.decisions = [self._decision(outcome, by_a_person=True)]
        self.acts.append(f"examiner says {outcome}")
        await self._take(Step.DECIDE)
        self.statute.decided(outcome, by_a_person=True)

    def _decision(self, outcome: Outcome, *, by_a_person: bool) -> CaseDecided:
        now = self.province.now
        match outcome:
            case Outcome.REJECT if not by_a_person:
                return self.province.decision(outcome, review_request_until=now + REVIEW_REQUEST)
            case Outcome.CORRECT:
                return self.province.decision(outcome, return_to="details", correction_until=now + CORRECTION)
            case Outcome.REFER:
                return self.province.decision(outcome, review_due=now + timedelta(days=3))
        return self.province.decision(outcome)

    async def _step_out_of_order(self) -> None:
        step = self._chance.choice([each for each in ALWAYS_WRONG if self.statute.is_wrong(each)])
        assert await self._refusal(step) == "case.step_out_of_order"

    async def _wait(self, how_long: timedelta) -> None:
        self.acts.append(f"{how_long} pass")
        await self.time.fast_forward(self._applicant.handle, how_long)
        self.statute.at += how_long
        self._tell_time()

    def _tell_time(self) -> None:
        self.province.now = self._begun + self.statute.at
        # The province counts a later window as so many from now on.
        self.province.window = WINDOW
        self.province.reviewed_until = self.province.now + timedelta(days=10)

    async def _take(self, step: Step) -> None:
        self.acts.append(step)
        if step is Step.REAUTHENTICATE:
            self.province.window = WINDOW / self.statute.windows
        await self._applicant.take(step, *_arguments(step))
        self.province.window = WINDOW

    async def _refusal(self, step: Step) -> str:
        self.acts.append(f"{step} refused")
        return (await self._applicant.refused(step, *_arguments(step))).code

    async def _agrees(self) -> None:
        """The case comes to where the statute says; what has to come by itself gets some seconds."""
        deadline = asyncio.get_running_loop().time() + _SETTLED_SECONDS
        while (stands := await self._stands()) != self.statute.stage:
            assert asyncio.get_running_loop().time() < deadline, f"stands at {stands}, not at {self.statute.stage}"
            await asyncio.sleep(0.02)

    async def _stands(self) -> Stage:
        if self.statute.ended:
            return (await asyncio.wait_for(self._applicant.handle.result(), _SETTLED_SECONDS)).stage
        return (await self._applicant.take(Step.OPEN)).stage

    def _left_what_it_must(self) -> None:
        """A licence of who was approved and of nobody else; a file of whatever was handed in; no name kept in vain."""
        names = self.province.names()
        assert ("issue_licence" in names) is self.statute.licensed
        assert ("announce_registration" in names) is self.statute.licensed
        filed = [request.outcome for request in self.province.requests("hand_over_file")]
        left = {Stage.ARCHIVED: "LICENSED", Stage.REJECTED: "REJECTED"}
        expected = left.get(self.statute.stage, "WITHDRAWN")
        assert filed == [expected] * self.statute.handed_in, filed
        if self.statute.named and not self.statute.licensed:
            assert "release_name" in names


def _arguments(step: Step) -> tuple[object, ...]:
    match step:
        case Step.DECLARE_NAME:
            return (DeclareName(declaration_id="d1"),)
        case Step.DECIDE:
            return (examiner_decides(),)
        case Step.REQUEST_REVIEW:
            return (RequestReview(request_id="r1"),)
    return ()
