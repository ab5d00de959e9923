"""Takes steps of a case from a page, whose code runs in a worker thread."""

from __future__ import annotations

import contextlib
import re
import uuid
from dataclasses import dataclass
from typing import Any

from anyio import from_thread

from kernel.errors import Outage
from services.portal.operations import cases
from services.portal.operations.resources import Resources
from workflows.contract import FILE_MOVED, SIGNED, Step, StepTaken

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True)
class Ordered:
    """A step that was ordered, for what belongs to it and is told to a service before it is taken."""

    step: Step
    key: str
    order: str | None

    @property
    def header(self) -> dict[str, str]:
        return {"Kaiye-Order": self.order or ""}


def order(resources: Resources, token: str, number: str, step: Step, request_id: str = "") -> Ordered:
    """As the bearer of `token`, who has two minutes. Raises 404 for anybody else's application."""
    key = request_id if _REQUEST_ID.fullmatch(request_id) else uuid.uuid4().hex
    return Ordered(step, key, cases.order(resources, token, number, step, key))


def take(
    resources: Resources,
    token: str,
    number: str,
    step: Step,
    request_id: str = "",
    timeout: float | None = None,
    **body: Any,
) -> StepTaken | None:
    """Take a step, as the bearer of `token` orders it; None when it is still being carried out after `timeout` seconds,
    or the usual waiting time.

    Idempotency key: number + step + request_id, so that a form sent twice takes the step once. Raises its Refusal.
    """
    return take_ordered(resources, number, order(resources, token, number, step, request_id), timeout, **body)


def take_ordered(
    resources: Resources, number: str, ordered: Ordered, timeout: float | None = None, **body: Any
) -> StepTaken | None:
    """As `take`, where the order was given before."""
    step, key = ordered.step, ordered.key
    return from_thread.run(cases.take_step, resources, number, step, key, body, ordered.order, timeout)


def decide(resources: Resources, token: str, number: str, proposal_id: str) -> None:
    """Order that a proposal become the decision, as who made or countersigned it, and have the case go on. Idempotency
    key: the proposal. Raises the order's Refusal, or the step's."""
    resources.approval.post(f"/tasks/{number}/proposals/{proposal_id}/carry-out", token, None)
    take(resources, token, number, Step.DECIDE, f"decide-{proposal_id}", proposal_id=proposal_id)


def deliver_review_answer(resources: Resources, number: str, request_id: str) -> None:
    """Have the answer to a late request told and filed. Idempotency key: request_id. Raises Outage."""
    from_thread.run(resources.running_cases().deliver_review_answer, number, request_id)


def go_on_with_revocation(resources: Resources, revocation_no: str, *, restores: bool = False) -> None:
    """Have a revocation examined, or its withdrawal; one that runs looks at what was written. Raises Outage."""
    running = resources.running_cases()
    from_thread.run(lambda: running.go_on_with_revocation(revocation_no, restores=restores))


def tell_file_moved(resources: Resources, number: str) -> None:
    """Have the case look at how its file stands. Nothing depends on it: it looks once a day besides."""
    with contextlib.suppress(Outage):
        from_thread.run(resources.running_cases().tell, number, FILE_MOVED)


def tell_signed(resources: Resources, number: str) -> None:
    """Have the case know that everybody has signed, as soon as the last one did. Nothing depends on it: signatures are
    looked at and taken over with the submission."""
    with contextlib.suppress(Outage):
        from_thread.run(resources.running_cases().tell, number, SIGNED)
