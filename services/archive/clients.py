"""Outside the archive: the locked bucket of its packages, and the authority whose roots are believed."""

from __future__ import annotations

from datetime import datetime

from kernel.errors import Outage
from kernel.objects import ObjectStore

_ZIP, _PDF = "application/zip", "application/pdf"


class PackageStore:
    """Packages in a bucket with object lock: nobody, the archive included, deletes one before its time."""

    def __init__(self, store: ObjectStore, bucket: str) -> None:
        self._store = store
        self._bucket = bucket

    @staticmethod
    def key(archive_no: str, volume_name: str) -> str:
        """A supplement is kept beside its volume, under its own name."""
        return f"{archive_no}/{volume_name}.zip"

    def store(self, key: str, content: bytes, locked_until: datetime) -> None:
        self._store.put(self._bucket, key, content, _ZIP, locked_until=locked_until)

    def keep(self, key: str, content: bytes) -> None:
        """A copy that was given out: it is not locked, and goes when its volume goes."""
        self._store.put(self._bucket, key, content, _PDF)

    def fetch(self, key: str) -> bytes:
        """The package as it is now; raises Defect `objects.absent`."""
        return self._store.get(self._bucket, key)

    def is_locked_until(self, key: str, until: datetime) -> bool:
        """Whether the store lets nobody delete it before that moment."""
        kept = self._store.locked_until(self._bucket, key)
        return kept is not None and kept >= until.replace(microsecond=0)

    def remove(self, key: str) -> int:
        """Every version of a package is gone; how many there were. Raises Outage where one is still locked."""
        return self._store.remove(self._bucket, key)

    def remove_copies(self, archive_no: str, volume_name: str) -> int:
        """The same of all copies out of a volume."""
        return self._store.remove(self._bucket, f"{archive_no}/{volume_name}-F", beginning=True)

    def check(self) -> None:
        self._store.check(self._bucket)


def silent() -> Outage:
    """The certification authority does not say which roots are its own."""
    return Outage("archive.roots_unavailable")
