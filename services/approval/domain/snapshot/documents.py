"""A document with its digests."""

from __future__ import annotations

from services.approval.domain.snapshot.seen import Seen


class Document(Seen):
    kind: str
    sha256: str
    sm3: str
    pages: int
