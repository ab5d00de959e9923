"""What every operation of the notice service works with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from kernel.clock import Clock
from kernel.database import Database
from kernel.exchange import Exchange
from kernel.handing_on import HandsOn
from kernel.keyring import KeyRing
from kernel.sms import SmsGateway
from services.notice.clients.event_stream import EventStream
from services.notice.clients.register import TakesMarks
from services.notice.clients.waiting_cases import WaitingCases
from services.notice.domain.sm2 import Sm2Key


@dataclass(frozen=True)
class Resources:
    """`key` signs events; None where the service keeps a key of its own. `receipt_timeout` is how long an agency
    may take to answer before an event is sent again. Agencies find `/keys` and `/schemas` under `public_url`.
    `agency_keys` are public keys of agencies that were given none here, `in_clear` those that are told without."""

    database: Database
    exchange: Exchange
    clock: Clock
    ring: KeyRing
    stream: EventStream
    waiting: WaitingCases
    sms: SmsGateway
    filing: HandsOn
    register: TakesMarks
    key: Sm2Key | None
    receipt_timeout: timedelta
    public_url: str
    agency_keys: Mapping[str, Sequence[dict[str, Any]]] = field(default_factory=dict)
    in_clear: frozenset[str] = frozenset()

    def encrypt(self, place: str, row: str, value: str) -> str:
        return self.ring.encrypt_text(value, f"{place}:{row}")

    def decrypt(self, place: str, row: str, encrypted: str) -> str:
        return self.ring.decrypt_text(encrypted, f"{place}:{row}")
