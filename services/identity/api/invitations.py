"""Routes for people who were invited to be authenticated and to sign, and for the applicant who invites them again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from kernel.rates import address
from kernel.tokens import Principal, Role, Signs
from kernel.web.access import PUBLIC, Access, AdmitsSigners
from kernel.web.paths import ApplicationNo
from services.identity.api.proofs import SmsCodeAnswer
from services.identity.api.typed import Text, Typed
from services.identity.operations import declining, invitations, signers
from services.identity.operations.declining import Reason
from services.identity.operations.resources import Resources
from services.identity.operations.signers import AuthenticateSigner, InvitationShown, SignerTicket

Applicant = Annotated[Principal, Depends(Access(Role.APPLICANT))]
Invited = Annotated[Signs, Depends(AdmitsSigners("identity"))]
PartyRef = Annotated[str, Path(pattern=r"^[a-z0-9_.-]{1,40}$")]


class InvitationLink(Typed):
    """`token` stands behind the # of the link."""

    model_config = ConfigDict(json_schema_extra={"example": {"token": "q1w2…"}})

    token: Text = ""


class TicketRequest(InvitationLink):
    model_config = ConfigDict(json_schema_extra={"example": {"token": "q1w2…", "sms_code": "204816"}})

    sms_code: Text = ""


class Declining(TicketRequest):
    model_config = ConfigDict(
        json_schema_extra={"example": {"token": "q1w2…", "sms_code": "204816", "reason": "not_as_agreed"}}
    )

    reason: Reason


class SignerConsent(Typed):
    """`live_capture` is the token of a live capture of the signer's face."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"consent_to_face": True, "live_capture": "capture-7d1f0c"}}
    )

    consent_to_face: bool = False
    live_capture: Annotated[str, Field(min_length=1, max_length=4096)]


class ComparedInPerson(Typed):
    """The clerk saw the person and their document, and that the one is the other's."""

    model_config = ConfigDict(json_schema_extra={"example": {"compared_in_person": True}})

    compared_in_person: bool = False


class Invitation(BaseModel):
    """Persons and mobile are masked."""

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


class Ticket(BaseModel):
    """`authenticated`: the signing service takes the ticket; else it is good for being authenticated."""

    ticket: str
    expires_in: int
    authenticated: bool


class InvitationSent(BaseModel):
    sent_at: datetime
    resend_after_seconds: int


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(tags=["invitations"])

    @routes.post("/authentications/{application_no}/invitations/{party_ref}", status_code=202)
    def resend_invitation(application_no: ApplicationNo, party_ref: PartyRef, caller: Applicant) -> InvitationSent:
        """Send somebody another link; the older one ends."""
        sent = invitations.resend_invitation(resources, application_no, party_ref, caller.subject)
        return InvitationSent(sent_at=sent.sent_at, resend_after_seconds=sent.resend_after_seconds)

    @routes.post("/authentications/{application_no}/invitations/{party_ref}/comparison", status_code=204)
    def compare_in_person(
        application_no: ApplicationNo, party_ref: PartyRef, typed: ComparedInPerson, caller: Applicant
    ) -> None:
        """At the window: somebody who was invited is here, and the clerk compared face and card."""
        signers.compare_in_person(resources, caller, application_no, party_ref, compared=typed.compared_in_person)

    @routes.post("/invitations/opening", dependencies=[Depends(PUBLIC)])
    def show_invitation(typed: InvitationLink, request: Request) -> Invitation:
        """Who invites whom to sign what, and until when."""
        resources.rates.count("login", address(request))
        return _shown(signers.show_invitation(resources, typed.token))

    @routes.post("/invitations/codes", status_code=202, dependencies=[Depends(PUBLIC)])
    def send_signer_code(typed: InvitationLink, request: Request) -> SmsCodeAnswer:
        """A code to the mobile that was invited."""
        resources.rates.count("sms", address(request))
        sent = signers.send_signer_code(resources, typed.token)
        return SmsCodeAnswer(expires_at=sent.expires_at, resend_after_seconds=sent.resend_after_seconds)

    @routes.post("/invitations/tickets", status_code=201, dependencies=[Depends(PUBLIC)])
    def issue_signer_ticket(typed: TicketRequest, request: Request) -> Ticket:
        """Trade link and code for a ticket of half an hour."""
        resources.rates.count("login", address(request))
        return _ticket(signers.issue_signer_ticket(resources, typed.token, typed.sms_code))

    @routes.post("/invitations/declining", status_code=204, dependencies=[Depends(PUBLIC)])
    def decline_invitation(typed: Declining, request: Request) -> None:
        """Not sign, which link and code together say; everybody who signs is told."""
        resources.rates.count("login", address(request))
        declining.decline_invitation(resources, typed.token, typed.sms_code, typed.reason)

    @routes.post("/invitations/authentications", status_code=201)
    def authenticate_signer(typed: SignerConsent, invited: Invited) -> Ticket:
        """Consent separately to face recognition (个人信息保护法 第二十九条), and be compared with the register."""
        request = AuthenticateSigner(invited, typed.consent_to_face, typed.live_capture)
        return _ticket(signers.authenticate_signer(resources, request))

    return routes


def _shown(found: InvitationShown) -> Invitation:
    return Invitation(
        inviter=found.inviter,
        inviter_role=found.inviter_role,
        entity_kind=found.entity_kind,
        filing_title=found.filing_title,
        shop=found.shop,
        name=found.name,
        role=found.role,
        role_code=found.role_code,
        mobile=found.mobile,
        documents=found.documents,
        expires_at=found.expires_at,
    )


def _ticket(issued: SignerTicket) -> Ticket:
    return Ticket(ticket=issued.ticket, expires_in=issued.expires_in, authenticated=issued.authenticated)
