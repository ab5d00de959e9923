"""Tells the owner of a licence that a paper of it was posted, at the number that the licence was announced to."""

from __future__ import annotations

import structlog

from kernel.database import lock_key
from kernel.errors import Outage
from kernel.handing_on import OfApplication
from services.notice.contract import PostingTold, TellPosted
from services.notice.domain import texts
from services.notice.operations.messages import send_message
from services.notice.operations.resources import Resources
from services.notice.store import messages
from services.notice.store.messages import TEXT, TO, ApplicantMessage

log = structlog.get_logger()

TEMPLATE = "posted"


class IssuedLicence(OfApplication):
    """What is known here of the licence whose paper was posted."""

    authority_name: str


def tell_posted(resources: Resources, request: TellPosted, licence: IssuedLicence) -> PostingTold:
    """Write the message down and send it; a gateway that is down takes it later, in the rounds. The first number told
    for a paper stands."""
    number = request.application_no
    with resources.database.transaction() as session:
        lock_key(session, f"notice/message/{number}/{TEMPLATE}/{request.occasion}")
        message = messages.of_occasion(session, number, TEMPLATE, request.occasion)
        if message is None:
            earlier = messages.newest(session, number)
            if earlier is None:
                return PostingTold(recorded=False)
            message = _message(resources, request, licence, earlier)
            session.add(message)
    try:
        send_message(resources, message)
    except Outage as outage:
        log.warning("message_waits", application_no=number, error_code=outage.code)
    return PostingTold(recorded=True)


def _message(
    resources: Resources, request: TellPosted, licence: IssuedLicence, earlier: ApplicantMessage
) -> ApplicantMessage:
    message = ApplicantMessage(
        application_no=request.application_no,
        template=TEMPLATE,
        occasion=request.occasion,
        account_subject=earlier.account_subject,
        request_id=f"{request.application_no}/{TEMPLATE}/{request.occasion}",
        to_encrypted="",
        text_encrypted="",
        created_at=resources.clock.now(),
    )
    text = texts.posted(licence.authority_name, request.application_no, request.copy_kind, request.tracking_no)
    mobile = resources.decrypt(TO, earlier.message_no, earlier.to_encrypted)
    message.to_encrypted = resources.encrypt(TO, message.message_no, mobile)
    message.text_encrypted = resources.encrypt(TEXT, message.message_no, text)
    return message
