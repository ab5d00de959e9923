"""What every operation of the signing service works with."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, field

from kernel.clock import Clock
from kernel.database import Database
from kernel.exchange import Exchange
from kernel.handing_on import HandsOn
from kernel.keyring import KeyRing, keyed_hash
from kernel.pdf.certification import CertificationAuthority
from kernel.pdf.timestamps import TimestampAuthority
from kernel.rates import Rates
from kernel.sms import SmsGateway
from kernel.trail_book import TrailBook
from kernel.typesetting.typesetter import Typesetter
from services.signing.operations.examination import Examinations
from services.signing.store.signers import Signer
from services.signing.store.trail import TrailEntry


@dataclass(frozen=True)
class Resources:
    """`threads` carry the documents of one act of signing; `portal_url` is where phones open links."""

    database: Database
    exchange: Exchange
    clock: Clock
    ring: KeyRing
    hash_key: bytes
    portal_url: str
    authority: CertificationAuthority
    timestamper: TimestampAuthority
    sms: SmsGateway
    typesetter: Typesetter
    threads: Executor
    rates: Rates
    filing: HandsOn
    examinations: Examinations = field(default_factory=Examinations)

    @property
    def trail(self) -> TrailBook:
        """Where it is written down who did and saw what."""
        return TrailBook(TrailEntry, self.clock, self.hash_key)

    def hash(self, value: str) -> str:
        """The keyed hash under which `value` is found again without being stored."""
        return keyed_hash(self.hash_key, value)

    def encrypt(self, place: str, under: str, value: str) -> str:
        return self.ring.encrypt_text(value, f"{place}:{under}")

    def decrypt(self, place: str, under: str, encrypted: str) -> str:
        return self.ring.decrypt_text(encrypted, f"{place}:{under}")

    def signer_name(self, signer: Signer) -> str:
        return self.decrypt(NAME, signer.encrypted_under, signer.name_encrypted)

    def signer_id_number(self, signer: Signer) -> str:
        return self.decrypt(ID_NUMBER, signer.encrypted_under, signer.id_number_encrypted)

    def signer_mobile(self, signer: Signer) -> str:
        return self.decrypt(MOBILE, signer.encrypted_under, signer.mobile_encrypted)


REDEEMING = "redeeming"
"""The kind of request whose rate per address is limited."""

NAME = "signing_session:name"
ID_NUMBER = "signing_session:id_number"
MOBILE = "signing_session:mobile"
STROKES = "signing_act:strokes"
