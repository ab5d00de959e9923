"""The end of a licence: replaced by a later one, declared lost, void, or revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import structlog
from sqlmodel import Session

from kernel.errors import Refusal
from kernel.tokens import Principal
from kernel.trail_book import changed
from services.licence.domain.paper import PaperStatus
from services.licence.domain.states import LABELS, LicenceState, may_follow
from services.licence.operations.paper_steps import advance, keep
from services.licence.operations.reading import LicenceView, view, visible_to_official
from services.licence.operations.resources import Resources
from services.licence.store import licences, papers
from services.licence.store.licences import Licence

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class EndLicence:
    """Idempotency key: application_no + state. `reason` says why, for LOST with the number or day of the declaration
    on the publicity system."""

    application_no: str
    state: Literal[LicenceState.LOST, LicenceState.VOID]
    reason: str


def end_licence(resources: Resources, caller: Principal, request: EndLicence) -> LicenceView:
    """Write down that a licence was declared lost (条例 Art. 37) or is void; nothing brings it back.

    Raises Refusal `licence.not_found`, `licence.out_of_order` for one that ended in another way.
    """
    with resources.database.transaction() as session:
        row = visible_to_official(licences.of_application(session, request.application_no, lock=True), caller)
        if row.state != request.state:
            if not may_follow(LicenceState(row.state), request.state):
                raise Refusal(
                    "licence.out_of_order",
                    f"该营业执照{LABELS[LicenceState(row.state)]}，不能再登记为{LABELS[request.state]}",
                    f"A licence that is {row.state.lower()} cannot become {request.state.lower()}",
                    status=409,
                    details={"state": row.state},
                )
            end(
                resources,
                session,
                row,
                request.state,
                at=resources.clock.now(),
                by=caller.subject,
                reason=request.reason,
            )
            log.info("licence_ended", application_no=row.application_no, state=row.state)
        return view(resources, row)


def end(
    resources: Resources, session: Session, row: Licence, state: LicenceState, *, at: datetime, by: str, reason: str
) -> None:
    """End a licence whose row the caller holds; papers of it that still wait for the printer are void."""
    row.state, row.ended_at, row.ended_by, row.ended_reason = state, at, by, reason
    resources.trail.note(
        session, "ended", row.application_no, of=row.licence_no, change=changed(row), result=state.lower()
    )
    session.add(row)
    for paper in papers.of_application(session, row.application_no):
        if paper.status == PaperStatus.UNPRINTED:
            advance(paper, PaperStatus.VOID)
            paper.void_at, paper.void_by, paper.void_reason = at, by, reason
            keep(resources, session, row, paper)
    session.flush()
