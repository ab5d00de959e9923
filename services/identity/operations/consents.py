"""Consent to face recognition with a live capture, and the state of a person's authentication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from catalogues.filing_types.words import SignerRole
from kernel.database import lock_key
from kernel.errors import Finding, Refusal
from kernel.masking import mask_mobile, mask_name
from kernel.tokens import Clerk
from services.identity.domain.authentication import (
    CONSENT_EDITION,
    SEPARATE_CONSENT,
    Status,
    reason_of,
    status_of,
)
from services.identity.domain.periods import SMS_RESEND_AFTER
from services.identity.operations.resources import Resources
from services.identity.store import authentications, invitations
from services.identity.store.invitations import Invitation

OPERATOR = "operator"


@dataclass(frozen=True, slots=True, repr=False)
class GiveConsent:
    """`account_id` is under which they act: an account, or the invitation of somebody without one. `live_capture` is
    the token of a live capture of the person's face; none where a `clerk` compared face and card at the window."""

    application_no: str
    account_id: str
    person_ref: str
    consent_to_face: bool
    live_capture: str
    role: SignerRole = SignerRole.OPERATOR
    clerk: Clerk | None = None


@dataclass(frozen=True, slots=True)
class InvitationStatus:
    """`mobile` is masked; `sent_at` None: the text message has not left yet. `declined_because` of whoever does not
    want to sign."""

    mobile: str
    sent_at: datetime | None
    resend_at: datetime | None
    expired: bool
    declined_because: str | None = None


@dataclass(frozen=True, slots=True)
class PersonStatus:
    """`name` is masked, None for the operator, whose name identity learns only with the comparison."""

    person_ref: str
    role: str
    name: str | None
    invitation: InvitationStatus | None
    status: Status
    valid_until: datetime | None
    consented_at: datetime | None
    refused_because: Finding | None


def give_consent(resources: Resources, request: GiveConsent) -> PersonStatus:
    """Keep the consent of the account's own person, and say where they stand then."""
    keep_consent(resources, request)
    return next(
        person
        for person in list_persons(resources, request.application_no, request.account_id)
        if person.person_ref == request.person_ref
    )


def keep_consent(resources: Resources, request: GiveConsent) -> None:
    """Keep a person's separate consent to face recognition with the live capture, encrypted; or which clerk compared
    face and card at the window, where nothing is captured.

    The same capture again changes nothing; a new one takes the place of the last. Refusal
    `identity.consent_missing` (个人信息保护法 第二十九条).
    """
    clerk = request.clerk
    if clerk is None and not (request.consent_to_face and request.live_capture):
        raise consent_missing()
    key = (request.application_no, request.person_ref, request.account_id)
    capture_hash = resources.hash(f"capture:{':'.join(key)}:{request.live_capture}")
    with resources.database.transaction() as session:
        lock_key(session, f"identity.capture:{':'.join(key)}")
        last = authentications.last_capture(session, *key)
        if last is None or last.capture_hash != capture_hash or last.capture_encrypted is None:
            number = last.capture_no + 1 if last else 1
            session.add(
                authentications.FaceCapture(
                    application_no=request.application_no,
                    person_ref=request.person_ref,
                    account_id=request.account_id,
                    capture_no=number,
                    role=request.role,
                    capture_encrypted=resources.ring.encrypt_text(request.live_capture, capture_binding(*key, number)),
                    capture_hash=capture_hash,
                    consent_edition=CONSENT_EDITION,
                    consented_at=resources.clock.now(),
                    witnessed_by=clerk.subject if clerk else None,
                    witness_no=clerk.staff_no if clerk else None,
                )
            )
            resources.record(
                session,
                "person_compared" if clerk else "face_consent_given",
                actor_ref=clerk.subject if clerk else request.account_id,
                object_ref=f"{request.application_no}/{request.person_ref}",
            )


def list_persons(resources: Resources, application_no: str, account_id: str) -> Sequence[PersonStatus]:
    """Who must be authenticated for the account's application, with 状态 and 认证有效期: the operator, and whoever was
    invited in the newest window."""
    with resources.database.reading() as session:
        invited = invitations.in_force(session, application_no, account_id)
        operator = _person(session, resources, application_no, OPERATOR, account_id, None)
        return [
            operator,
            *(_person(session, resources, application_no, one.party_ref, one.invitation_id, one) for one in invited),
        ]


def _person(
    session: Session,
    resources: Resources,
    application_no: str,
    person_ref: str,
    acts_as: str,
    invitation: Invitation | None,
) -> PersonStatus:
    capture, outcome = authentications.standing(session, application_no, person_ref, acts_as)
    status = status_of(
        capture.consented_at if capture and capture.capture_encrypted else None,
        outcome.decided_at if outcome else None,
        outcome.valid_until if outcome else None,
        resources.clock.now(),
    )
    return PersonStatus(
        person_ref=person_ref,
        role=invitation.role if invitation else OPERATOR,
        name=mask_name(_clear(resources, invitation, "name", invitation.name_encrypted)) if invitation else None,
        invitation=_invitation(resources, invitation) if invitation else None,
        status=status,
        valid_until=outcome.valid_until if outcome else None,
        consented_at=capture.consented_at if capture else None,
        refused_because=reason_of(outcome.refused_because)
        if outcome and outcome.refused_because and status is Status.FAILED
        else None,
    )


def _invitation(resources: Resources, invitation: Invitation) -> InvitationStatus:
    return InvitationStatus(
        mobile=mask_mobile(_clear(resources, invitation, "mobile", invitation.mobile_encrypted)),
        sent_at=invitation.sent_at,
        resend_at=invitation.sent_at + SMS_RESEND_AFTER if invitation.sent_at else None,
        expired=resources.clock.now() >= invitation.expires_at,
        declined_because=invitation.declined_because,
    )


def _clear(resources: Resources, invitation: Invitation, column: str, encrypted: str) -> str:
    return resources.ring.decrypt_text(encrypted, invitation.binding(column))


def consent_missing() -> Refusal:
    return Refusal(
        "identity.consent_missing",
        "请先单独同意进行人脸识别并完成现场采集；不愿采集的，可携带证件到登记机关窗口办理",
        "Please consent to face recognition and capture your face first; or come to the registration authority",
        pointer="/consent_to_face",
        article=SEPARATE_CONSENT,
    )


def capture_binding(application_no: str, person_ref: str, account_id: str, capture_no: int) -> str:
    """What a encrypted capture is bound to."""
    return f"capture:{application_no}:{person_ref}:{account_id}:{capture_no}"
