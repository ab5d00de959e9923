"""Leaves for others where an applicant is reached."""

from __future__ import annotations

from catalogues import authorities
from catalogues.filing_types.words import PartKind, Section
from services.filing.contract.messages import ContactLeft, LeaveContact
from services.filing.contract.parts import ContactPart
from services.filing.domain.operator import Operator
from services.filing.operations import dossiers
from services.filing.operations.resources import Resources
from services.filing.store import holdings


def leave_contact(resources: Resources, request: LeaveContact) -> ContactLeft:
    """The operator's number as it was typed last; nothing before it was, or of an application that was deleted."""
    with resources.database.reading() as session:
        found = holdings.holding(session, request.application_no)
    if found is None or found.application.deleted_at is not None:
        return ContactLeft()
    operator = dossiers.opened(resources, found.sections.get(Section.OPERATOR), Operator)
    if operator is None or operator.mobile is None:
        return ContactLeft()
    part = ContactPart(
        application_no=request.application_no,
        account_subject=found.application.subject,
        authority_name=authorities.get(found.application.authority_code).name,
        mobile=operator.mobile,
    )
    return ContactLeft(contact=resources.exchange.deposit(request.application_no, PartKind.CONTACT, part))
