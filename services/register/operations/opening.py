"""Says what is registered besides, and keeps an entity for one filing at a time."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from catalogues.filing_types import editions
from catalogues.filing_types.words import PartKind
from kernel.clock import local_date
from kernel.database import violated_constraint
from kernel.errors import Defect, Outage, Refusal, not_found
from kernel.exchange import Reference
from services.register.contract.messages import CloseFiling, FilingClosed, FilingOpened, OpenFiling
from services.register.contract.parts import RegisterFactsPart
from services.register.domain.parts import Application
from services.register.operations import bars
from services.register.operations.applying import lock_application
from services.register.operations.collecting import application_of
from services.register.operations.facts import operator_of, parties_of
from services.register.operations.organisations import answers_about
from services.register.operations.refusals import entity_unknown
from services.register.operations.resources import Resources
from services.register.operations.versions import deposit
from services.register.store import entities, filings, marks
from services.register.store.entities import Entity, EntityVersion
from services.register.store.filings import FactsAnswered, OpenFilingRow


@dataclass(frozen=True, slots=True)
class FactsQuestion:
    """Idempotency key: application_no + submission."""

    application_no: str
    submission: int
    authority_code: str


def tell_facts(resources: Resources, question: FactsQuestion, application: Reference) -> Reference:
    """The `RegisterFactsPart` for a business that is to be established or changed. Asking again, also by `open_filing`,
    is answered with the counts of the first time. Nothing is deposited: the answer lies in its reference.

    Only who holds the reference of the application can ask, and only who has the exchange's key can read the answer:
    Refusal `register.application.not_found` for a reference that is none, or of another application.
    """
    try:
        found = application_of(resources, application, question.application_no)
    except Defect:
        raise not_found("register.application", "没有找到该申请", "There is no such application") from None
    with resources.database.transaction() as session:
        lock_application(session, question.application_no)
        kept = filings.filing(session, question.application_no)
        counted = _first_counted(resources, session, question, found, kept.uscc if kept else None)
    return resources.exchange.enclose(counted.application_no, PartKind.REGISTER_FACTS, _part(counted))


def open_filing(resources: Resources, request: OpenFiling) -> FilingOpened:
    """Count what is registered at the premises and of the operator (AR-33, 38), and keep the entity, if there is one.

    Idempotency key: application_no + submission: asking again is answered with the counts of the first time. Without an
    application nothing is counted yet. Raises Refusal `register.filing_under_way` (409, names the other application),
    `register.entity_unknown`, `register.entity_ended`, `register.state_bars`, `register.barred_by_mark`,
    `register.changed_since`; Defect
    `register.wrong_case`.
    """
    number = request.application_no
    filled_in = request.parts.get(PartKind.APPLICATION)
    application = application_of(resources, filled_in, number) if filled_in else None
    with resources.database.transaction() as session:
        lock_application(session, number)
        uscc = request.uscc or _made_by(session, request.about)
        kept = _keep(resources, session, request, uscc) if uscc is not None else None
        question = FactsQuestion(number, request.submission, request.authority_code)
        counted = _first_counted(resources, session, question, application, uscc) if application else None
    return FilingOpened(
        facts=resources.exchange.deposit(number, PartKind.REGISTER_FACTS, _part(counted)) if counted else None,
        entity=deposit(resources, *kept, number, kind=PartKind.ENTITY_BEFORE) if kept else None,
        uscc=uscc,
    )


def close_filing(resources: Resources, request: CloseFiling) -> FilingClosed:
    """Let go of the entity. Idempotency key: application_no."""
    with resources.database.transaction() as session:
        row = filings.filing(session, request.application_no)
        if row is None or row.closed_at is not None:
            return FilingClosed(closed=False)
        row.closed_at = resources.clock.now()
        session.add(row)
    return FilingClosed(closed=True)


def _made_by(session: Session, about: str | None) -> str | None:
    """The code of the entity whose version an application made."""
    if about is None:
        return None
    made = entities.version_of_application(session, about)
    if made is None:
        raise entity_unknown()
    return made[0].uscc


def _keep(resources: Resources, session: Session, request: OpenFiling, uscc: str) -> tuple[Entity, EntityVersion]:
    # Whoever else wants the entity waits here.
    if entities.entity(session, uscc, lock=True) is None:
        raise entity_unknown()
    found = entities.in_force(session, uscc)
    assert found is not None  # written together
    if request.about is not None and found[1].application_no != request.about:
        raise _changed_since(found[1])
    held = marks.in_force(session, uscc, local_date(resources.clock.now()))
    kind = editions.get(request.filing_type, request.edition)
    refusal = bars.against(session, found[0], held, kind, except_for=request.application_no)
    if refusal is not None:
        raise refusal
    row = filings.filing(session, request.application_no)
    if row is None or row.submission < request.submission:
        row = row or OpenFilingRow(
            application_no=request.application_no,
            uscc=uscc,
            submission=request.submission,
            filing_type=request.filing_type,
            filing_type_edition=request.edition,
            opened_at=resources.clock.now(),
        )
        row.submission, row.closed_at = request.submission, None
        session.add(row)
        _claim(session)
    return found


def _claim(session: Session) -> None:
    """The unique index stands behind the lock."""
    try:
        session.flush()
    except IntegrityError as error:
        if violated_constraint(error) == filings.ONE_OPEN:
            raise Outage("register.contested") from error
        raise


def _changed_since(latest: EntityVersion) -> Refusal:
    return Refusal(
        "register.changed_since",
        f"该市场主体此后又办理了登记（{latest.application_no}），请从最近一次登记办起",
        f"The business was changed since, by {latest.application_no}; begin with that one",
        status=409,
        remedy_zh="请从最近一次登记的申请办理",
        remedy_en="Begin with the filing that changed it last",
        details={"application_no": latest.application_no},
    )


def _part(counted: FactsAnswered) -> RegisterFactsPart:
    return RegisterFactsPart(**counted.model_dump())


def _first_counted(
    resources: Resources, session: Session, question: FactsQuestion, application: Application, own: str | None = None
) -> FactsAnswered:
    """Not counting the entity `own`, which the filing is about."""
    answered = filings.facts_answered(session, question.application_no, question.submission)
    if answered is not None:
        return answered
    places = resources.premises_hashes(application.premises)
    operator = operator_of(parties_of(application))
    person = resources.person_hash(operator.id_document_type, operator.id_number)
    of_person, *at_places = entities.counts(
        session,
        [
            entities.counting(except_uscc=own, operator_hash=person),
            *(entities.counting(except_uscc=own, premises_hash=place) for place in places),
            *(
                entities.counting(
                    except_uscc=own,
                    premises_hash=place,
                    operator_hash=person,
                    authority_code=question.authority_code,
                )
                for place in places
            ),
        ],
    )
    now = resources.clock.now()
    counted = FactsAnswered(
        application_no=question.application_no,
        submission=question.submission,
        entities_at_premises=max(at_places[: len(places)]),
        entities_of_operator=of_person,
        duplicates=max(at_places[len(places) :]),
        marks=[mark.kind for mark in marks.in_force(session, own, local_date(now))] if own else [],
        organisations=answers_about(resources, session, application),
        read_at=now,
    )
    session.add(counted)
    return counted
