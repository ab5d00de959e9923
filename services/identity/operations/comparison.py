"""Asks the population registry whether a person of a case is who they say, and keeps what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session
from uuid_utils import uuid7

from catalogues.filing_types.words import SignerRole
from kernel.clock import local_date
from kernel.errors import Finding, Refusal
from kernel.persons import normal_document_number, normal_name
from services.identity.clients.population_registry import Verification
from services.identity.contract import AuthenticatedPerson, PersonFacts
from services.identity.domain.authentication import refusal_of
from services.identity.domain.restrictions import later
from services.identity.operations.consents import capture_binding, consent_missing
from services.identity.operations.resources import Resources
from services.identity.store import authentications, restrictions

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, repr=False)
class Subject:
    """Somebody who signs in a window. `acts_as` is the account, or the invitation, under which they consented."""

    application_no: str
    window: int
    person_ref: str
    role: SignerRole
    acts_as: str
    name: str
    id_document_type: str
    id_number: str
    valid_until: datetime

    @property
    def shown(self) -> str:
        return f"{self.application_no}/{self.person_ref}"


@dataclass(frozen=True, slots=True, repr=False)
class Compared:
    """The registry's yes, and what it rests on."""

    subject: Subject
    capture: authentications.FaceCapture
    attempt: int
    person_hash: str
    answer: Verification
    person: AuthenticatedPerson


def compare(resources: Resources, subject: Subject) -> Compared:
    """Ask about name, number and face, and what shared lists say of the person on this day. The face of somebody at the
    window was compared by a clerk.

    The question is the same for every retry of it. Refusals: `identity.consent_missing` without consent and capture,
    `identity.person_mismatch` when the registry says no (kept; a later call asks anew). Outage when the registry gives
    no clear answer.
    """
    name = normal_name(subject.name)
    number = normal_document_number(subject.id_document_type, subject.id_number)
    person_hashes = resources.person_hashes(subject.id_document_type, subject.id_number)
    with resources.database.reading() as session:
        capture, noes = authentications.capture_and_refusals(
            session, subject.application_no, subject.window, subject.person_ref, subject.acts_as
        )
    if capture is None or capture.capture_encrypted is None:
        raise consent_missing()
    attempt = noes + 1
    binding = capture_binding(subject.application_no, subject.person_ref, subject.acts_as, capture.capture_no)
    answer = resources.registry.verify(
        name=name,
        id_number=number,
        id_document_type=subject.id_document_type,
        purpose="establishment",
        request_id=f"{subject.application_no}/{subject.window}/{subject.person_ref}/{capture.capture_no}.{attempt}",
        face=None if capture.witnessed_by else resources.ring.decrypt_text(capture.capture_encrypted, binding),
    )
    no = refusal_of(
        answer.result,
        alive=answer.flags.alive,
        document_valid=answer.flags.document_valid,
        live_capture=None if capture.witnessed_by else answer.flags.live_capture,
    )
    if no is not None:
        _keep_refusal(resources, _outcome(resources, subject, capture, attempt, person_hashes[0], answer, no.code), no)
        raise Refusal("identity.person_mismatch", no.zh, no.en, article=no.article, findings=(no,))
    facts = resources.registry.facts(number)
    with resources.database.reading() as session:
        own_end = restrictions.restricted_until(session, person_hashes, local_date(resources.clock.now()))
    # The client refuses a match without a score where a face was sent.
    assert answer.face_score is not None or capture.witnessed_by
    person = AuthenticatedPerson(
        person_ref=subject.person_ref,
        role=subject.role,
        name=name,
        id_document_type=subject.id_document_type,
        id_number=number,
        method="window" if capture.witnessed_by else "face",
        reference_no=answer.reference_no,
        face_score=None if capture.witnessed_by else answer.face_score,
        identified_by=capture.witness_no,
        authenticated_at=answer.checked_at,
        valid_until=subject.valid_until,
        facts=PersonFacts(
            barred_profession=facts.barred_profession,
            serious_violation=facts.serious_violation,
            restricted_until=later(facts.restricted_until, own_end),
            litigation=facts.litigation,
        ),
    )
    return Compared(subject, capture, attempt, person_hashes[0], answer, person)


def keep(session: Session, resources: Resources, compared: Compared) -> None:
    """Keep the yes as part of the caller's transaction; the live capture is erased, the consent stays.

    The transaction ends in an IntegrityError when a twin of the call was first.
    """
    subject = compared.subject
    session.add(
        _outcome(resources, subject, compared.capture, compared.attempt, compared.person_hash, compared.answer, None)
    )
    erase_capture(session, compared)
    resources.record(session, "person_authenticated", actor_ref=subject.acts_as, object_ref=subject.shown)


def erase_capture(session: Session, compared: Compared) -> None:
    """The consent stays."""
    compared.capture.capture_encrypted = None
    session.add(compared.capture)


def _keep_refusal(resources: Resources, outcome: authentications.Authentication, no: Finding) -> None:
    try:
        with resources.database.transaction() as session:
            session.add(outcome)
            resources.record(
                session,
                "authentication_refused",
                actor_ref=outcome.account_id,
                object_ref=f"{outcome.application_no}/{outcome.person_ref}",
                reason=no.code,
            )
    except IntegrityError:
        # A twin of this call kept the same answer first.
        log.info("authentication_outcome_kept_already", application_no=outcome.application_no)
    log.info("authentication_refused", application_no=outcome.application_no, error_code=no.code)


def _outcome(
    resources: Resources,
    subject: Subject,
    capture: authentications.FaceCapture,
    attempt: int,
    person_hash: str,
    answer: Verification,
    refused_because: str | None,
) -> authentications.Authentication:
    return authentications.Authentication(
        authentication_id=str(uuid7()),
        application_no=subject.application_no,
        window=subject.window,
        person_ref=subject.person_ref,
        attempt=attempt,
        role=subject.role,
        account_id=subject.acts_as,
        capture_no=capture.capture_no,
        person_hash=person_hash,
        refused_because=refused_because,
        reference_no=answer.reference_no,
        face_score=answer.face_score,
        decided_at=resources.clock.now(),
        valid_until=None if refused_because else subject.valid_until,
    )
