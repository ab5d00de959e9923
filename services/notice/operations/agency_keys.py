"""What an agency is written to and held to: events with personal data are encrypted to its key, and what it says is
signed with the other one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlmodel import Session

from kernel import jose
from kernel.errors import Defect, Refusal
from services.notice.clients.event_stream import Delivery
from services.notice.domain.events import PERSONAL
from services.notice.domain.from_agencies import FromAgency, MarkMessage, Problem, Unreadable, id_of, read_message
from services.notice.domain.trial_events import TEST
from services.notice.operations.resources import Resources
from services.notice.store import agency_keys
from services.notice.store.agency_keys import STATEMENT, AgencyKey, AgencyStatement

log = structlog.get_logger()

STAYS = timedelta(days=1)
"""So long an agency may go on signing with the keys that others took the place of."""

_UNSIGNED = b"{"
"""Begins a message as JSON; a signed one begins with a letter."""


def read_keys(text: str) -> list[dict[str, Any]]:
    """Raises Refusal `notice.keys_invalid`."""
    try:
        return jose.read_public(text)
    except ValueError:
        raise Refusal(
            "notice.keys_invalid",
            "须为 JWK Set：P-256 公钥两个，用途分别为 enc 和 sig，不得含私钥",
            "Say two public keys on P-256 as a JWK Set, one with use `enc`, one with use `sig`, and no private key",
            pointer="/keys",
        ) from None


def take_keys(
    resources: Resources,
    session: Session,
    agency: str,
    keys: Sequence[dict[str, Any]],
    actor: str,
    *,
    at_once: bool = False,
) -> None:
    """From now on it is written to under these keys; what it signs with the ones before is believed for a day more, or
    `at_once` no longer. A key that it had before holds again. In the caller's transaction."""
    now = resources.clock.now()
    taken = [key["kid"] for key in keys]
    agency_keys.end(session, agency, taken, now if at_once else now + STAYS)
    for key in keys:
        row = session.get(AgencyKey, (agency, key["kid"])) or AgencyKey(
            agency=agency,
            key_id=key["kid"],
            use=key["use"],
            jwk=json.dumps(key, sort_keys=True),
            added_at=now,
            added_by=actor,
        )
        row.ended_at = None
        session.add(row)
    log.info("agency_keys_taken", agency=agency, actor_ref=actor, count=len(keys))


def keys_of(resources: Resources, session: Session, agency: str) -> list[dict[str, Any]]:
    """Newest first; of an agency that was never given any here those of the settings."""
    rows = agency_keys.in_force(session, agency, resources.clock.now())
    return [row.key for row in rows] or list(resources.agency_keys.get(agency, ()))


def for_agency(resources: Resources, agency: str, event_type: str, payload: bytes) -> bytes:
    """The event as it travels: with personal data it is for the eyes of the agency alone. Its signature is over what is
    read after decrypting. Raises Defect `notice.agency_key_missing` where the agency has none and is not among those
    that are still told in clear."""
    if event_type.removeprefix(TEST) not in PERSONAL:
        return payload
    with resources.database.reading() as session:
        keys = [key for key in keys_of(resources, session, agency) if key["use"] == "enc"]
    if not keys:
        if agency in resources.in_clear:
            return payload
        raise Defect("notice.agency_key_missing", agency)
    event = json.loads(payload)
    content = json.dumps(event["data"], ensure_ascii=False, separators=(",", ":")).encode()
    event |= {"datacontenttype": jose.ENCRYPTED, "data": jose.encrypt(content, keys[0])}
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def heard(resources: Resources, delivery: Delivery) -> FromAgency:
    """What an agency says; what it signed is kept as it came. An agency that has keys is not believed without a
    signature."""
    agency, payload = delivery.subject.removeprefix("receipts."), delivery.payload
    with resources.database.reading() as session:
        keys = [key for key in keys_of(resources, session, agency) if key["use"] == "sig"]
    if payload.lstrip().startswith(_UNSIGNED):
        message = read_message(delivery.subject, payload)
        unsigned = keys and not isinstance(message, MarkMessage)  # a mark has a signature of its own in it
        return Unreadable(id_of(message), agency, (_NOT_SIGNED,)) if unsigned else message
    try:
        signed = payload.decode("ascii").strip()
        content = jose.signed_content(signed, keys)
    except ValueError:
        return Unreadable(None, agency, (_NOT_THEIRS if b"." in payload else _NEITHER,))
    message = read_message(delivery.subject, content)
    _keep(resources, agency, id_of(message) or "", signed, resources.clock.now())
    return message


def _keep(resources: Resources, agency: str, message_id: str, signed: str, now: datetime) -> None:
    digest = hashlib.sha256(signed.encode()).hexdigest()
    statement = AgencyStatement(
        agency=agency,
        digest=digest,
        message_id=message_id,
        content_encrypted=resources.encrypt(STATEMENT, f"{agency}/{digest}", signed),
        stored_at=now,
    )
    with resources.database.single_statements() as connection:
        agency_keys.keep(connection, statement)


_NOT_SIGNED = Problem(
    "", "须由该机构签名（JWS，ES256）后发送", "It must be signed with the agency's key (compact JWS, ES256)"
)
_NOT_THEIRS = Problem("", "签名与该机构的密钥不符", "It is not signed with a key of the agency that holds now")
_NEITHER = Problem("", "内容不是 JSON（UTF-8），也不是签名的 JWS", "The message is no JSON in UTF-8, and no JWS")
