"""What the identity service promises to workflows, and the part it leaves for others."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, datetime
from typing import ClassVar, Literal

from pydantic import BaseModel
from temporalio import activity

from catalogues.filing_types.words import SignerRole
from kernel.exchange import Reference
from kernel.messages import Carried, CarriesParts, Message

TASK_QUEUE = "identity"


class AuthenticatePersons(Message):
    """Idempotency key: application_no + window. `application` is the filing service's part. `opens` is what the signing
    service is to be asked for once the operator is authenticated."""

    asked_by: ClassVar[frozenset[str]] = frozenset({"authenticate"})

    application_no: str
    window: int
    application: Reference
    valid_until: datetime
    opens: Carried | None = None


class PersonsAuthenticated(Message):
    """`part` is an `AuthenticationPart`."""

    part: Reference
    valid_until: datetime


class InvitePersons(Message):
    """Idempotency key: application_no + window. `application` is the filing service's part, whose parties are
    invited: every natural person who signs but the operator, who has an account."""

    asked_by: ClassVar[frozenset[str]] = frozenset({"authenticate"})

    application_no: str
    window: int
    application: Reference
    valid_until: datetime


class PersonsInvited(Message):
    invited: int


class ConcludeAuthentications(Message):
    """Idempotency key: application_no + window."""

    asked_by: ClassVar[frozenset[str]] = frozenset({"submit"})

    application_no: str
    window: int


class PersonFacts(BaseModel):
    """What shared registers say about a person on the day of authentication (AR-11, 12, 13, 40)."""

    barred_profession: bool
    serious_violation: bool
    restricted_until: date | None
    litigation: bool


class AuthenticatedPerson(BaseModel):
    """One person's real-name authentication (实施细则 Art. 16): by their face, or at the window by a clerk with the
    number (工号) `identified_by`, who compared face and card."""

    person_ref: str
    role: SignerRole
    name: str
    id_document_type: str
    id_number: str
    method: Literal["face", "window"]
    reference_no: str
    face_score: float | None
    authenticated_at: datetime
    valid_until: datetime
    facts: PersonFacts
    identified_by: str | None = None


class LiaisonVerified(BaseModel):
    """What the population registry says of a liaison person who is not the operator, and who does not sign;
    `mobile_confirmed` that a code reached them, None from before codes were sent."""

    name: str
    id_document_type: str
    id_number: str
    result: Literal["MATCH", "MISMATCH", "NOT_FOUND"]
    reference_no: str
    mobile: str = ""
    mobile_confirmed: bool | None = None


class AuthenticationPart(BaseModel):
    """Deposited as kind `authentication`. `account_subject` is the account that acts, `account_verified` its state;
    `account_mobile` the number that it proved to hold; `liaison` None: the operator is the liaison person."""

    application_no: str
    window: int
    account_subject: str
    account_verified: bool
    account_is_operator: bool
    account_mobile: str | None = None
    persons: tuple[AuthenticatedPerson, ...]
    liaison: LiaisonVerified | None = None


class PersonAskedAgain(BaseModel):
    """One person of an authentication, by the reference it has there."""

    person_ref: str
    facts: PersonFacts


class PersonFactsPart(BaseModel):
    """Deposited as kind `person_facts`: what the lists say of everybody authenticated, at another moment than the
    authentication. Asked for over HTTP with the authentication's own reference; the answer names nobody."""

    application_no: str
    asked_at: datetime
    persons: tuple[PersonAskedAgain, ...]


class RestrictPersons(CarriesParts):
    """Idempotency key: application_no + person. Parts: `revocation`, which names who is directly responsible."""

    application_no: str


class PersonsRestricted(Message):
    """How many are restricted by it, or are not any more where it was withdrawn."""

    persons: int


class IdentityActivities(ABC):
    @abstractmethod
    @activity.defn(name="identity.authenticate_persons")
    def authenticate_persons(self, request: AuthenticatePersons) -> PersonsAuthenticated:
        """Ask the population registry about every person who must sign.

        Refusals: `identity.consent_missing`, `identity.person_mismatch` (the registry said no). A registry that is
        silent, failing or unintelligible is an Outage. With `opens` the signing session is opened by the same act.
        """

    @abstractmethod
    @activity.defn(name="identity.invite_persons")
    def invite_persons(self, request: InvitePersons) -> PersonsInvited:
        """Send every further signer a text message with a link to their own phone's page, where they consent, are
        authenticated and sign within the same window. An SMS gateway that is down is an Outage."""

    @abstractmethod
    @activity.defn(name="identity.conclude_authentications")
    def conclude_authentications(self, request: ConcludeAuthentications) -> PersonsAuthenticated:
        """The authentication of everybody who signs, as one part. Refusal `identity.persons_missing` says by
        role and number who is not authenticated yet."""

    @abstractmethod
    @activity.defn(name="identity.restrict_persons")
    def restrict_persons(self, request: RestrictPersons) -> PersonsRestricted:
        """Nobody who is directly responsible for a revoked registration applies for one for three years, from this
        second on (条例 Art. 40); where the revocation was withdrawn they may again."""
