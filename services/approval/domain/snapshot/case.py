"""One case as the rules see it: what other services said about it, frozen on the day of the decision."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from hashlib import sha256

from catalogues.filing_types.words import IN_CHARGE, SignerRole
from kernel.canonical import canonical_json
from kernel.clock import local_date
from services.approval.domain.snapshot.application import Application
from services.approval.domain.snapshot.authentication import Authentication, Person
from services.approval.domain.snapshot.documents import Document
from services.approval.domain.snapshot.facts import FilingFacts
from services.approval.domain.snapshot.name import Name
from services.approval.domain.snapshot.registered import Registered, RegisteredState
from services.approval.domain.snapshot.replies import Replies
from services.approval.domain.snapshot.seen import Seen
from services.approval.domain.snapshot.signatures import Signatures


class CaseSnapshot(Seen):
    """Everything a rule may look at. `documents` are the signed ones as handed in; `decided_on` is the day in China;
    `registered` is the business that the filing is about, `replies` what departments said to it; `complete_at` is when
    the last that others had to give was there, where there was anything to wait for."""

    application_no: str
    submission: int
    authority_code: str
    submitted_at: datetime
    signing_deadline: datetime
    decided_on: date
    application: Application
    name: Name | None
    authentication: Authentication
    signatures: Signatures
    facts: FilingFacts
    documents: tuple[Document, ...]
    registered: RegisteredState | Registered | None = None
    replies: Replies | None = None
    complete_at: datetime | None = None

    of_some_releases = frozenset({"registered", "replies", "complete_at"})

    @property
    def status(self) -> str | None:
        """The state of the business; None where it is not looked at."""
        return self.registered.status if isinstance(self.registered, RegisteredState) else None

    @property
    def submitted_on(self) -> date:
        """The application's date: the rules in force on it decide."""
        return local_date(self.submitted_at)

    @property
    def complete_on(self) -> date:
        """The day from which the time for the decision counts (条例 Art. 19: 申请材料齐全)."""
        return local_date(self.complete_at or self.submitted_at)

    @property
    def full_name(self) -> str | None:
        """The name that is held, else the registered one that stays; None for a business without one."""
        if self.name:
            return self.name.full_name
        return self.registered.facts.name if self.registered else None

    def prints_the_held_name(self) -> bool:
        """Whether the documents that were signed print the name that is held, or none where none is."""
        printed = self.application.name_sha256
        if printed is None and self.application.full_name is not None:
            printed = sha256(self.application.full_name.encode()).hexdigest()
        return printed == (sha256(self.full_name.encode()).hexdigest() if self.full_name else None)

    @property
    def operator_person(self) -> Person | None:
        """Whoever stands for the business, as authenticated."""
        return next((person for person in self.authentication.persons if person.role in IN_CHARGE), None)

    @property
    def persons_registered(self) -> tuple[Person, ...]:
        """Everybody authenticated who belongs to the business once it is granted; nobody is kept from leaving one."""
        return tuple(person for person in self.authentication.persons if SignerRole(person.role).registers)

    def belongs_together(self) -> bool:
        """Whether every part is of this application."""
        parts = (self.application, self.name, self.authentication, self.signatures, self.facts, self.replies)
        return all(part.application_no == self.application_no for part in parts if part is not None)


def digest(snapshot: CaseSnapshot) -> str:
    """SM3 (GB/T 32905) over the canonical form, in hex."""
    return hashlib.new("sm3", canonical_json(snapshot.model_dump(mode="json"))).hexdigest()
