"""What the operations of the approval service work with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from kernel.acting import request_id, where_from, who_acts
from kernel.clock import Clock
from kernel.database import Database, lock_key
from kernel.exchange import Exchange
from kernel.keyring import KeyRing
from kernel.persons_asked import AsksAgain
from kernel.seal_orders import AsksForSeals
from kernel.typesetting.typesetter import Typesetter
from services.approval.clients import AsksRegister
from services.approval.store import audit


@dataclass(frozen=True)
class Resources:
    """`claim_lasts` is how long an examiner keeps a case to themselves."""

    database: Database
    exchange: Exchange
    typesetter: Typesetter
    persons: AsksAgain
    register: AsksRegister
    seals: AsksForSeals
    clock: Clock
    ring: KeyRing
    hash_key: bytes
    claim_lasts: timedelta = timedelta(minutes=30)
    demonstration: bool = False

    def record(self, session: Session, application_no: str, event: str, *, actor_ref: str, object_ref: str) -> None:
        """Write to the audit trail; the caller holds the lock on the application."""
        acting = who_acts()
        role = acting.role if acting.subject == actor_ref else None
        audit.append(
            session,
            application_no,
            self.clock.now(),
            event,
            actor_ref=actor_ref,
            object_ref=object_ref,
            role=role,
            origin=where_from(self.hash_key, role) if role else None,
            request_id=request_id(),
        )


def lock_application(session: Session, application_no: str) -> None:
    """Whoever changes anything about an application waits for the one before."""
    lock_key(session, f"approval/{application_no}")
