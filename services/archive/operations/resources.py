"""What every operation of the archive works with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from kernel.clock import Clock
from kernel.database import Database
from kernel.exchange import Exchange
from kernel.keyring import KeyRing, keyed_hash
from kernel.pdf.certification import CertificationAuthority
from kernel.persons import normal_name
from kernel.seal_orders import AsksForSeals
from kernel.typesetting.typesetter import Typesetter
from services.archive.clients import PackageStore

_OPERATOR = "archive_volume:operator"
_ASKED = "archive_copy:asked"


@dataclass(frozen=True)
class Resources:
    """`lock` is how long a stored package cannot be deleted."""

    database: Database
    exchange: Exchange
    packages: PackageStore
    seals: AsksForSeals
    authority: CertificationAuthority
    typesetter: Typesetter
    clock: Clock
    ring: KeyRing
    hash_key: bytes
    lock: timedelta
    portal_url: str
    demonstration: bool

    def hash(self, name: str) -> str:
        """The keyed hash under which a person's name is found again without being stored."""
        return keyed_hash(self.hash_key, f"{_OPERATOR}:{normal_name(name)}")

    def keyed_copy(self, copy_no: str) -> str:
        """What a copy's verification code is made of: nobody without our key can tell it."""
        return keyed_hash(self.hash_key, f"{_ASKED}:{copy_no}")

    def copy_address(self, code: str) -> str:
        """Where anybody asks about a copy; without a code, where they type it."""
        return f"{self.portal_url.rstrip('/')}/verify" + (f"/copies/{code}" if code else "")

    def encrypt_asked(self, copy_no: str, asked: str) -> str:
        return self.ring.encrypt_text(asked, f"{_ASKED}:{copy_no}")

    def decrypt_asked(self, copy_no: str, encrypted: str) -> str:
        return self.ring.decrypt_text(encrypted, f"{_ASKED}:{copy_no}")

    def encrypt_operator(self, volume_name: str, name: str) -> str:
        return self.ring.encrypt_text(name, f"{_OPERATOR}:{volume_name}")

    def decrypt_operator(self, volume_name: str, encrypted: str) -> str:
        return self.ring.decrypt_text(encrypted, f"{_OPERATOR}:{volume_name}")
