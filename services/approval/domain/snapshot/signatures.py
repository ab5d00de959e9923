"""What the signing service gathered and verified."""

from __future__ import annotations

from datetime import datetime

from services.approval.domain.snapshot.seen import Seen


class SignedDocument(Seen):
    """`signed_by`: who has a signature on it; parts from when only operators signed do not say."""

    of_some_releases = frozenset({"signed_by"})

    kind: str
    original_sha256: str
    original_sm3: str
    signed_sha256: str
    pages: int
    valid: bool
    signed_by: tuple[str, ...] = ()


class Signer(Seen):
    """`attested_by`: the number of the clerk before whom they signed on paper, at the window."""

    of_some_releases = frozenset({"attested_by"})

    person_ref: str
    role: str
    certificate_serial: str
    signed_at: datetime
    attested_by: str | None = None


class Signatures(Seen):
    """What the signing service gathered and verified."""

    application_no: str
    window: int
    signers: tuple[Signer, ...]
    documents: tuple[SignedDocument, ...]
    completed_at: datetime
