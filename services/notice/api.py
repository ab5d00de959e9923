"""The HTTP face of the notice service."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from catalogues.filing_types.words import PartKind
from kernel.handing_on import HandedOn, shown
from kernel.tokens import Principal, Role
from kernel.web.access import PUBLIC, Access
from kernel.web.paging import Page, Paging, whole
from kernel.web.paths import ApplicationNo, IdempotencyKey, RecordId
from services.notice.contract import PostingTold, TellPosted
from services.notice.operations import announced, ledger, messages, postings, reconciliation, schemas, signing_keys
from services.notice.operations.announced import Announced
from services.notice.operations.ledger import EventLine, EventRepublished, EventSheet, State
from services.notice.operations.messages import SentMessage
from services.notice.operations.reconciliation import Reconciliation
from services.notice.operations.resources import Resources
from services.notice.operations.signing_keys import PublishedKeys

Operator = Annotated[Principal, Depends(Access(Role.OPERATIONS))]
Applicant = Annotated[Principal, Depends(Access(Role.APPLICANT))]

_operators = [Depends(Access(Role.OPERATIONS))]


def router(resources: Resources) -> APIRouter:
    """All routes of the service."""
    routes = APIRouter()

    @routes.get("/events", dependencies=_operators, tags=["events"])
    def list_events(
        agency: Annotated[str | None, Query(pattern=r"^[a-z0-9_]{2,123}$", examples=["tax"])] = None,
        state: Annotated[State | None, Query()] = None,
        overdue: Annotated[bool, Query(description="Only those without an answer that should be there by now")] = False,
        *,
        asked: Paging,
    ) -> Page[EventLine]:
        """Events for agencies, newest first, without content."""
        return ledger.list_events(resources, asked, agency=agency, state=state, overdue=overdue)

    @routes.get("/events/{event_id}", dependencies=_operators, tags=["events"])
    def read_event(event_id: RecordId) -> EventSheet:
        """One event with masked content, every dispatch and every receipt."""
        return ledger.read_event(resources, event_id)

    @routes.post("/events/{event_id}/republish", tags=["events"])
    def republish_event(
        event_id: RecordId,
        caller: Operator,
        idempotency_key: IdempotencyKey = None,
    ) -> EventRepublished:
        """Send an event again, unchanged. The same `Idempotency-Key` again orders nothing new."""
        return ledger.republish_event(resources, event_id, caller.subject, idempotency_key)

    @routes.get("/messages/{application_no}", tags=["messages"])
    def read_messages(application_no: ApplicationNo, caller: Applicant) -> Page[SentMessage]:
        """Text messages about an application of one's own; about any other there are none."""
        return whole(messages.read_messages(resources, application_no, caller.subject))

    @routes.post("/postings/{application_no}", dependencies=[Depends(PUBLIC)], tags=["messages"])
    def tell_posted(application_no: ApplicationNo, asked: HandedOn[TellPosted]) -> PostingTold:
        """For services: a paper licence was posted; told by whoever holds the reference of the licence."""
        licence = shown(
            resources.exchange,
            asked.held,
            PartKind.LICENCE,
            postings.IssuedLicence,
            application_no,
            asked.request.application_no,
        )
        return postings.tell_posted(resources, asked.request, licence)

    @routes.get("/announcements/{application_no}", tags=["events"])
    def read_announcements(application_no: ApplicationNo, caller: Applicant) -> Page[Announced]:
        """Which agencies were told of an application of one's own, and since when they have it; about any other
        there are none."""
        return whole(announced.read_announcements(resources, application_no, caller.subject))

    @routes.get("/reconciliation", dependencies=_operators, tags=["events"])
    def reconcile(
        month: Annotated[str, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", examples=["2022-02"])],
    ) -> Reconciliation:
        """Counts of a month's events, to compare with each agency's books."""
        return reconciliation.reconcile(resources, month)

    @routes.get("/keys", dependencies=[Depends(PUBLIC)], tags=["events"])
    def read_keys() -> PublishedKeys:
        """Public keys with which anybody checks the signature of an event. The signature is SM2 with SM3 over the
        event without `signature`, as canonical JSON (RFC 8785); software keys, no certified cryptographic product."""
        return signing_keys.read_keys(resources)

    @routes.get("/schemas/{schema}", dependencies=[Depends(PUBLIC)], tags=["events"])
    def read_schema(
        schema: Annotated[str, Path(pattern=r"^[a-z][a-z0-9_.]{0,60}\.json$", examples=["tax.registration.v1.json"])],
    ) -> dict[str, Any]:
        """The JSON Schema of an event, a receipt, a request or an answer; a released one only grows by optional
        fields."""
        return schemas.read_schema(schema)

    return routes
