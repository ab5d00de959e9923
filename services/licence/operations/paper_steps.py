"""One step of a paper licence: found in its licence, moved on in order, and the licence's status with it."""

from __future__ import annotations

from sqlmodel import Session

from kernel.errors import Refusal
from kernel.tokens import Principal
from kernel.trail_book import changed
from services.licence.domain.paper import LABELS, PaperStatus, least_advanced, may_follow
from services.licence.domain.states import LABELS as STATES
from services.licence.domain.states import LicenceState
from services.licence.operations.paper_records import no_such_print
from services.licence.operations.reading import visible_to_official
from services.licence.operations.resources import Resources
from services.licence.store import licences, papers
from services.licence.store.licences import Licence
from services.licence.store.papers import PaperLicence


def held(session: Session, caller: Principal, uscc: str, print_no: str) -> tuple[Licence, PaperLicence]:
    """A paper of one of an entity's licences, which the caller holds from now on.

    Raises Refusal `licence.not_found`, `licence.print.not_found`.
    """
    visible_to_official(licences.current(session, uscc), caller)
    paper = papers.get(session, print_no)
    row = licences.of_application(session, paper.application_no, lock=True) if paper else None
    if paper is None or row is None or row.uscc != uscc:
        raise no_such_print()
    session.refresh(paper)
    return row, paper


def check_in_force(row: Licence) -> None:
    """Nothing is printed or handed out of a licence that ended. Raises Refusal `licence.not_in_force`."""
    if row.state != LicenceState.VALID:
        raise Refusal(
            "licence.not_in_force",
            f"该营业执照{STATES[LicenceState(row.state)]}，不能再打印或者发放",
            f"This licence is {row.state.lower()}; it is neither printed nor handed out any more",
            status=409,
            details={"state": row.state},
        )


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


def keep(resources: Resources, session: Session, row: Licence, paper: PaperLicence) -> None:
    """Save the paper; its licence, whose row the caller holds, is as far as its paper that is furthest behind."""
    resources.trail.note(
        session,
        "paper_kept",
        paper.application_no,
        of=paper.print_no,
        change=changed(paper),
        result=paper.status.lower(),
    )
    session.add(paper)
    session.flush()
    standing = papers.of_application(session, row.application_no)
    row.paper_status = least_advanced(PaperStatus(one.status) for one in standing)
    session.add(row)
    session.flush()
