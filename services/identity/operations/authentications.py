"""Real-name authentication of the persons of a case (实施细则 第十六条, 通知 2.1.2.5)."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from uuid_utils import uuid7

from kernel.clock import local_date
from kernel.errors import Defect, Finding, Refusal
from kernel.exchange import Reference
from kernel.persons import normal_document_number, normal_name
from services.identity.clients.population_registry import Verification
from services.identity.contract import (
    AuthenticatedPerson,
    AuthenticatePersons,
    AuthenticationPart,
    PersonFacts,
    PersonsAuthenticated,
)
from services.identity.domain.authentication import (
    why_not,
)
from services.identity.domain.restrictions import later
from services.identity.operations.consents import OPERATOR, capture_binding, consent_missing
from services.identity.operations.resources import Resources
from services.identity.store import accounts, authentications, restrictions

log = structlog.get_logger()


class Operator(BaseModel):
    """What of the filing service's operator is needed here."""

    name: str
    id_document_type: str
    id_number: str


class Application(BaseModel):
    """What of the filing service's part is needed here."""

    application_no: str
    account_subject: str
    operator: Operator


@dataclass(frozen=True, slots=True, repr=False)
class _Question:
    """One question to the registry, the same for every retry of it."""

    application: Application
    capture: authentications.FaceCapture
    face: str
    attempt: int
    person_hashes: tuple[str, ...]
    account_verified: bool
    account_is_operator: bool


def authenticate_persons(resources: Resources, request: AuthenticatePersons) -> PersonsAuthenticated:
    """Ask the population registry about the operator. Idempotency key: application_no + window.

    Refusals: `identity.consent_missing` without consent and capture of the acting account,
    `identity.person_mismatch` when the registry says no (kept; a later call asks anew). Outage when the registry
    gives no clear answer.
    """
    with resources.database.transaction() as session:
        done = authentications.finished_round(session, request.application_no, request.window)
    if done is not None:
        return _result(done)
    question = _prepare(resources, request)
    operator = question.application.operator
    number = normal_document_number(operator.id_document_type, operator.id_number)
    answer = resources.registry.verify(
        name=normal_name(operator.name),
        id_number=number,
        id_document_type=operator.id_document_type,
        purpose="establishment",
        request_id=f"{request.application_no}/{request.window}/{OPERATOR}"
        f"/{question.capture.capture_no}.{question.attempt}",
        face=question.face,
    )
    no = why_not(
        answer.result,
        alive=answer.flags.alive,
        document_valid=answer.flags.document_valid,
        live_capture=answer.flags.live_capture,
    )
    if no is not None:
        _keep_refusal(resources, request, question, answer, no)
        raise Refusal("identity.person_mismatch", no.zh, no.en, article=no.article, findings=(no,))
    facts = resources.registry.facts(number)
    now = resources.clock.now()
    with resources.database.transaction() as session:
        own_end = restrictions.restricted_until(session, question.person_hashes, local_date(now))
    assert answer.face_score is not None  # the client refuses a match without one
    person = AuthenticatedPerson(
        person_ref=OPERATOR,
        role="operator",
        name=normal_name(operator.name),
        id_document_type=operator.id_document_type,
        id_number=number,
        method="face",
        reference_no=answer.reference_no,
        face_score=answer.face_score,
        authenticated_at=answer.checked_at,
        valid_until=request.valid_until,
        facts=PersonFacts(
            barred_profession=facts.barred_profession,
            serious_violation=facts.serious_violation,
            restricted_until=later(facts.restricted_until, own_end),
            litigation=facts.litigation,
        ),
    )
    part = AuthenticationPart(
        application_no=request.application_no,
        window=request.window,
        account_subject=question.application.account_subject,
        account_verified=question.account_verified,
        account_is_operator=question.account_is_operator,
        persons=(person,),
    )
    reference = resources.exchange.deposit(request.application_no, "authentication", part)
    return _finish(resources, request, question, answer, reference)


def _prepare(resources: Resources, request: AuthenticatePersons) -> _Question:
    application = resources.exchange.collect(request.application, Application)
    if application.application_no != request.application_no:
        raise Defect("identity.part_of_another_application", request.application_no)
    operator = application.operator
    person_hashes = resources.person_hashes(operator.id_document_type, operator.id_number)
    with resources.database.transaction() as session:
        capture = authentications.last_capture(session, request.application_no, OPERATOR, application.account_subject)
        if capture is None or capture.capture_sealed is None:
            raise consent_missing()
        account = accounts.by_id(session, application.account_subject)
        attempt = authentications.attempts(session, request.application_no, request.window, OPERATOR) + 1
    face = resources.ring.open_text(
        capture.capture_sealed,
        capture_binding(request.application_no, OPERATOR, application.account_subject, capture.capture_no),
    )
    return _Question(
        application=application,
        capture=capture,
        face=face,
        attempt=attempt,
        person_hashes=person_hashes,
        account_verified=account is not None and account.verified_at is not None,
        account_is_operator=account is not None and account.person_hash in person_hashes,
    )


def _keep_refusal(
    resources: Resources, request: AuthenticatePersons, question: _Question, answer: Verification, no: Finding
) -> None:
    try:
        with resources.database.transaction() as session:
            session.add(_outcome(resources, request, question, answer, no.code))
            session.flush()
            resources.record(
                session,
                "authentication_refused",
                actor_ref=question.application.account_subject,
                object_ref=f"{request.application_no}/{OPERATOR}",
                reason=no.code,
            )
    except IntegrityError:
        # A twin of this call kept the same answer first.
        log.info("authentication_outcome_kept_already", application_no=request.application_no)
    log.info("authentication_refused", application_no=request.application_no, error_code=no.code)


def _finish(
    resources: Resources, request: AuthenticatePersons, question: _Question, answer: Verification, part: Reference
) -> PersonsAuthenticated:
    finished = authentications.AuthenticationRound(
        application_no=request.application_no,
        window=request.window,
        part_key=part.key,
        part_digest=part.digest,
        valid_until=request.valid_until,
        finished_at=resources.clock.now(),
    )
    try:
        with resources.database.transaction() as session:
            session.add(_outcome(resources, request, question, answer, None))
            session.add(finished)
            capture = session.merge(question.capture)
            capture.capture_sealed = None
            session.flush()
            resources.record(
                session,
                "person_authenticated",
                actor_ref=question.application.account_subject,
                object_ref=f"{request.application_no}/{OPERATOR}",
            )
    except IntegrityError:
        with resources.database.transaction() as session:
            first = authentications.finished_round(session, request.application_no, request.window)
        if first is None:
            raise
        return _result(first)
    log.info("person_authenticated", application_no=request.application_no)
    return _result(finished)


def _outcome(
    resources: Resources,
    request: AuthenticatePersons,
    question: _Question,
    answer: Verification,
    refused_because: str | None,
) -> authentications.Authentication:
    return authentications.Authentication(
        authentication_id=str(uuid7()),
        application_no=request.application_no,
        window=request.window,
        person_ref=OPERATOR,
        attempt=question.attempt,
        role=OPERATOR,
        account_id=question.application.account_subject,
        capture_no=question.capture.capture_no,
        person_hash=question.person_hashes[0],
        refused_because=refused_because,
        reference_no=answer.reference_no,
        face_score=answer.face_score,
        decided_at=resources.clock.now(),
        valid_until=None if refused_because else request.valid_until,
    )


def _result(finished: authentications.AuthenticationRound) -> PersonsAuthenticated:
    return PersonsAuthenticated(
        part=Reference(key=finished.part_key, digest=finished.part_digest), valid_until=finished.valid_until
    )
