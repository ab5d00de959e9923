"""Several people who register at the same time and do not give up when something breaks."""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from cli.bench.full import Load
from cli.bench.population import applicants
from cli.demo import EXAMPLE
from cli.invariants.registry import examine
from cli.registration.applicant import Applicant
from cli.registration.form import RegistrationForm
from cli.registration.http import Refused
from tests.system.stack import RunningStack

_PATIENCE_SECONDS = 240.0


class Crowd:
    """`count` applicants with accounts; `begin` lets all of them register at once, `end` gives their cases."""

    def __init__(self, stack: RunningStack, count: int, seed: int) -> None:
        people = list(applicants(RegistrationForm.read(EXAMPLE), count, seed))
        Load(dict(stack.addresses), stack.captcha).settle(people)
        self._stack = stack
        self._forms = [form for form, _ in people]
        self._pool = ThreadPoolExecutor(count)
        self._running: list[Future[dict[str, Any]]] = []

    def begin(self) -> None:
        self._running = [self._pool.submit(self._register, form) for form in self._forms]

    def end(self) -> list[dict[str, Any]]:
        """Every case as it stood when nothing more was to be done. What somebody could not get over fails the test,
        with what the log says of errors."""
        try:
            return [running.result() for running in self._running]
        except Refused as refused:
            raise AssertionError(f"{refused.problem}\n{self._stack.errors()}") from refused
        finally:
            self._pool.shutdown(cancel_futures=True)

    @property
    def done(self) -> int:
        return sum(running.done() for running in self._running)

    def _register(self, form: RegistrationForm) -> dict[str, Any]:
        """A refusal because an answer got lost (a one-time link that was used) is met as people do: look where the
        case stands and go on from there. The request id is the same however often it is sent."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        request_id = uuid.uuid4().hex
        services = self._stack.services()
        applicant = Applicant(services, form, self._stack.captcha, lambda _: None)
        try:
            while True:
                try:
                    applicant.sign_in()
                    return applicant.carry_through(applicant.open(request_id))
                except Refused as refused:
                    if time.monotonic() > deadline or refused.problem.get("status", 0) >= 500:
                        raise
                    time.sleep(0.5)
        finally:
            services.close()


def assert_whole(stack: RunningStack, cases: Sequence[dict[str, Any]]) -> None:
    """Nothing lost, nothing doubled, everything that must hold holds."""
    assert Counter(case["stage"] for case in cases) == {"ARCHIVED": len(cases)}
    codes = [case["licence"]["uscc"] for case in cases]
    assert len(set(codes)) == len(codes)
    services = stack.services()
    for agency in ("publicity", "tax"):
        accepted = services.get("agencies", f"/sandbox/agencies/{agency}/events")["accepted"]
        told = Counter(event["subject"] for event in accepted)
        assert {code: told[code] for code in codes if told[code] != 1} == {}, agency
    services.close()
    for case in cases:
        stages = [line["stage"] for line in case["timeline"]["entries"]]
        assert [stages.count(stage) for stage in ("SUBMITTED", "APPROVED", "LICENSED", "ARCHIVED")] == [1, 1, 1, 1]
    assert [(one.owner, one.name, one.violations) for one in examine(stack.environment) if one.violations] == []
