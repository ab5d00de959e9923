"""Gives whose application it is an order for one step of its case; whoever runs a business can end its take-over."""

from __future__ import annotations

from sqlmodel import Session

from catalogues.filing_types import editions
from kernel import orders
from kernel.tokens import Principal, Role
from services.filing.operations import dossiers, refusals
from services.filing.operations.resources import Resources

_RETRY = "retry"
_ENDS = frozenset({"abandon", "withdraw"})


def order_step(resources: Resources, caller: Principal, application_no: str, step: str, request_id: str) -> str:
    """Asked again it gives another one for the same; nothing is kept. Operations order that parked acts be tried again,
    and nothing else. Whoever runs a business orders that a take-over of it be ended before it is decided: it holds the
    business as long as it lasts, they let it in with a code, and it needs their signature (个体工商户登记管理规定
    Art. 19). Refusal `filing.application_not_found` for anybody else's application.
    """
    if step == _RETRY:
        if Role.OPERATIONS not in caller.roles:
            raise refusals.application_not_found()
    elif not resources.owners.knows(caller.subject, application_no):
        with resources.database.reading() as session:
            ends = step in _ENDS and _is_taken_over_from(session, caller.subject, application_no)
            if not ends:
                dossiers.own(session, caller.subject, application_no)
        if not ends:
            resources.owners.remember(caller.subject, application_no)
    return orders.give(resources.authors, caller.subject, application_no, step, request_id, resources.clock.now())


def _is_taken_over_from(session: Session, subject: str, application_no: str) -> bool:
    """Whether the application takes over a business whose version in force the caller filed."""
    found = dossiers.known(session, application_no)
    kind = editions.get(found.filing_type, found.filing_type_edition)
    if not kind.changes_operator or not found.about:
        return False
    return dossiers.known(session, found.about).subject == subject
