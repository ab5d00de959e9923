"""Announces a registration to the agencies: written down first, then published, then recorded as published; and to
the applicant."""

from __future__ import annotations

from typing import Any

import structlog
from uuid_utils import uuid7

from catalogues.filing_types.words import PartKind
from kernel.database import lock_key
from kernel.errors import Outage
from services.notice.contract import AnnounceRegistration, MessageApplicant, RegistrationAnnounced
from services.notice.domain.earlier import EarlierApplication, EarlierLicence, entity_of
from services.notice.domain.envelope import write_event
from services.notice.domain.events import due, subject
from services.notice.domain.registration import (
    ApplicationFacts,
    EntityFacts,
    LicenceFacts,
    Registration,
    VoidedLicenceFacts,
)
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

_TOLD_OF = (PartKind.APPLICATION, PartKind.LICENCE)
"""What the message that it is done speaks of."""


def announce_registration(resources: Resources, request: AnnounceRegistration) -> RegistrationAnnounced:
    """Publish the events of every agency that is told of it, then send the applicant's message, then have it recorded
    in the timeline.
    Idempotency key: application_no + event type + agency.

    Raises Outage `notice.nats_unavailable`, after which the events are in the ledger and will be published,
    `filing.unavailable`, and Defect `notice.parts_disagree`.
    """
    announced = _record(resources, request)
    published_at = publish_events(resources, announced)
    if request.occasion is not None:
        _message_applicant(resources, request, request.occasion)
    if request.records is not None:
        path = f"/applications/{request.application_no}/stages"
        told_by = request.either(PartKind.LICENCE, PartKind.LICENCE_VOIDED, PartKind.ENTITY)
        resources.filing.hand_on(path, request.part(told_by), request.records)
    return RegistrationAnnounced(
        event_ids=tuple(event.event_id for event in announced),
        announced_at=max(
            filter(None, (published_at, *(event.published_at for event in announced))), default=resources.clock.now()
        ),
    )


def _message_applicant(resources: Resources, request: AnnounceRegistration, occasion: int) -> None:
    filing = resources.exchange.collect(
        request.part(PartKind.APPLICATION), ApplicationFacts, PartKind.APPLICATION
    ).filing
    concluded = MessageApplicant.model_validate(
        {
            "application_no": request.application_no,
            "template": filing.messages[0],
            "occasion": occasion,
            "parts": {kind: request.parts[kind] for kind in _TOLD_OF if kind in request.parts},
        }
    )
    message = record_message(resources, concluded)
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
        licence=_licence(resources, request),
        before=_before(resources, request),
        voided=_voided(resources, request),
    )
    registration.check(request.application_no, request.uscc)
    return record_due(resources, registration)


def record_due(resources: Resources, registration: Registration) -> list[OutgoingEvent]:
    """Write the events that are due and not written yet; answers with all there are of the application."""
    uscc, application_no = registration.entity.uscc, registration.application.application_no
    with resources.database.transaction() as session:
        lock_key(session, f"notice/entity/{uscc}")
        recorded = events.of_application(session, application_no)
        told = {event.event_type for event in recorded}
        news = {kind: data for kind, data in due(registration).items() if kind not in told}
        if news:
            key = current_key(resources, session)
            last = events.last_sequences(session, uscc)
            added = [
                _event(resources, last, registration, agency.name, event_type, news[event_type], key)
                for agency in receivers(session)
                for event_type in agency.kinds
                if event_type in news
            ]
            session.add_all([*added, *map(first_dispatch, added)])
            recorded = [*recorded, *added]
    return recorded


def _licence(resources: Resources, request: AnnounceRegistration) -> LicenceFacts | None:
    reference = request.parts.get(PartKind.LICENCE)
    return resources.exchange.collect(reference, LicenceFacts, PartKind.LICENCE) if reference else None


def _voided(resources: Resources, request: AnnounceRegistration) -> VoidedLicenceFacts | None:
    reference = request.parts.get(PartKind.LICENCE_VOIDED)
    if reference is None:
        return None
    return resources.exchange.collect(reference, VoidedLicenceFacts, PartKind.LICENCE_VOIDED)


def _entity(resources: Resources, request: AnnounceRegistration) -> EntityFacts:
    collect = resources.exchange.collect
    if {PartKind.ENTITY, PartKind.ENTITY_BEFORE} & request.parts.keys():
        standing = request.either(PartKind.ENTITY, PartKind.ENTITY_BEFORE)
        return collect(request.part(standing), EntityFacts, standing)
    return entity_of(
        collect(request.part(PartKind.APPLICATION), EarlierApplication, PartKind.APPLICATION),
        collect(request.part(PartKind.LICENCE), EarlierLicence, PartKind.LICENCE),
    )


def _before(resources: Resources, request: AnnounceRegistration) -> EntityFacts | None:
    reference = request.parts.get(PartKind.ENTITY_BEFORE)
    return resources.exchange.collect(reference, EntityFacts, PartKind.ENTITY_BEFORE) if reference else None


def _event(
    resources: Resources,
    last: dict[str, int],
    registration: Registration,
    agency: str,
    event_type: str,
    data: dict[str, Any],
    key: Sm2Key,
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
        occurred_at=registration.occurred_at,
        data=data,
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
