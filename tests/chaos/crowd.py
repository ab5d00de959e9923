"""Several people who register and file at the same time, and do not give up when something breaks."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from catalogues.filing_types import editions
from catalogues.filing_types.words import Stage
from cli.bench.full import Load
from cli.bench.population import applicants
from cli.demo import EXAMPLE
from cli.invariants.registry import examine
from cli.registration.about_a_business import MatterApplicant, MatterForm
from cli.registration.applicant import Applicant
from cli.registration.changing import ChangeForm, ChangingApplicant
from cli.registration.form import RegistrationForm
from cli.registration.http import Refused, Services
from tests.chaos.campaign import Campaign
from tests.chaos.facts import counted
from tests.chaos.kills import Kills
from tests.system.stack import RunningStack

_PATIENCE_SECONDS = 240.0
_SETTLED_SECONDS = 60.0
"""After the last recovery, when everybody has done their part, everything has ended by itself."""

LOST = {
    "reason": "lost",
    "copies": ["正本", "副本"],
    "declared": True,
    "needs_paper_licence": True,
    "delivery": {"method": "window"},
}
ENDS = {"reason": "stopped", "licence": "returned", "promised": True}
MIXED: tuple[tuple[str, ...], ...] = (
    (editions.CHANGE,),
    (editions.REPLACEMENT,),
    (editions.DEREGISTRATION,),
    (),
    (editions.CHANGE, editions.DEREGISTRATION),
)
"""What each in turn files about the business, once it is registered."""


class Crowd:
    """`count` applicants with accounts; `begin` lets all of them register at once, `end` gives their cases. `then` is
    what each in turn files afterwards; `given` are the numbers that they were told."""

    def __init__(self, stack: RunningStack, count: int, seed: int, then: Sequence[Sequence[str]] = ((),)) -> None:
        people = list(applicants(RegistrationForm.read(EXAMPLE), count, seed))
        Load(dict(stack.addresses), stack.captcha).settle(people)
        self._stack = stack
        self._captcha = stack.captcha
        self._forms = [form for form, _ in people]
        self._then = [then[index % len(then)] for index in range(count)]
        self._pool = ThreadPoolExecutor(count)
        self._running: list[Future[list[dict[str, Any]]]] = []
        self._lock = threading.Lock()
        self.given: set[str] = set()
        self.since = datetime.now(UTC)

    def begin(self) -> None:
        self.since = datetime.now(UTC)
        self._running = [
            self._pool.submit(self._live, form, then) for form, then in zip(self._forms, self._then, strict=True)
        ]

    def end(self) -> list[dict[str, Any]]:
        """Every case as it stood when nothing more was to be done. What somebody could not get over fails the test,
        with what the log says of errors."""
        try:
            return [case for running in self._running for case in running.result()]
        except Refused as refused:
            raise AssertionError(f"{refused.problem}\n{self._stack.errors()}") from refused
        finally:
            self._pool.shutdown(cancel_futures=True)

    @property
    def done(self) -> int:
        return sum(running.done() for running in self._running)

    def _live(self, form: RegistrationForm, then: Sequence[str]) -> list[dict[str, Any]]:
        services = self._stack.services()
        try:
            cases = [self._carried(Applicant(services, form, self._captcha, lambda _: None))]
            for filing_type in then:
                if cases[-1]["stage"] != Stage.ARCHIVED:
                    break
                about = cases[-1]["application_no"]
                cases.append(self._carried(self._filing(services, form, filing_type, about)))
            return cases
        finally:
            services.close()

    def _filing(self, services: Services, form: RegistrationForm, filing_type: str, about: str) -> Applicant:
        who = {"account": form.account, "mobile": form.operator["mobile"], "about": about}
        if filing_type == editions.CHANGE:
            fewer = {"scope_items": form.details["scope_items"][:-1]}
            return ChangingApplicant(services, ChangeForm(**who, details=fewer), self._captcha, lambda _: None)
        matter = LOST if filing_type == editions.REPLACEMENT else ENDS
        written = MatterForm(**who, matter=matter)
        return MatterApplicant(services, filing_type, written, self._captcha, lambda _: None)

    def _carried(self, applicant: Applicant) -> dict[str, Any]:
        """A refusal because an answer got lost (a one-time link that was used) is met as people do: look where the
        case stands and go on from there. The request id is the same however often it is sent."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        request_id = uuid.uuid4().hex
        while True:
            try:
                applicant.sign_in()
                number = applicant.open(request_id)
                with self._lock:
                    self.given.add(number)
                return applicant.carry_through(number)
            except Refused as refused:
                if time.monotonic() > deadline or refused.problem.get("status", 0) >= 500:
                    raise
                time.sleep(0.5)


def _told(case: dict[str, Any]) -> tuple[str, list[tuple[str, str, str]]]:
    """Where a case ended, and what was found against it."""
    results = (case.get("decision") or {}).get("results", ())
    return case["stage"], [(one["rule_id"], one["outcome"], one["zh"]) for one in results if one["outcome"] != "PASS"]


def assert_whole(stack: RunningStack, crowd: Crowd, kills: Kills, campaign: Campaign) -> None:
    """Counted, whatever anybody expected: nothing lost, doubled, late or left for operations, every case ended within a
    minute of the last recovery; and everything that must hold holds."""
    cases = crowd.end()
    kills.recovered()
    found, seconds = counted(stack, crowd.given, crowd.since, kills.outages, _SETTLED_SECONDS)
    campaign.outages += kills.outages
    campaign.add(found, seconds)
    assert found.faults == [], stack.errors()
    assert found.stages == {Stage.ARCHIVED: found.begun}, [_told(case) for case in cases]
    assert [(one.owner, one.name, one.violations) for one in examine(stack.environment) if one.violations] == []
