"""What an applicant may know of the agencies that were told about the registration."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from services.notice.operations.enrolment import titles
from services.notice.operations.resources import Resources
from services.notice.store import events, messages


class Announced(BaseModel):
    """One agency. `sent_at` is None while the event is not on its way, `received_at` while nobody took it in,
    `returned_at` unless its last answer sent the event back: operations see to that."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "agency": "tax",
                    "title": "税务机关",
                    "sent_at": "2022-02-22T02:00:01Z",
                    "received_at": "2022-02-22T02:00:02Z",
                    "returned_at": None,
                },
            ]
        }
    )

    agency: str
    title: str
    sent_at: datetime | None
    received_at: datetime | None
    returned_at: datetime | None = None


def read_announcements(resources: Resources, application_no: str, account_subject: str) -> list[Announced]:
    """The agencies in the order of telling. An application is the account's whose messages about it went there; of
    anybody else's nothing is told."""
    with resources.database.reading() as session:
        if not messages.of_account(session, account_subject, application_no):
            return []
        told = events.of_application(session, application_no)
        called = titles(session)
    return [
        Announced(
            agency=event.agency,
            title=called.get(event.agency, event.agency),
            sent_at=event.published_at,
            received_at=event.receipt_at if event.receipt_state == events.ACCEPTED else None,
            returned_at=event.receipt_at if event.receipt_state == events.REJECTED else None,
        )
        for event in told
    ]
