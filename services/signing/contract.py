"""What the signing service promises to workflows, and the part it leaves for others."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from typing import ClassVar, Literal

from pydantic import BaseModel
from temporalio import activity

from catalogues.filing_types.words import SignerRole
from kernel.exchange import DocumentRef, Reference
from kernel.messages import Carried, Message

TASK_QUEUE = "signing"


class OpenSigningSession(Message):
    """Idempotency key: application_no + window. `application` is the filing service's part (persons to sign)."""

    asked_by: ClassVar[frozenset[str]] = frozenset({"authenticate"})

    application_no: str
    window: int
    application: Reference
    documents: tuple[DocumentRef, ...]
    deadline: datetime


class SigningSessionOpened(Message):
    session_no: str


class CollectSignatures(Message):
    """Idempotency key: application_no + window. `hands_in` is what the filing service is to be asked with the
    signatures in hand, when they are collected for the submission."""

    asked_by: ClassVar[frozenset[str]] = frozenset({"collect_signatures", "submit"})

    application_no: str
    window: int
    hands_in: Carried | None = None


class SignaturesCollected(Message):
    """`documents` are the signed ones, in the order of the originals, then the scans of what was signed on paper;
    `part` is a `SignaturesPart`; `handed_in` the filing service's answer where it was asked."""

    documents: tuple[DocumentRef, ...]
    part: Reference
    signed_at: datetime
    handed_in: Carried | None = None


class VoidSignatures(Message):
    """Idempotency key: application_no + window. Voids the session, its links and its signatures. `unopened` is the
    request for a session that may still be on its way: without a session yet, one is written down that is void."""

    application_no: str
    window: int
    reason: Literal["lapsed", "withdrawn", "abandoned", "corrected", "reopened"]
    unopened: OpenSigningSession | None = None

    @property
    def ordered_by(self) -> frozenset[str]:
        steps = {"withdrawn": "withdraw", "abandoned": "abandon", "reopened": "reopen"}
        return frozenset({steps[self.reason]} if self.reason in steps else ())


class SignaturesVoided(Message):
    voided: bool


class SignedDocumentPart(BaseModel):
    """`original_*` are the digests fixed at confirmation; `valid` is the verifier's word on the signed file, which
    holds the signatures of all in `signed_by` (references of persons, first to last)."""

    kind: str
    original_sha256: str
    original_sm3: str
    signed_sha256: str
    pages: int
    valid: bool
    signed_by: tuple[str, ...] = ()


class SignerPart(BaseModel):
    """`manner`: on the own phone, or on paper at the window, before the clerk with the number (工号) `attested_by`,
    whose certificate it then is."""

    person_ref: str
    role: SignerRole
    name: str
    certificate_serial: str
    certificate_issuer: str
    signed_at: datetime
    manner: Literal["phone", "paper"] = "phone"
    attested_by: str | None = None


class SignaturesPart(BaseModel):
    """Deposited as kind `signatures` (电子签名法 Art. 13, 14)."""

    application_no: str
    window: int
    signers: tuple[SignerPart, ...]
    documents: tuple[SignedDocumentPart, ...]
    completed_at: datetime


class SigningActivities(ABC):
    @abstractmethod
    @activity.defn(name="signing.open_session")
    def open_session(self, request: OpenSigningSession) -> SigningSessionOpened:
        """Make a session in which every party that signs does. The operator comes with a one-time link, asked for over
        HTTP by the applicant; others with a ticket of the identity service."""

    @abstractmethod
    @activity.defn(name="signing.collect_signatures")
    def collect_signatures(self, request: CollectSignatures) -> SignaturesCollected:
        """Verify every signed document and hand them over. Refusal `signing.incomplete` names everybody who has not
        signed, by role and masked name. With `hands_in` the application is handed in by the same act."""

    @abstractmethod
    @activity.defn(name="signing.void_signatures")
    def void_signatures(self, request: VoidSignatures) -> SignaturesVoided:
        """Make every signature of the window void; signed files stay readable."""
