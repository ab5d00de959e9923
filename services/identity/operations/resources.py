"""What every operation of the identity service works with."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlmodel import Session

from kernel.acting import request_id, where_from, who_acts
from kernel.authors import Authors
from kernel.clock import Clock
from kernel.database import Database
from kernel.exchange import Exchange
from kernel.handing_on import HandsOn
from kernel.keyring import KeyRing, keyed_hash
from kernel.persons import former_person_keys, person_key
from kernel.rates import Rates
from kernel.sms import SmsGateway
from kernel.tokens import Role
from services.identity.clients.population_registry import PopulationRegistry
from services.identity.clients.unified_centre import UnifiedCentre
from services.identity.operations.deliveries import Deliveries
from services.identity.operations.ended_sessions import EndedSessions
from services.identity.operations.password_hashes import PasswordHashes
from services.identity.operations.tokens import TokenIssuer
from services.identity.store import audit


@dataclass(frozen=True)
class Resources:
    """`captcha_test_answer` is the answer of every captcha on a laptop, None anywhere else. `second_factor` says
    that staff accounts need one; `portal_url` is where phones open links; `centre` is None where no unified
    authentication centre is connected."""

    database: Database
    exchange: Exchange
    clock: Clock
    authors: Authors
    ring: KeyRing
    hash_key: bytes
    registry: PopulationRegistry
    sms: SmsGateway
    issuer: TokenIssuer
    signing: HandsOn
    rates: Rates
    ended: EndedSessions
    centre: UnifiedCentre | None = None
    captcha_test_answer: str | None = None
    second_factor: bool = True
    portal_url: str = "http://127.0.0.1:8100"
    passwords: PasswordHashes = field(default_factory=PasswordHashes)
    deliveries: Deliveries = field(default_factory=Deliveries)

    def hash(self, value: str) -> str:
        """The keyed hash under which `value` is found again without being stored."""
        return keyed_hash(self.hash_key, value)

    def person_hashes(self, id_document_type: str, id_number: str) -> tuple[str, ...]:
        """The keyed hash of a person under which rows are written, then those of earlier forms of the number."""
        keys = person_key(id_document_type, id_number), *former_person_keys(id_document_type, id_number)
        return tuple(map(self.hash, keys))

    def record(
        self, session: Session, event: str, *, actor_ref: str, object_ref: str, reason: str | None = None
    ) -> None:
        """Write to the audit trail as the last act of the transaction."""
        acting = who_acts()
        role = acting.role if acting.subject == actor_ref else None
        audit.append(
            session,
            self.clock.now(),
            event,
            actor_ref=actor_ref,
            object_ref=object_ref,
            reason=reason,
            request_id=request_id(),
            role=role,
            origin=where_from(self.hash_key, role or Role.APPLICANT),
        )
