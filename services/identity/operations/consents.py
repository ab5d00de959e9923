"""Consent to face recognition with a live capture, and the state of a person's authentication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kernel.database import lock_key
from kernel.errors import Finding, Refusal
from services.identity.domain.authentication import (
    CONSENT_EDITION,
    SEPARATE_CONSENT,
    Status,
    reason_of,
    status_of,
)
from services.identity.operations.resources import Resources
from services.identity.store import authentications

OPERATOR = "operator"


@dataclass(frozen=True, slots=True, repr=False)
class GiveConsent:
    """`live_capture` is the token of a live capture of the person's face."""

    application_no: str
    account_id: str
    person_ref: str
    consent_to_face: bool
    live_capture: str


@dataclass(frozen=True, slots=True)
class PersonStatus:
    person_ref: str
    role: str
    status: Status
    valid_until: datetime | None
    consented_at: datetime | None
    refused_because: Finding | None


def give_consent(resources: Resources, request: GiveConsent) -> PersonStatus:
    """Keep a person's separate consent to face recognition with the live capture, encrypted.

    The same capture again changes nothing; a new one takes the place of the last. Refusal
    `identity.consent_missing` (个人信息保护法 第二十九条).
    """
    if not request.consent_to_face:
        raise consent_missing()
    key = (request.application_no, request.person_ref, request.account_id)
    capture_hash = resources.hash(f"capture:{':'.join(key)}:{request.live_capture}")
    with resources.database.transaction() as session:
        lock_key(session, f"identity.capture:{':'.join(key)}")
        last = authentications.last_capture(session, *key)
        if last is None or last.capture_hash != capture_hash or last.capture_sealed is None:
            number = last.capture_no + 1 if last else 1
            session.add(
                authentications.FaceCapture(
                    application_no=request.application_no,
                    person_ref=request.person_ref,
                    account_id=request.account_id,
                    capture_no=number,
                    role=OPERATOR,
                    capture_sealed=resources.ring.seal_text(request.live_capture, capture_binding(*key, number)),
                    capture_hash=capture_hash,
                    consent_edition=CONSENT_EDITION,
                    consented_at=resources.clock.now(),
                )
            )
            session.flush()
            resources.record(
                session,
                "face_consent_given",
                actor_ref=request.account_id,
                object_ref=f"{request.application_no}/{request.person_ref}",
            )
    return next(
        person
        for person in list_persons(resources, request.application_no, request.account_id)
        if person.person_ref == request.person_ref
    )


def list_persons(resources: Resources, application_no: str, account_id: str) -> Sequence[PersonStatus]:
    """Who must be authenticated for the account's application, with 状态 and 认证有效期. Always the operator."""
    with resources.database.transaction() as session:
        capture = authentications.last_capture(session, application_no, OPERATOR, account_id)
        outcome = authentications.last_outcome(session, application_no, OPERATOR, account_id)
    status = status_of(
        capture.consented_at if capture and capture.capture_sealed else None,
        outcome.decided_at if outcome else None,
        outcome.valid_until if outcome else None,
        resources.clock.now(),
    )
    return [
        PersonStatus(
            person_ref=OPERATOR,
            role=OPERATOR,
            status=status,
            valid_until=outcome.valid_until if outcome else None,
            consented_at=capture.consented_at if capture else None,
            refused_because=reason_of(outcome.refused_because)
            if outcome and outcome.refused_because and status is Status.FAILED
            else None,
        )
    ]


def consent_missing() -> Refusal:
    return Refusal(
        "identity.consent_missing",
        "请先单独同意进行人脸识别并完成现场采集；不愿采集的，可携带证件到登记机关窗口办理",
        "Please consent to face recognition and capture your face first; or come to the registration authority",
        pointer="/consent_to_face",
        article=SEPARATE_CONSENT,
    )


def capture_binding(application_no: str, person_ref: str, account_id: str, capture_no: int) -> str:
    """What a sealed capture is bound to."""
    return f"capture:{application_no}:{person_ref}:{account_id}:{capture_no}"
