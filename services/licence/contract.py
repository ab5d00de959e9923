"""What the licence service promises to workflows, and the part it leaves for others."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, datetime

from pydantic import BaseModel
from temporalio import activity

from kernel.exchange import DocumentRef, Reference
from kernel.messages import CarriesParts, Message

TASK_QUEUE = "licence"


class IssueLicence(CarriesParts):
    """Idempotency key: application_no. Parts: `application`, `decision`, and `name` if there is one."""

    application_no: str
    authority_code: str


class LicenceIssued(Message):
    """`part` is a `LicencePart`; `document` the sealed licence."""

    uscc: str
    licence_no: str
    established_on: date
    issued_at: datetime
    part: Reference
    document: DocumentRef


class LicencePart(BaseModel):
    """Deposited as kind `licence`: the licence face (实施细则 Art. 23) and how to verify it."""

    application_no: str
    uscc: str
    licence_no: str
    name: str | None
    entity_type: str
    operator_name: str
    composition_form: str
    scope_text: str
    premises: str
    authority_code: str
    authority_name: str
    registered_on: date
    approved_on: date
    issued_at: datetime
    verification_url: str
    sha256: str
    sm3: str


class LicenceActivities(ABC):
    @abstractmethod
    @activity.defn(name="licence.issue_licence")
    def issue_licence(self, request: IssueLicence) -> LicenceIssued:
        """Allocate the next code of the authority's block, record the licence, render and seal it.

        The code is never used twice, whatever fails. A block without codes is Defect `licence.code_block_exhausted`.
        """
