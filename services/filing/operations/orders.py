"""Gives the owner of an application an order for one step of its case."""

from __future__ import annotations

from kernel import orders
from kernel.tokens import Principal, Role
from services.filing.operations import dossiers, refusals
from services.filing.operations.resources import Resources

_RETRY = "retry"


def order_step(resources: Resources, caller: Principal, application_no: str, step: str, request_id: str) -> str:
    """Asked again it gives another one for the same; nothing is kept. Operations order that parked acts be tried again,
    and nothing else. Refusal `filing.application_not_found` for anybody else's application."""
    if step == _RETRY:
        if Role.OPERATIONS not in caller.roles:
            raise refusals.application_not_found()
    elif not resources.owners.knows(caller.subject, application_no):
        with resources.database.reading() as session:
            dossiers.own(session, caller.subject, application_no)
        resources.owners.remember(caller.subject, application_no)
    return orders.give(resources.authors, caller.subject, application_no, step, request_id, resources.clock.now())
