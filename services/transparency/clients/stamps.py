"""Time stamps of checkpoints (RFC 3161): a head of the log is no younger than its stamp."""

from __future__ import annotations

import asyncio
import hashlib

from kernel.pdf.timestamps import TimestampAuthority


class Stamps:
    """Raises the Outages of `TimestampAuthority`."""

    def __init__(self, authority: TimestampAuthority) -> None:
        self._authority = authority

    def stamp(self, note: str) -> bytes:
        """A token (DER) over the SHA-256 of the signed note, as it is published."""
        digest = hashlib.sha256(note.encode()).digest()
        token = asyncio.run(self._authority.async_timestamp(digest, "sha256"))
        stamped: bytes = token.dump()
        return stamped

    def close(self) -> None:
        self._authority.close()
