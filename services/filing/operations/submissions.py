"""Accepts a submission and states what other applications under way say about it."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from catalogues.filing_types.words import PartKind
from kernel.errors import Defect
from kernel.trail_book import changed
from services.filing.contract.messages import AcceptSubmission, SubmissionAccepted
from services.filing.contract.parts import FilingFactsPart, PremisesCheckPart
from services.filing.domain.stages import NOT_UNDER_WAY
from services.filing.operations import dossiers, premises_checks, refusals
from services.filing.operations.resources import Resources
from services.filing.operations.timelines import enter
from services.filing.store import applications, holdings
from services.filing.store.applications import FilingApplication
from services.filing.store.timeline import AcceptedSubmission


def accept_submission(resources: Resources, request: AcceptSubmission) -> SubmissionAccepted:
    """Receive the application (受理); from here on it cannot be deleted. Idempotency key: application_no + submission:
    time and counts are those of the first call. A business between its entry in the register and the end of its case is
    counted here and there. Equal persons and premises are found by keyed hashes (AR-33, 38).
    Of the person's own, those count by which they come to run a business: what is filed about one that they run makes
    none more (个体工商户登记管理规定 Art. 28)."""
    known = _asked(resources, request)
    with resources.database.transaction() as session:
        found = dossiers.held(session, request.application_no)
        application = found.application
        row = found.submissions.get(request.submission)
        if row is None:
            row = _counted(resources, session, application, request.submission)
            row.premises_checks = [check.model_dump() for check in known]
            resources.trail.note(
                session, "submitted", application.application_no, of=str(row.number), change=changed(row)
            )
            session.add(row)
        enter(session, application, found.entries, request.entries)
    facts = FilingFactsPart(
        application_no=row.application_no,
        submission=row.number,
        entities_at_premises=row.entities_at_premises,
        recent_days=row.recent_days,
        recent_applications_of_operator=row.recent_applications_of_operator,
        duplicates=row.duplicates,
        authority_registers=row.authority_registers,
        accepted_at=row.accepted_at,
        premises_checks=tuple(PremisesCheckPart.model_validate(check) for check in row.premises_checks),
    )
    reference = resources.exchange.deposit(request.application_no, PartKind.FILING_FACTS, facts)
    return SubmissionAccepted(accepted_at=row.accepted_at, facts=reference)


def _asked(resources: Resources, request: AcceptSubmission) -> tuple[PremisesCheckPart, ...]:
    """What the premises registry says; it is asked outside any transaction, and only the first time."""
    with resources.database.reading() as session:
        found = holdings.holding(session, request.application_no)
    if found is None:
        raise refusals.application_not_found()
    if request.submission in found.submissions:
        return ()
    return premises_checks.checks(resources, dossiers.dossier(resources, found))


def _counted(resources: Resources, session: Session, application: FilingApplication, number: int) -> AcceptedSubmission:
    operator, premises = application.operator_hash, application.premises_hash
    if operator is None or premises is None:
        raise Defect("filing.submission_without_operator", application.application_no)
    places = (premises, *application.further_premises_hashes)
    now = resources.clock.now()
    own = application.application_no
    since = now - timedelta(days=resources.recent_days)
    recent, *at_places = applications.counts(
        session,
        [
            applications.others(own, operator_hash=operator, opened_since=since, of_another_business=True),
            *(applications.others(own, premises_hash=place, except_stages=NOT_UNDER_WAY) for place in places),
            *(
                applications.others(
                    own,
                    operator_hash=operator,
                    premises_hash=place,
                    authority_code=application.authority_code,
                    except_stages=NOT_UNDER_WAY,
                )
                for place in places
            ),
        ],
    )
    return AcceptedSubmission(
        application_no=own,
        number=number,
        accepted_at=now,
        entities_at_premises=max(at_places[: len(places)]),
        recent_days=resources.recent_days,
        recent_applications_of_operator=recent,
        duplicates=max(at_places[len(places) :]),
        authority_registers=dossiers.assembled(resources, application, {}, {}).authority.registers_sole_traders,
    )
