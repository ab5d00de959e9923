"""Outside the archive: the locked bucket of its packages, and the roots by which signatures are believed."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

import httpx
from cryptography import x509

from kernel.errors import Outage
from kernel.objects import ObjectStore

_ZIP = "application/zip"


class PackageStore:
    """Packages in a bucket with object lock: nobody, the archive included, deletes one before its time."""

    def __init__(self, store: ObjectStore, bucket: str) -> None:
        self._store = store
        self._bucket = bucket

    @staticmethod
    def key(archive_no: str, volume_name: str) -> str:
        return f"{archive_no}/{volume_name}.zip"

    def store(self, key: str, content: bytes, locked_until: datetime) -> None:
        self._store.put(self._bucket, key, content, _ZIP, locked_until=locked_until)

    def fetch(self, key: str) -> bytes:
        """The package as it is now; raises Defect `objects.absent`."""
        return self._store.get(self._bucket, key)

    def check(self) -> None:
        self._store.check(self._bucket)


class TrustedRoots:
    """Safe to share between threads. With a PEM file only its roots are believed; else the authority's own are
    fetched once. Silence, failure and nonsense are Outage `archive.roots_unavailable`."""

    def __init__(self, url: str, timeout: float, roots: Path | None = None) -> None:
        self._url = url.rstrip("/")
        self._client = httpx.Client(timeout=httpx.Timeout(timeout, connect=2))
        self._lock = threading.Lock()
        self._roots = _checked(roots.read_bytes()) if roots else None

    def pem(self) -> bytes:
        """All roots, one after the other."""
        with self._lock:
            if self._roots is None:
                try:
                    response = self._client.get(f"{self._url}/roots.pem")
                    response.raise_for_status()
                    self._roots = _checked(response.content)
                except (httpx.HTTPError, ValueError) as error:
                    raise Outage("archive.roots_unavailable") from error
            return self._roots

    def close(self) -> None:
        self._client.close()


def _checked(pem: bytes) -> bytes:
    x509.load_pem_x509_certificates(pem)
    return pem
