"""Tells agencies, and whoever registered it, that a registration was revoked (防范和查处假冒企业登记违法行为规定
Art. 14), or stands again (条例 Art. 42)."""

from __future__ import annotations

import structlog

from catalogues.filing_types.words import PartKind
from kernel.errors import Defect, Outage
from services.notice.contract import AnnounceRevocation, RegistrationAnnounced
from services.notice.domain import texts
from services.notice.domain.registration import ApplicationFacts, EntityFacts, Registration, RevocationFacts
from services.notice.operations import messages
from services.notice.operations.announcements import record_due
from services.notice.operations.dispatching import publish_events
from services.notice.operations.resources import Resources
from services.notice.store import events

log = structlog.get_logger()


def announce_revocation(resources: Resources, request: AnnounceRevocation) -> RegistrationAnnounced:
    """Agencies, and whoever applied for the registration by text message, which the gateway may take later. Within the
    second, of twenty working days that the law gives. Idempotency key: application_no + event type, twice
    where it was withdrawn. Raises Outage `notice.nats_unavailable`, Defect `notice.parts_disagree`."""
    collect = resources.exchange.collect
    revoked = collect(request.part(PartKind.REVOCATION), RevocationFacts, PartKind.REVOCATION)
    application = collect(request.part(PartKind.APPLICATION), ApplicationFacts, PartKind.APPLICATION)
    entity = collect(request.part(PartKind.ENTITY), EntityFacts, PartKind.ENTITY)
    if (revoked.about, entity.uscc) != (application.application_no, request.uscc):
        raise Defect("notice.parts_disagree", "about")
    # Whom to tell stands in the application that is revoked; it is told under the number that revokes it.
    number = revoked.application_no if revoked.outcome == "REVOKED" else revoked.decision_no
    told = application.model_copy(
        update={
            "application_no": number,
            "filing_type": revoked.filing_type,
            "filing_type_edition": revoked.filing_type_edition,
        }
    )
    text = texts.revoked(application, entity.uscc, revoked.decision_no, withdrawn=revoked.outcome == "WITHDRAWN")
    told_to = application.account_subject, application.operator.mobile
    message = messages.write(resources, messages.Occasion(number, "revoked", 1), *told_to, text)
    publish_events(resources, record_due(resources, Registration(told, entity, None, revoked=revoked)))
    try:
        messages.send_message(resources, message)
    except Outage as outage:  # the rounds send it
        log.warning("message_waits", application_no=number, error_code=outage.code)
    with resources.database.reading() as session:
        announced = events.of_application(session, number)
    return RegistrationAnnounced(
        event_ids=tuple(event.event_id for event in announced),
        announced_at=max(
            (event.published_at for event in announced if event.published_at), default=resources.clock.now()
        ),
    )
