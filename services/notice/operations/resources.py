"""What every operation of the notice service works with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from kernel.clock import Clock
from kernel.database import Database
from kernel.exchange import Exchange
from kernel.keyring import KeyRing
from kernel.sms import SmsGateway
from services.notice.clients.event_stream import EventStream
from services.notice.domain.sm2 import Sm2Key


@dataclass(frozen=True)
class Resources:
    """`key` signs events; None where the service keeps a key of its own. `receipt_patience` is how long an agency
    may take to answer before an event is sent again."""

    database: Database
    exchange: Exchange
    clock: Clock
    ring: KeyRing
    stream: EventStream
    sms: SmsGateway
    key: Sm2Key | None
    receipt_patience: timedelta

    def seal(self, place: str, row: str, value: str) -> str:
        return self.ring.seal_text(value, f"{place}:{row}")

    def unseal(self, place: str, row: str, sealed: str) -> str:
        return self.ring.open_text(sealed, f"{place}:{row}")
