"""Sends one-time codes to the signer's own mobile, and checks what comes back."""

from __future__ import annotations

import hmac
import math
import secrets
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session
from uuid_utils import uuid7

from kernel.acting import SIGNER
from kernel.errors import Outage, Refusal
from kernel.masking import mask_mobile
from services.signing.domain import codes, windows
from services.signing.operations.links import phone_at_work, require_open, signer_actor
from services.signing.operations.resources import Resources
from services.signing.store import links
from services.signing.store.links import SigningCode


class CodeSent(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"sent_to": "138****0025", "expires_at": "2022-02-22T02:06:00Z", "resend_after_seconds": 60}
        }
    )

    sent_to: str
    expires_at: datetime
    resend_after_seconds: int


def send_code(resources: Resources, bearer_hash: str) -> CodeSent:
    """Send a code to the mobile that was given for the signer; an earlier one is no longer good.

    Raises Refusal `signing.code_too_soon` (60 seconds), `signing.code_limit` (10 a day), `signing.already_signed`
    and those of a session that is over; Outage `sms.unavailable`, after which one may ask again at once.
    """
    now = resources.clock.now()
    code = f"{secrets.randbelow(1_000_000):06d}"
    code_id = str(uuid7())
    with resources.database.transaction() as session:
        phone = phone_at_work(session, resources, bearer_hash, lock=True)
        standing, signer = phone.standing, phone.signer
        row, earlier = standing.row, [code.sent_at for code in standing.codes]
        require_open(row, now)
        if signer.party_ref in standing.acts:
            raise windows.already_signed()
        if earlier and now < earlier[-1] + codes.RESEND_AFTER:
            raise codes.too_soon(math.ceil((earlier[-1] + codes.RESEND_AFTER - now).total_seconds()))
        if sum(at > now - codes.MOST_CODES_WITHIN for at in earlier) >= codes.MOST_CODES:
            raise codes.too_many()
        sent = SigningCode(
            code_id=code_id,
            session_no=row.session_no,
            party_ref=signer.party_ref,
            link_id=standing.link.link_id,
            code_hash=_hash(resources, code_id, code),
            sent_at=now,
            expires_at=now + codes.CODE_LASTS,
        )
        session.add(sent)
        resources.trail.note(
            session, "code_sent", row.application_no, of=row.session_no, actor=signer_actor(signer), role=SIGNER
        )
    mobile = resources.signer_mobile(signer)
    try:
        resources.sms.send(
            request_id=code_id, to=mobile, template="signing_code", text=codes.text(row.application_no, code)
        )
    except Outage:
        with resources.database.transaction() as session:
            links.remove_code(session, code_id)
        raise
    return CodeSent(
        sent_to=mask_mobile(mobile),
        expires_at=sent.expires_at,
        resend_after_seconds=int(codes.RESEND_AFTER.total_seconds()),
    )


def check_code(session: Session, resources: Resources, link_id: str, typed: str) -> str | Refusal:
    """The number of the code, or why it is not good. A wrong try counts only if the caller lets the transaction
    commit; a right code stays good until it is spent."""
    code = links.current_code(session, link_id)
    if code is None or code.spent or code.expires_at <= resources.clock.now():
        return codes.expired()
    if code.tries >= codes.MOST_TRIES:
        return codes.blocked()
    if hmac.compare_digest(code.code_hash, _hash(resources, code.code_id, typed)):
        return code.code_id
    code.tries += 1
    session.add(code)
    return codes.wrong(codes.MOST_TRIES - code.tries) if code.tries < codes.MOST_TRIES else codes.blocked()


def _hash(resources: Resources, code_id: str, code: str) -> str:
    return resources.hash(f"signing-code:{code_id}:{code}")
