"""Invites everybody who signs but has no account, by text message to their own mobile (实施细则 第十六条)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from uuid_utils import uuid7

from catalogues.filing_types import editions
from catalogues.filing_types.description import FilingType
from catalogues.filing_types.words import PartKind, SignerRole
from kernel.clock import local_date
from kernel.database import violated_constraint
from kernel.errors import Defect, Outage, Refusal, not_found, too_often
from kernel.masking import mask_name
from services.identity.contract import InvitePersons, PersonsInvited
from services.identity.domain.periods import MOST_INVITATIONS, SMS_RESEND_AFTER
from services.identity.operations.consents import OPERATOR
from services.identity.operations.resources import Resources
from services.identity.store import invitations
from services.identity.store.invitations import Invitation

log = structlog.get_logger()

_TOKEN_BYTES = 16
"""128 bits: the link has to fit into a text message, and opens nothing without a code sent to the same mobile."""


class Party(BaseModel):
    ref: str
    kind: str
    roles: tuple[SignerRole, ...]
    signs: bool
    name: str
    id_document_type: str
    id_number: str
    mobile: str | None = None


class Operator(BaseModel):
    name: str


class Details(BaseModel):
    shop_name: str


class Application(BaseModel):
    """What of the filing service's part is needed here."""

    application_no: str
    account_subject: str
    operator: Operator
    details: Details
    filing_type: str | None = None
    filing_type_edition: str | None = None
    parties: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True)
class InvitationSent:
    sent_at: datetime
    resend_after_seconds: int


def invite_persons(resources: Resources, request: InvitePersons) -> PersonsInvited:
    """An invitation for every party that signs but the operator, and a text message for each.

    Idempotency key: application_no + window: what is there stays, and only what was not sent is. Invitations to earlier
    windows end. Raises Outage `sms.unavailable`, Defect for a party nobody can reach.
    """
    application = resources.exchange.collect(request.application, Application, PartKind.APPLICATION)
    if application.application_no != request.application_no:
        raise Defect("identity.part_of_another_application", request.application_no)
    filing = editions.of_case(application.filing_type, application.filing_type_edition)
    try:
        with resources.database.transaction() as session:
            invitations.end_earlier(session, request.application_no, request.window, resources.clock.now())
            known = {one.party_ref for one in invitations.of_window(session, request.application_no, request.window)}
            session.add_all(
                _invitation(resources, request, application, party, position, filing)
                for position, party in enumerate(application.parties)
                if party.signs and party.ref not in {OPERATOR, *known}
            )
    except IntegrityError as error:
        if violated_constraint(error) != invitations.TAKEN:
            raise
    with resources.database.reading() as session:
        invited = invitations.of_window(session, request.application_no, request.window)
    for invitation in invited:
        if invitation.token_encrypted is not None:
            _send(resources, invitation)
    return PersonsInvited(invited=len(invited))


def resend_invitation(resources: Resources, application_no: str, party_ref: str, account_id: str) -> InvitationSent:
    """A new link to the mobile that the applicant named; the older link ends at once. Whoever declined is asked anew.

    Refusals: `identity.invitation.not_found` for anybody but the applicant, `identity.invitation_ended`,
    `identity.too_many_requests` (60 s, ten links in all). A gateway that is down is an Outage, after which one may ask
    again at once.
    """
    now = resources.clock.now()
    with resources.database.transaction() as session:
        found = [one for one in invitations.in_force(session, application_no, account_id) if one.party_ref == party_ref]
        invitation = found and invitations.of_party(session, application_no, found[0].window, party_ref, lock=True)
        if not invitation:
            raise nobody_invited()
        require_in_force(invitation, now)
        again_at = (invitation.sent_at or now - SMS_RESEND_AFTER) + SMS_RESEND_AFTER
        if now < again_at:
            raise too_often("identity", (again_at - now).total_seconds())
        if invitation.sent >= MOST_INVITATIONS:
            raise too_often("identity", timedelta(days=1).total_seconds())
        _renew(resources, invitation, secrets.token_urlsafe(_TOKEN_BYTES))
        invitation.sent_at = now
        invitation.declined_at = invitation.declined_because = None
        session.add(invitation)
    try:
        _send(resources, invitation)
    except Outage:
        with resources.database.transaction() as session:
            unsent = invitations.by_token(session, invitation.token_hash)
            if unsent is not None:
                unsent.sent_at = None
        raise
    return InvitationSent(now, int(SMS_RESEND_AFTER.total_seconds()))


def nobody_invited() -> Refusal:
    return not_found("identity.invitation", "没有找到该人员的邀请", "Nobody was invited here under this name")


def require_in_force(invitation: Invitation, now: datetime) -> None:
    """Raise Refusal `identity.invitation_ended` when its window is over."""
    if invitation.ended_at is not None or now >= invitation.expires_at:
        raise Refusal(
            "identity.invitation_ended",
            "本次邀请已过期",
            "This invitation is over",
            status=410,
            remedy_zh="请联系申请人，重新认证后会收到新的短信",
            remedy_en="Ask the applicant: a new text message comes with the next signing window",
        )


def require_not_declined(invitation: Invitation) -> None:
    """Raise Refusal `identity.invitation_declined` once the person said that they do not sign."""
    if invitation.declined_at is not None:
        raise Refusal(
            "identity.invitation_declined",
            "您已经表示不同意签名，申请人已收到通知",
            "You have declined to sign, and the applicant was told",
            status=410,
            remedy_zh="改变主意的，请申请人重新发送邀请",
            remedy_en="If you changed your mind, ask the applicant for another invitation",
        )


def hash_of(resources: Resources, token: str) -> str:
    """Under which an invitation is found by its link's token."""
    return resources.hash(f"invitation:{token}")


def _invitation(
    resources: Resources,
    request: InvitePersons,
    application: Application,
    party: Party,
    position: int,
    filing: FilingType,
) -> Invitation:
    role = next((described.role for described in filing.signers if described.role in party.roles), None)
    if role is None or party.mobile is None:
        raise Defect("identity.party_cannot_be_invited", party.ref)
    invitation = Invitation(
        invitation_id=str(uuid7()),
        application_no=request.application_no,
        window=request.window,
        party_ref=party.ref,
        position=position,
        account_id=application.account_subject,
        role=role,
        filing_type=application.filing_type,
        filing_type_edition=application.filing_type_edition,
        name_encrypted="",
        id_document_type=party.id_document_type,
        id_number_encrypted="",
        mobile_encrypted="",
        inviter_encrypted="",
        shop_encrypted="",
        token_hash="",
        token_encrypted=None,
        sent=0,
        expires_at=request.valid_until,
    )
    _renew(resources, invitation, secrets.token_urlsafe(_TOKEN_BYTES))
    invitation.name_encrypted = _encrypted(resources, invitation, "name", party.name)
    invitation.id_number_encrypted = _encrypted(resources, invitation, "id_number", party.id_number)
    invitation.mobile_encrypted = _encrypted(resources, invitation, "mobile", party.mobile)
    invitation.inviter_encrypted = _encrypted(resources, invitation, "inviter", application.operator.name)
    invitation.shop_encrypted = _encrypted(resources, invitation, "shop", application.details.shop_name)
    return invitation


def _encrypted(resources: Resources, invitation: Invitation, column: str, text: str) -> str:
    return resources.ring.encrypt_text(text, invitation.binding(column))


def opened(resources: Resources, invitation: Invitation, column: str, encrypted: str) -> str:
    """A encrypted column of an invitation in clear."""
    return resources.ring.decrypt_text(encrypted, invitation.binding(column))


def _renew(resources: Resources, invitation: Invitation, token: str) -> None:
    """Another token in place of the one before."""
    invitation.token_hash = hash_of(resources, token)
    invitation.token_encrypted = _encrypted(resources, invitation, "token", token)
    invitation.sent += 1


def _send(resources: Resources, invitation: Invitation) -> None:
    """Idempotent by invitation and link: what the gateway has, it does not deliver again."""
    assert invitation.token_encrypted is not None
    token = opened(resources, invitation, "token", invitation.token_encrypted)
    resources.sms.send(
        request_id=f"{invitation.invitation_id}-{invitation.sent}",
        to=opened(resources, invitation, "mobile", invitation.mobile_encrypted),
        template="signer_invitation",
        text=_text(resources, invitation, f"{resources.portal_url.rstrip('/')}/join#{token}"),
    )
    with resources.database.transaction() as session:
        sent = invitations.by_token(session, invitation.token_hash)
        if sent is not None:
            sent.token_encrypted, sent.sent_at = None, resources.clock.now()
    log.info("signer_invited", application_no=invitation.application_no)


def _text(resources: Resources, invitation: Invitation, link: str) -> str:
    inviter = mask_name(opened(resources, invitation, "inviter", invitation.inviter_encrypted))
    role = invitation.filing.signer(invitation.role).label
    last_day = local_date(invitation.expires_at - timedelta(microseconds=1))
    return (
        f"【开业登记】{inviter}邀请您以{role}身份签署登记材料（申请尾号 {invitation.application_no[-4:]}）。"
        f"请在 {last_day} 前打开 {link} 完成实名认证和签名。与您无关的请忽略，切勿转发。"
    )
