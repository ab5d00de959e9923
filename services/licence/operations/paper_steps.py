"""One step of a paper licence: found in its licence, moved on in order, and the licence's status with it."""

from __future__ import annotations

from sqlmodel import Session

from kernel.errors import Refusal
from services.licence.domain.paper import LABELS, PaperStatus, least_advanced, may_follow
from services.licence.operations.paper_records import no_such_print
from services.licence.store import papers
from services.licence.store.licences import Licence
from services.licence.store.papers import PaperLicence


def wished(session: Session, row: Licence, print_no: str) -> PaperLicence:
    """A paper of this licence. Raises Refusal `licence.print.not_found`."""
    paper = papers.get(session, print_no)
    if paper is None or paper.application_no != row.application_no:
        raise no_such_print()
    return paper


def advance(paper: PaperLicence, following: PaperStatus) -> None:
    """Raises Refusal `licence.paper_out_of_order`."""
    status = PaperStatus(paper.status)
    if not may_follow(status, following):
        raise Refusal(
            "licence.paper_out_of_order",
            f"该执照{LABELS[status]}，不能再登记为{LABELS[following]}",
            f"A paper that is {status.lower()} cannot become {following.lower()}",
            status=409,
            details={"status": status.value},
        )
    paper.status = following


def keep(session: Session, row: Licence, paper: PaperLicence) -> None:
    """Save the paper; its licence, whose row the caller holds, is as far as its paper that is furthest behind."""
    session.add(paper)
    session.flush()
    standing = papers.of_application(session, row.application_no)
    row.paper_status = least_advanced(PaperStatus(one.status) for one in standing)
    session.add(row)
    session.flush()
