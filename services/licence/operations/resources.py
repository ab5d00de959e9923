"""What every operation of the licence service works with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kernel.clock import Clock
from kernel.database import Database
from kernel.exchange import Exchange
from kernel.keyring import KeyRing, keyed_hash
from kernel.persons import normal_name
from kernel.typesetting.typesetter import Typesetter
from services.licence.domain.seals import SealKeeper
from services.licence.store.licences import Licence

_OPERATOR = "licence:operator"
_PREMISES = "licence:premises"
_RECIPIENT = "paper_licence:recipient"
_RECEIVER = "licence:receiver"


@dataclass(frozen=True)
class Resources:
    """`code_blocks` maps an authority to its configured ranges (first and last body); `derives_blocks` lets an
    authority without any have a made-up one."""

    database: Database
    exchange: Exchange
    clock: Clock
    ring: KeyRing
    hash_key: bytes
    typesetter: Typesetter
    seals: SealKeeper
    portal_url: str
    publicity_url: str
    code_blocks: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    derives_blocks: bool = False
    demonstration: bool = False

    def operator_hash(self, name: str) -> str:
        """Finds an operator's licences without storing the name."""
        return keyed_hash(self.hash_key, f"operator:{normal_name(name)}")

    def seal_operator(self, application_no: str, name: str) -> str:
        return self.ring.seal_text(name, f"{_OPERATOR}:{application_no}")

    def seal_premises(self, application_no: str, premises: str) -> str:
        return self.ring.seal_text(premises, f"{_PREMISES}:{application_no}")

    def operator_name(self, row: Licence) -> str:
        return self.ring.open_text(row.operator_sealed, f"{_OPERATOR}:{row.application_no}")

    def premises(self, row: Licence) -> str:
        return self.ring.open_text(row.premises_sealed, f"{_PREMISES}:{row.application_no}")

    def seal_recipient(self, print_no: str, name: str) -> str:
        return self.ring.seal_text(name, f"{_RECIPIENT}:{print_no}")

    def recipient(self, print_no: str, sealed: str) -> str:
        return self.ring.open_text(sealed, f"{_RECIPIENT}:{print_no}")

    def recipient_hash(self, name: str) -> str:
        """Finds the papers somebody collected without storing the name."""
        return keyed_hash(self.hash_key, f"recipient:{name}")

    def seal_receiver(self, application_no: str, version: int, content: str) -> str:
        return self.ring.seal_text(content, f"{_RECEIVER}:{application_no}:{version}")

    def open_receiver(self, application_no: str, version: int, sealed: str) -> str:
        return self.ring.open_text(sealed, f"{_RECEIVER}:{application_no}:{version}")

    def verification_url(self, uscc: str) -> str:
        """Where anybody sees the licence's current state."""
        return f"{self.portal_url.rstrip('/')}/verify/{uscc}"
