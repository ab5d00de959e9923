"""What the operations of the filing service work with."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field

from kernel.clock import Clock
from kernel.database import Database
from kernel.exchange import Exchange
from kernel.keyring import KeyRing
from kernel.reading.reader import Reader
from kernel.typesetting.typesetter import Typesetter
from services.filing.clients import AttachmentStore, PremisesRegistry


def _one_thread() -> Executor:
    return ThreadPoolExecutor(1, thread_name_prefix="filing-readings")


@dataclass(frozen=True)
class Resources:
    """`threads` carry the documents of one application. `closed_types` holds `GT075` or `14021300/GT075`;
    `recent_days` is how far back AR-33 looks. Without a `reader` no picture is read, and a person looks at each.
    Without `premises` there is no registry to ask."""

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
    reading_threads: Executor = field(default_factory=_one_thread)
    reader: Reader | None = None
    reading_patience: float = 10.0
    demonstration: bool = False
