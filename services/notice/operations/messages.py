"""Text messages to the applicant, and the applicant's view of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import structlog
from pydantic import BaseModel, ConfigDict

from catalogues.filing_types.words import PartKind
from kernel.counters import idling
from kernel.errors import Defect
from kernel.masking import mask_mobile
from services.notice.contract import ApplicantMessaged, MessageApplicant
from services.notice.domain import texts
from services.notice.domain.registration import (
    AnswerFacts,
    ApplicationFacts,
    ContactFacts,
    DecisionFacts,
    ExtensionFacts,
    LicenceFacts,
)
from services.notice.operations.resources import Resources
from services.notice.store import messages
from services.notice.store.messages import TEXT, TO, ApplicantMessage

log = structlog.get_logger()

Facts = TypeVar("Facts", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a message is written once for."""

    application_no: str
    template: str
    number: int


class SentMessage(BaseModel):
    """As its addressee got it. `sent_at` is None while the gateway has not accepted it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "message_no": "01890a5d-ac96-774b-bcce-b302099a8057",
                    "template": "referred",
                    "to": "138****0025",
                    "text": "【大同市平城区行政审批服务管理局】申请编号…已转人工审查…",
                    "created_at": "2022-02-22T02:00:00Z",
                    "sent_at": "2022-02-22T02:00:01Z",
                }
            ]
        }
    )

    message_no: str
    template: str
    to: str
    text: str
    created_at: datetime
    sent_at: datetime | None


def message_applicant(resources: Resources, request: MessageApplicant) -> ApplicantMessaged:
    """Send a text message once. Idempotency key: application_no + template + occasion.

    Raises Outage `sms.unavailable`, after which the message is written down and a retry sends that very text.
    """
    message = record_message(resources, request)
    send_message(resources, message)
    return ApplicantMessaged(message_no=message.message_no)


def record_message(resources: Resources, request: MessageApplicant) -> ApplicantMessage:
    """The message of an occasion, written down at the first request; idempotency key as above."""
    with resources.database.reading() as session:
        recorded = messages.of_occasion(session, request.application_no, request.template, request.occasion)
    return recorded or _record(resources, request)


def send_message(resources: Resources, message: ApplicantMessage) -> None:
    """Hand a message to the gateway unless it has it; the gateway knows it by its request id. Raises Outage
    `sms.unavailable`, Defect `sms.refused`."""
    if message.sent_at is not None:
        return
    gateway_message_id = resources.sms.send(
        request_id=message.request_id,
        to=resources.decrypt(TO, message.message_no, message.to_encrypted),
        template=message.template,
        text=resources.decrypt(TEXT, message.message_no, message.text_encrypted),
    )
    with resources.database.transaction() as session:
        messages.mark_sent(session, message.message_no, gateway_message_id, resources.clock.now())
    log.info("applicant_messaged", application_no=message.application_no)


def send_waiting(resources: Resources) -> int:
    """One look at the messages the gateway has not taken yet, oldest first. Returns how many it took. Raises Outage
    `sms.unavailable`."""
    with idling(), resources.database.reading() as session:
        waiting = messages.waiting(session)
    sent = 0
    for message in waiting:
        try:
            send_message(resources, message)
            sent += 1
        except Defect as defect:
            # One message the gateway refuses must not hold up the others.
            log.error("message_refused", application_no=message.application_no, error_code=defect.code)
    return sent


def read_messages(resources: Resources, application_no: str, account_subject: str) -> list[SentMessage]:
    """The messages an account got about an application; none about somebody else's."""
    with resources.database.reading() as session:
        rows = messages.of_account(session, account_subject, application_no)
    return [
        SentMessage(
            message_no=row.message_no,
            template=row.template,
            to=mask_mobile(resources.decrypt(TO, row.message_no, row.to_encrypted)),
            text=resources.decrypt(TEXT, row.message_no, row.text_encrypted),
            created_at=row.created_at,
            sent_at=row.sent_at,
        )
        for row in rows
    ]


def _record(resources: Resources, request: MessageApplicant) -> ApplicantMessage:
    """Write the message down, or read what somebody else wrote meanwhile."""
    if PartKind.CONTACT in request.parts:
        contact = resources.exchange.collect(request.part(PartKind.CONTACT), ContactFacts, PartKind.CONTACT)
        if request.until is None:
            raise Defect("notice.message_without_part", request.template)
        text = texts.reminder(request.template, contact, request.until)
        return write(resources, _occasion(request), contact.account_subject, contact.mobile, text)
    application = resources.exchange.collect(request.part(PartKind.APPLICATION), ApplicationFacts, PartKind.APPLICATION)
    licence = _collect(resources, request, PartKind.LICENCE, LicenceFacts)
    decision = _collect(resources, request, PartKind.DECISION, DecisionFacts)
    extension = _collect(resources, request, PartKind.EXTENSION, ExtensionFacts)
    answer = _collect(resources, request, PartKind.REVIEW_ANSWER, AnswerFacts)
    text = texts.compose(request.template, application, licence, decision, extension, answer, request.until)
    return write(resources, _occasion(request), application.account_subject, application.operator.mobile, text)


def _occasion(request: MessageApplicant) -> Occasion:
    return Occasion(request.application_no, request.template, request.occasion)


def write(resources: Resources, occasion: Occasion, subject: str, to: str, text: str) -> ApplicantMessage:
    """Write a message down once; whoever comes second reads what was written first."""
    key = f"{occasion.application_no}/{occasion.template}/{occasion.number}"
    message = ApplicantMessage(
        application_no=occasion.application_no,
        template=occasion.template,
        occasion=occasion.number,
        account_subject=subject,
        request_id=key,
        to_encrypted="",
        text_encrypted="",
        created_at=resources.clock.now(),
    )
    message.to_encrypted = resources.encrypt(TO, message.message_no, to)
    message.text_encrypted = resources.encrypt(TEXT, message.message_no, text)
    with resources.database.single_statements() as connection:
        if messages.add_once(connection, message):
            return message
    with resources.database.reading() as session:
        first = messages.of_occasion(session, occasion.application_no, occasion.template, occasion.number)
    assert first is not None  # none is ever deleted
    return first


def _collect(resources: Resources, request: MessageApplicant, kind: PartKind, model: type[Facts]) -> Facts | None:
    return resources.exchange.collect(request.parts[kind], model, kind) if kind in request.parts else None
