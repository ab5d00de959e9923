"""Announces a registration to the agencies: written down first, then published, then recorded as published; and to
the applicant."""

from __future__ import annotations

import structlog
from uuid_utils import uuid7

from catalogues.filing_types.words import PartKind
from kernel.database import lock_key
from kernel.errors import Outage
from services.notice.contract import AnnounceRegistration, MessageApplicant, RegistrationAnnounced
from services.notice.domain.earlier import EarlierApplication, EarlierLicence, entity_of
from services.notice.domain.envelope import write_event
from services.notice.domain.events import CONTENT, subject
from services.notice.domain.registration import ApplicationFacts, EntityFacts, LicenceFacts, Registration
from services.notice.domain.schemas import schema_address
from services.notice.domain.sm2 import Sm2Key
from services.notice.operations.dispatching import first_dispatch, publish_events
from services.notice.operations.enrolment import receivers
from services.notice.operations.messages import record_message, send_message
from services.notice.operations.resources import Resources
from services.notice.operations.signing_keys import current_key
from services.notice.store import events
from services.notice.store.events import PAYLOAD, OutgoingEvent

log = structlog.get_logger()


def announce_registration(resources: Resources, request: AnnounceRegistration) -> RegistrationAnnounced:
    """Publish the events of every agency that is told of it, then send the applicant's message, then have it recorded
    in the timeline.
    Idempotency key: application_no + event type + agency.

    Raises Outage `notice.nats_unavailable`, after which the events are in the ledger and will be published,
    `filing.unavailable`, and Defect `notice.parts_disagree`.
    """
    publish_events(resources, _record(resources, request))
    with resources.database.reading() as session:
        announced = events.of_application(session, request.application_no)
    if request.occasion is not None:
        _message_applicant(resources, request, request.occasion)
    if request.records is not None:
        path = f"/applications/{request.application_no}/stages"
        resources.filing.hand_on(path, request.part(PartKind.LICENCE), request.records)
    return RegistrationAnnounced(
        event_ids=tuple(event.event_id for event in announced),
        announced_at=max(event.published_at for event in announced if event.published_at),
    )


def _message_applicant(resources: Resources, request: AnnounceRegistration, occasion: int) -> None:
    licensed = MessageApplicant(
        application_no=request.application_no,
        template="changed" if PartKind.ENTITY_BEFORE in request.parts else "licensed",
        occasion=occasion,
        parts={kind: request.part(kind) for kind in (PartKind.APPLICATION, PartKind.LICENCE)},
    )
    message = record_message(resources, licensed)
    try:
        send_message(resources, message)
    except Outage as outage:
        # Written down it is: `send_waiting` sends it.
        log.warning("message_waits", application_no=request.application_no, error_code=outage.code)


def _record(resources: Resources, request: AnnounceRegistration) -> list[OutgoingEvent]:
    """Write every event of the registration into the ledger, or none; whoever comes second reads the first's."""
    collect = resources.exchange.collect
    registration = Registration(
        application=collect(request.part(PartKind.APPLICATION), ApplicationFacts, PartKind.APPLICATION),
        entity=_entity(resources, request),
        licence=collect(request.part(PartKind.LICENCE), LicenceFacts, PartKind.LICENCE),
        before=_before(resources, request),
    )
    registration.check(request.application_no, request.uscc)
    with resources.database.transaction() as session:
        lock_key(session, f"notice/entity/{request.uscc}")
        recorded = events.of_application(session, request.application_no)
        if not recorded:
            key = current_key(resources, session)
            last = events.last_sequences(session, request.uscc)
            recorded = [
                _event(resources, last, registration, agency.name, event_type, key)
                for agency in receivers(session)
                for event_type in agency.kinds
            ]
            session.add_all([*recorded, *map(first_dispatch, recorded)])
    return recorded


def _entity(resources: Resources, request: AnnounceRegistration) -> EntityFacts:
    collect = resources.exchange.collect
    if PartKind.ENTITY in request.parts:
        return collect(request.part(PartKind.ENTITY), EntityFacts, PartKind.ENTITY)
    return entity_of(
        collect(request.part(PartKind.APPLICATION), EarlierApplication, PartKind.APPLICATION),
        collect(request.part(PartKind.LICENCE), EarlierLicence, PartKind.LICENCE),
    )


def _before(resources: Resources, request: AnnounceRegistration) -> EntityFacts | None:
    reference = request.parts.get(PartKind.ENTITY_BEFORE)
    return resources.exchange.collect(reference, EntityFacts, PartKind.ENTITY_BEFORE) if reference else None


def _event(
    resources: Resources, last: dict[str, int], registration: Registration, agency: str, event_type: str, key: Sm2Key
) -> OutgoingEvent:
    application_no, uscc = registration.application.application_no, registration.entity.uscc
    event_id = str(uuid7())
    sequence = last[agency] = last.get(agency, 0) + 1
    payload = write_event(
        event_id=event_id,
        event_type=event_type,
        application_no=application_no,
        uscc=uscc,
        sequence=sequence,
        occurred_at=registration.licence.issued_at,
        data=CONTENT[event_type](registration),
        schema=schema_address(resources.public_url, event_type),
        key=key,
    )
    return OutgoingEvent(
        event_id=event_id,
        application_no=application_no,
        event_type=event_type,
        agency=agency,
        subject=subject(event_type, agency),
        uscc=uscc,
        sequence=sequence,
        payload_encrypted=resources.encrypt(PAYLOAD, event_id, payload.decode()),
        created_at=resources.clock.now(),
    )
