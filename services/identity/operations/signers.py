"""The phone of somebody who was invited: from the link and a code to a ticket, from consent to a vouched-for signer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from catalogues.filing_types.words import SignerRole
from kernel.errors import Refusal, not_found
from kernel.masking import mask_mobile, mask_name
from kernel.tokens import Clerk, Principal, Signs
from services.identity.domain.periods import SIGNER_TICKET_LIFE
from services.identity.operations.comparison import Subject, compare, erase_capture, keep
from services.identity.operations.consents import GiveConsent, consent_missing, keep_consent
from services.identity.operations.invitations import (
    hash_of,
    nobody_invited,
    opened,
    require_in_force,
    require_not_declined,
)
from services.identity.operations.resources import Resources
from services.identity.operations.sms_codes import SmsCodeSent, check_sms_code, send_code_to, sms_code_wrong
from services.identity.operations.window import not_compared
from services.identity.store import invitations
from services.identity.store.invitations import Invitation

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class InvitationShown:
    """What whoever holds the link sees: persons and mobile masked, what is filed by whom (`filing_title`,
    `entity_kind`, `inviter_role`), in which role they sign (`role`, as said and as `role_code`), and what is to be
    signed."""

    inviter: str
    inviter_role: str
    entity_kind: str
    filing_title: str
    shop: str
    name: str
    role: str
    role_code: str
    mobile: str
    documents: tuple[str, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class SignerTicket:
    """`authenticated`: the signing service takes it. Else it is good for being authenticated. `expires_in` seconds."""

    ticket: str
    expires_in: int
    authenticated: bool


@dataclass(frozen=True, slots=True, repr=False)
class AuthenticateSigner:
    signs: Signs
    consent_to_face: bool
    live_capture: str


def show_invitation(resources: Resources, token: str) -> InvitationShown:
    """Refusals: `identity.invitation.not_found` for a link that is not (or no longer) the newest,
    `identity.invitation_ended`."""
    with resources.database.transaction() as session:
        invitation = invited_by(session, resources, token)
    filing, role = invitation.filing, invitation.role
    return InvitationShown(
        inviter=mask_name(opened(resources, invitation, "inviter", invitation.inviter_encrypted)),
        inviter_role=filing.signer(filing.in_charge).label,
        entity_kind=filing.entity_kind,
        filing_title=filing.title,
        shop=opened(resources, invitation, "shop", invitation.shop_encrypted),
        name=mask_name(opened(resources, invitation, "name", invitation.name_encrypted)),
        role=filing.signer(role).label,
        role_code=role,
        mobile=mask_mobile(opened(resources, invitation, "mobile", invitation.mobile_encrypted)),
        documents=tuple(document.title for document in filing.documents if role in document.signers),
        expires_at=invitation.expires_at,
    )


def send_signer_code(resources: Resources, token: str) -> SmsCodeSent:
    """A code to the very mobile that was invited. Refusals as of `show_invitation`, and
    `identity.too_many_requests`; a silent gateway is an Outage."""
    with resources.database.transaction() as session:
        invitation = invited_by(session, resources, token)
    mobile = opened(resources, invitation, "mobile", invitation.mobile_encrypted)
    return send_code_to(resources, "join", mobile, invitation.invitation_id)


def issue_signer_ticket(resources: Resources, token: str, sms_code: str) -> SignerTicket:
    """Trade link and code for a ticket of half an hour, for this person in this window. A wrong code counts."""
    invitation = proved(resources, token, sms_code, "signer_ticket_issued")
    return _ticket(resources, invitation)


def proved(
    resources: Resources, token: str, sms_code: str, event: str, act: Callable[[Invitation], None] | None = None
) -> Invitation:
    """Whoever holds the link shows by the code that the phone is theirs; `act` is kept with it, and `event` in the
    trail. A wrong code counts, and nothing else is kept. Refusals as of `issue_signer_ticket`."""
    with resources.database.transaction() as session:
        invitation = invited_by(session, resources, token)
        mobile = opened(resources, invitation, "mobile", invitation.mobile_encrypted)
        code = check_sms_code(session, resources, "join", mobile, sms_code, invitation.invitation_id)
        if code is not None:
            code.spent = True
            if act is not None:
                act(invitation)
                session.add(invitation)
            resources.record(
                session,
                event,
                actor_ref=invitation.invitation_id,
                object_ref=f"{invitation.application_no}/{invitation.party_ref}",
            )
    # Raised only now, so that a wrong try has been counted.
    if code is None:
        wrong = sms_code_wrong()
        raise Refusal(wrong.code, wrong.zh, wrong.en, findings=[wrong])
    return invitation


def authenticate_signer(resources: Resources, request: AuthenticateSigner) -> SignerTicket:
    """Keep the separate consent with the live capture, ask the population registry at once, and vouch for the person.

    Idempotency key: the person in this window; whoever is authenticated gets another ticket. Refusals:
    `identity.consent_missing`, `identity.person_mismatch`, `identity.invitation_ended`. A silent registry is an Outage:
    consent and capture are kept, and the same call asks again.
    """
    signs = request.signs
    with resources.database.reading() as session:
        invitation = invitations.of_party(session, signs.application_no, signs.window, signs.party)
    if invitation is None:
        raise _not_found()
    require_in_force(invitation, resources.clock.now())
    require_not_declined(invitation)
    if invitation.person_encrypted is None and not request.consent_to_face:
        raise consent_missing()
    return _ticket(resources, _authenticated(resources, invitation, request.live_capture, None))


def compare_in_person(
    resources: Resources, caller: Principal, application_no: str, party_ref: str, *, compared: bool
) -> None:
    """Somebody who was invited stands at the window with the applicant: the clerk compared face and card, and the
    registry is asked about name and number (实施细则 Art. 16).

    Idempotency key: the person in this window. Refusals: `identity.invitation.not_found`,
    `identity.not_at_the_window` (403), `identity.not_present` unless they were `compared`,
    `identity.invitation_ended`, `identity.invitation_declined`, `identity.person_mismatch`. A
    silent registry is an Outage.
    """
    with resources.database.reading() as session:
        invited = invitations.in_force(session, application_no, caller.subject)
    invitation = next((one for one in invited if one.party_ref == party_ref), None)
    if invitation is None:
        raise nobody_invited()
    clerk = caller.clerk
    if clerk is None:
        raise _not_at_the_window()
    if not compared:
        raise not_compared()
    require_in_force(invitation, resources.clock.now())
    require_not_declined(invitation)
    _authenticated(resources, invitation, "", clerk)


def _authenticated(resources: Resources, invitation: Invitation, live_capture: str, clerk: Clerk | None) -> Invitation:
    """Once: whoever is authenticated already is not asked about again."""
    if invitation.person_encrypted is not None:
        return invitation
    refusal = _authenticate(resources, invitation, live_capture, clerk)
    with resources.database.reading() as session:
        found = invitations.of_party(session, invitation.application_no, invitation.window, invitation.party_ref)
    assert found is not None  # it was there
    # A twin of this call that was first has erased the live capture, so that there was nothing to compare.
    if refusal is not None and found.person_encrypted is None:
        raise refusal
    return found


def _authenticate(
    resources: Resources, invitation: Invitation, live_capture: str, clerk: Clerk | None
) -> Refusal | None:
    role = SignerRole(invitation.role)
    keep_consent(
        resources,
        GiveConsent(
            application_no=invitation.application_no,
            account_id=invitation.invitation_id,
            person_ref=invitation.party_ref,
            consent_to_face=clerk is None,
            live_capture=live_capture,
            role=role,
            clerk=clerk,
        ),
    )
    try:
        compared = compare(resources, _subject(resources, invitation, role))
    except Refusal as refusal:
        return refusal
    person = compared.person.model_dump_json()
    try:
        with resources.database.transaction() as session:
            row = invitations.of_party(
                session, invitation.application_no, invitation.window, invitation.party_ref, lock=True
            )
            if row is not None and row.person_encrypted is None:
                row.person_encrypted = resources.ring.encrypt_text(person, row.binding("person"))
                row.authenticated_at = resources.clock.now()
                keep(session, resources, compared)
            else:
                erase_capture(session, compared)
    except IntegrityError:
        # A twin of this call kept the same answer first.
        log.info("authentication_outcome_kept_already", application_no=invitation.application_no)
    log.info("person_authenticated", application_no=invitation.application_no)
    return None


def _subject(resources: Resources, invitation: Invitation, role: SignerRole) -> Subject:
    return Subject(
        application_no=invitation.application_no,
        window=invitation.window,
        person_ref=invitation.party_ref,
        role=role,
        acts_as=invitation.invitation_id,
        name=opened(resources, invitation, "name", invitation.name_encrypted),
        id_document_type=invitation.id_document_type,
        id_number=opened(resources, invitation, "id_number", invitation.id_number_encrypted),
        valid_until=invitation.expires_at,
    )


def _ticket(resources: Resources, invitation: Invitation) -> SignerTicket:
    authenticated = invitation.person_encrypted is not None
    signs = Signs(
        application_no=invitation.application_no,
        window=invitation.window,
        party=invitation.party_ref,
        audience="signing" if authenticated else "identity",
    )
    return SignerTicket(
        ticket=resources.issuer.issue_signer_ticket(invitation.invitation_id, signs, resources.clock.now()),
        expires_in=int(SIGNER_TICKET_LIFE.total_seconds()),
        authenticated=authenticated,
    )


def invited_by(session: Session, resources: Resources, token: str) -> Invitation:
    """Whom a link invites. Refusals as of `show_invitation`, and `identity.invitation_declined`."""
    invitation = invitations.by_token(session, hash_of(resources, token))
    if invitation is None:
        raise _not_found()
    require_in_force(invitation, resources.clock.now())
    require_not_declined(invitation)
    return invitation


def _not_found() -> Refusal:
    return not_found(
        "identity.invitation",
        "邀请链接无效，或已被新的短信代替，请打开最近一条短信中的链接",
        "This link is not valid, or a newer text message took its place: please open the newest one",
    )


def _not_at_the_window() -> Refusal:
    return Refusal(
        "identity.not_at_the_window",
        "当面核验只能在登记机关窗口进行",
        "Persons are compared with their documents at the window of the authority, by a clerk",
        status=403,
    )
