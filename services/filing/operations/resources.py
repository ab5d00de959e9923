"""What the operations of the filing service work with."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from kernel.authors import Authors
from kernel.clock import Clock
from kernel.database import Database
from kernel.exchange import Exchange
from kernel.keyring import KeyRing
from kernel.owners import Owners
from kernel.reading.reader import Reader
from kernel.trail_book import TrailBook
from kernel.typesetting.typesetter import Typesetter
from services.filing.clients import AttachmentStore, PremisesRegistry
from services.filing.store.trail import TrailEntry


class Readings:
    """What this process reads in pictures: one after the other, in the background. A picture that is being read, or
    waits for it, is not begun again."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="filing-readings")
        self._lock = threading.Lock()
        self._under_way: dict[tuple[str, str], Future[bool]] = {}

    def begin(self, picture: tuple[str, str], read: Callable[[], bool]) -> Future[bool]:
        """What `read` says, when the attempt is over. `picture` is its digest and what is sought in it."""
        with self._lock:
            for ended in [key for key, work in self._under_way.items() if work.done()]:
                del self._under_way[ended]
            if picture not in self._under_way:
                self._under_way[picture] = self._thread.submit(read)
            return self._under_way[picture]

    def under_way(self, picture: tuple[str, str]) -> Future[bool] | None:
        """What was begun of it here, if anything was."""
        with self._lock:
            return self._under_way.get(picture)


@dataclass(frozen=True)
class Resources:
    """`threads` carry the documents of one application. `closed_types` holds `GT075` or `14021300/GT075`;
    `recent_days` is how far back AR-33 looks. Without a `reader` no picture is read, and a person looks at each.
    Without `premises` there is no registry to ask."""

    database: Database
    exchange: Exchange
    authors: Authors
    attachments: AttachmentStore
    typesetter: Typesetter
    threads: Executor
    clock: Clock
    ring: KeyRing
    hash_key: bytes
    premises: PremisesRegistry | None = None
    closed_types: frozenset[str] = frozenset()
    recent_days: int = 90
    readings: Readings = field(default_factory=Readings)
    reader: Reader | None = None
    reading_patience: float = 10.0
    demonstration: bool = False
    owners: Owners = field(default_factory=Owners)

    @property
    def trail(self) -> TrailBook:
        """Where it is written down who did and saw what."""
        return TrailBook(TrailEntry, self.clock, self.hash_key)
