"""Routes for consent to face recognition and the state of authentications."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from kernel.errors import Finding
from kernel.exchange import Reference
from kernel.orders import check_ordered
from kernel.tokens import Principal, Role
from kernel.web.access import PUBLIC, Access
from kernel.web.paths import ApplicationNo, StepOrder
from services.identity.api.typed import Typed
from services.identity.domain.authentication import Status
from services.identity.operations import asking_again, consents
from services.identity.operations.resources import Resources

Applicant = Annotated[Principal, Depends(Access(Role.APPLICANT))]

_AUTHENTICATES = "authenticate"
"""The step that a consent belongs to."""


class ConsentRequest(Typed):
    """`live_capture` is the token of a live capture of the operator's face. At the window there is none: there the
    clerk says that face and card were compared (`compared_in_person`)."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "application_no": "14021301202202220000017",
                "role": "operator",
                "person_ref": "operator",
                "consent_to_face": True,
                "live_capture": "capture-7d1f0c",
            }
        }
    )

    application_no: ApplicationNo
    role: Literal["operator"] = "operator"
    person_ref: Literal["operator"] = "operator"
    consent_to_face: bool = False
    live_capture: Annotated[str, Field(max_length=4096)] = ""
    compared_in_person: bool = False


class InvitationState(BaseModel):
    """`mobile` is masked; without `sent_at` the text message has not left yet; with `declined_because` the person does
    not want to sign."""

    mobile: str
    sent_at: datetime | None
    resend_at: datetime | None
    expired: bool
    declined_because: str | None = None


class Person(BaseModel):
    """`name` is masked, None for the operator; `invitation` is that of somebody without an account. `valid_until` is
    the 认证有效期; `refused_because` why the last answer was a no."""

    person_ref: str
    role: str
    name: str | None
    invitation: InvitationState | None
    status: Status
    valid_until: datetime | None
    consented_at: datetime | None
    refused_because: Finding | None


class Persons(BaseModel):
    application_no: str
    persons: tuple[Person, ...]


class AuthenticationHeld(Typed):
    """The reference of an authentication: where it lies in the exchange, and its digest, which nobody guesses."""

    key: Annotated[str, Field(pattern=r"^([a-z]+/)?[0-9]{23}/authentication/[0-9a-f]{32}\.json$")]
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class FactsLeft(BaseModel):
    """The reference of the answer."""

    key: str
    digest: str


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/authentications", tags=["authentications"])

    @routes.post("", status_code=201)
    def give_consent(typed: ConsentRequest, caller: Applicant, order: StepOrder = None) -> Person:
        """Consent separately to face recognition and hand over a live capture (个人信息保护法 第二十九条), for an
        application of one's own, as the order for `authenticate` says."""
        now = resources.clock.now()
        check_ordered(resources.authors, order, caller.subject, typed.application_no, _AUTHENTICATES, now)
        return _person(
            consents.give_consent(
                resources,
                consents.GiveConsent(
                    application_no=typed.application_no,
                    account_id=caller.subject,
                    person_ref=typed.person_ref,
                    consent_to_face=typed.consent_to_face,
                    live_capture=typed.live_capture,
                    clerk=caller.clerk if typed.compared_in_person else None,
                ),
            )
        )

    @routes.post("/{application_no}/facts", dependencies=[Depends(PUBLIC)])
    def ask_again(application_no: ApplicationNo, typed: AuthenticationHeld) -> FactsLeft:
        """For services: ask the lists again about everybody in an authentication whose reference the caller holds. The
        answer is left in the exchange, where services alone can read it."""
        left = asking_again.ask_again(resources, application_no, Reference(key=typed.key, digest=typed.digest))
        return FactsLeft(key=left.key, digest=left.digest)

    @routes.get("/{application_no}")
    def list_persons(application_no: ApplicationNo, caller: Applicant) -> Persons:
        """Everybody to be authenticated, as far as the caller's own consents and outcomes are concerned."""
        persons = consents.list_persons(resources, application_no, caller.subject)
        return Persons(application_no=application_no, persons=tuple(_person(person) for person in persons))

    return routes


def _person(person: consents.PersonStatus) -> Person:
    return Person(
        person_ref=person.person_ref,
        role=person.role,
        name=person.name,
        invitation=InvitationState.model_validate(person.invitation, from_attributes=True)
        if person.invitation
        else None,
        status=person.status,
        valid_until=person.valid_until,
        consented_at=person.consented_at,
        refused_because=person.refused_because,
    )
