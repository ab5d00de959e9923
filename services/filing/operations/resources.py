"""What the operations of the filing service work with."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass

from kernel.clock import Clock
from kernel.database import Database
from kernel.exchange import Exchange
from kernel.keyring import KeyRing
from kernel.typesetting.typesetter import Typesetter
from services.filing.clients import AttachmentStore, PremisesRegistry


@dataclass(frozen=True)
class Resources:
    """`threads` carry the documents of one application. Without `premises` there is no registry to ask.
    `closed_types` holds `GT075` or `14021300/GT075`;
    `recent_days` is how far back AR-33 looks."""

    database: Database
    exchange: Exchange
    attachments: AttachmentStore
    typesetter: Typesetter
    threads: Executor
    clock: Clock
    ring: KeyRing
    hash_key: bytes
    premises: PremisesRegistry | None = None
    closed_types: frozenset[str] = frozenset()
    recent_days: int = 90
    demonstration: bool = False
