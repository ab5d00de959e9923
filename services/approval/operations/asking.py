"""An applicant asks that a person looks at a decision, in time or late (个人信息保护法 Art. 24)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from sqlmodel import Session
from uuid_utils import uuid7

from kernel.tokens import Principal
from services.approval.operations import refusals
from services.approval.operations.answers import ReviewRequested
from services.approval.operations.resources import Resources, lock_application
from services.approval.store import decisions
from services.approval.store.decisions import CaseDecision


class Request(Protocol):
    request_id: str
    requested_at: datetime


Row = TypeVar("Row", bound=Request)


@dataclass(frozen=True, slots=True)
class Way(Generic[Row]):
    """One of the ways to ask. `asked` finds what was asked before; `check_offered` refuses where nothing can be asked;
    `written` makes the row of a request with this id and encrypted statement, at this instant; `binding` is what the
    statement is bound to; `act` what the record calls it."""

    act: str
    asked: Callable[[Session, CaseDecision], Row | None]
    check_offered: Callable[[Session, CaseDecision, datetime], None]
    written: Callable[[CaseDecision, str, str, datetime], Row]
    binding: Callable[[str], str]


def ask(
    resources: Resources, caller: Principal, application_no: str, statement: str, way: Way[Row]
) -> tuple[ReviewRequested, bool]:
    """The request about the decision that stands, and whether it is new. Idempotency key: the decision; what was said
    first stays. Refusals: `approval.decision.not_found`, also for others' applications; and those of the way."""
    now = resources.clock.now()
    with resources.database.transaction() as session:
        lock_application(session, application_no)
        decision = decisions.latest(session, application_no)
        if decision is None or decision.account_subject != caller.subject:
            raise refusals.decision_not_found()
        made = way.asked(session, decision)
        new = made is None
        if made is None:
            way.check_offered(session, decision, now)
            request_id = str(uuid7())
            made = way.written(
                decision, request_id, resources.ring.encrypt_text(statement, way.binding(request_id)), now
            )
            session.add(made)
            session.flush()
            resources.record(session, application_no, way.act, actor_ref=caller.subject, object_ref=request_id)
        answer = ReviewRequested(request_id=made.request_id, requested_at=made.requested_at)
    return answer, new
