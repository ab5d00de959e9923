"""Examines a signed file against the original it was made from."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kernel.errors import Defect, Refusal
from kernel.pdf.digests import sha256_hex, sm3_hex
from kernel.pdf.verification import verify


@dataclass(frozen=True)
class Original:
    """The digests and pages fixed when the applicant confirmed the document, and its bytes as they are now."""

    kind: str
    sha256: str
    sm3: str
    pages: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Expected:
    """A signature that must be there: its certificate and, once it is known, the time of its stamp."""

    certificate_serial: str
    timestamped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A signature in order: its certificate, and the time its stamp proves where it has one."""

    certificate_serial: str
    timestamped_at: datetime | None


class Examinations:
    """What this process signed or found out about the last documents, known by the digest of their bytes: the same
    bytes, asked for a moment later, are not examined. Any number of threads."""

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._found: OrderedDict[str, Sequence[Found]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, sha256: str) -> Sequence[Found] | None:
        with self._lock:
            return self._found.get(sha256)

    def keep(self, sha256: str, found: Sequence[Found]) -> None:
        with self._lock:
            self._found[sha256] = found
            if len(self._found) > self._most:
                self._found.popitem(last=False)


def examine(
    original: Original, signed: bytes, roots: Sequence[bytes], expected: Sequence[Expected], earlier: Examinations
) -> None:
    """The signatures of `signed` are, in the order they were made, those expected and no other, all in order, over an
    unaltered original.

    An event certificate lasts a day, so each is judged for the time its own timestamp proves.
    Raises Defect `signing.document_altered` naming what is wrong: somebody changed what is kept.
    """
    _check_increment(original, signed)
    digest = sha256_hex(signed)
    signatures = earlier.of(digest) or _signatures(original, signed, roots)
    earlier.keep(digest, signatures)
    if len(signatures) != len(expected):
        raise _altered(original.kind, "signatures")
    for found, wanted in zip(signatures, expected, strict=True):
        if found.certificate_serial != wanted.certificate_serial or found.timestamped_at is None:
            raise _altered(original.kind, "certificate or timestamp")
        if wanted.timestamped_at is not None and found.timestamped_at != wanted.timestamped_at:
            raise _altered(original.kind, "time")


def keep_own(original: Original, signed: bytes, made: Found, earlier: Examinations) -> None:
    """`signed` is what this process made a moment ago of `original` by one signature, whose certificate and time stamp
    it looked at as they came. From now on its digest says so. Raises as `examine` does for another original."""
    _check_increment(original, signed)
    earlier.keep(sha256_hex(signed), (made,))


def _check_increment(original: Original, signed: bytes) -> None:
    if (sha256_hex(original.content), sm3_hex(original.content)) != (original.sha256, original.sm3):
        raise _altered(original.kind, "original")
    if not signed.startswith(original.content):
        # Signing only ever appends (ISO 32000-1, 7.5.6).
        raise _altered(original.kind, "not an increment of the original")


def _signatures(original: Original, signed: bytes, roots: Sequence[bytes]) -> Sequence[Found]:
    try:
        verification = verify(signed, roots, as_stamped=True)
    except Refusal as refusal:
        raise _altered(original.kind, refusal.code) from None
    if not verification.ok:
        raise _altered(original.kind, ", ".join(problem.code for problem in verification.problems))
    if verification.pages != original.pages:
        raise _altered(original.kind, "pages")
    return [Found(one.certificate_serial, one.timestamped_at) for one in verification.signatures]


def _altered(kind: str, what: str) -> Defect:
    return Defect("signing.document_altered", f"{kind}: {what}")
