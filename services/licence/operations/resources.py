"""What every operation of the licence service works with."""

from __future__ import annotations

from dataclasses import dataclass

from kernel.clock import Clock
from kernel.database import Database
from kernel.exchange import Exchange
from kernel.handing_on import HandsOn
from kernel.keyring import KeyRing, keyed_hash
from kernel.persons import normal_name
from kernel.persons_asked import AsksAgain
from kernel.rates import Rates
from kernel.trail_book import TrailBook
from kernel.typesetting.typesetter import Typesetter
from services.licence.domain.seals import SealKeeper
from services.licence.store.trail import TrailEntry

_CONTENT = "licence:content"
_RECIPIENT = "paper_licence:recipient"
_COLLECTOR = "paper_licence:collector"
_ADDRESSEE = "licence:addressee"

LOOKING_UP = "looking_up"
"""Limited too, so that nobody reads the whole register code by code."""

VERIFYING = "verifying"
"""The kind of request whose rate per address is limited: each costs the check of signatures."""


@dataclass(frozen=True)
class Resources:
    database: Database
    exchange: Exchange
    clock: Clock
    ring: KeyRing
    hash_key: bytes
    typesetter: Typesetter
    seals: SealKeeper
    rates: Rates
    persons: AsksAgain
    register: HandsOn
    notice: HandsOn
    portal_url: str
    publicity_url: str
    demonstration: bool = False

    @property
    def trail(self) -> TrailBook:
        """Where it is written down who did and saw what."""
        return TrailBook(TrailEntry, self.clock, self.hash_key)

    def operator_hash(self, name: str) -> str:
        """Finds an operator's licences without storing the name."""
        return keyed_hash(self.hash_key, f"operator:{normal_name(name)}")

    def encrypt_content(self, application_no: str, content: str) -> str:
        return self.ring.encrypt_text(content, f"{_CONTENT}:{application_no}")

    def content(self, application_no: str, encrypted: str) -> str:
        return self.ring.decrypt_text(encrypted, f"{_CONTENT}:{application_no}")

    def encrypt_recipient(self, print_no: str, name: str) -> str:
        return self.ring.encrypt_text(name, f"{_RECIPIENT}:{print_no}")

    def recipient(self, print_no: str, encrypted: str) -> str:
        return self.ring.decrypt_text(encrypted, f"{_RECIPIENT}:{print_no}")

    def encrypt_collector(self, print_no: str, content: str) -> str:
        return self.ring.encrypt_text(content, f"{_COLLECTOR}:{print_no}")

    def decrypt_collector(self, print_no: str, encrypted: str) -> str:
        return self.ring.decrypt_text(encrypted, f"{_COLLECTOR}:{print_no}")

    def recipient_hash(self, name: str) -> str:
        """Finds the papers somebody collected without storing the name."""
        return keyed_hash(self.hash_key, f"recipient:{name}")

    def encrypt_addressee(self, application_no: str, version: int, content: str) -> str:
        return self.ring.encrypt_text(content, f"{_ADDRESSEE}:{application_no}:{version}")

    def decrypt_addressee(self, application_no: str, version: int, encrypted: str) -> str:
        return self.ring.decrypt_text(encrypted, f"{_ADDRESSEE}:{application_no}:{version}")

    def verification_url(self, uscc: str) -> str:
        """Where anybody sees the licence's current state."""
        return f"{self.portal_url.rstrip('/')}/verify/{uscc}"
