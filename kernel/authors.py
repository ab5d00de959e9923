"""A part is signed by the service that leaves it, and read by whoever expects it from that service and no other.

The signature is a compact JWS (RFC 7515) with Ed25519 (RFC 8032, RFC 9864), and the same for the same part. It says
who left what kind of part in which application, and the digest of its bytes; those say all else, the type of the filing
among it. It lies before the part, encrypted with it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from catalogues.filing_types.words import PartKind
from kernel.canonical import canonical_json
from kernel.errors import Defect

_ALGORITHM, _PART = "Ed25519", "part"
_SEPARATOR = b"\n"
_UNSIGNED = b"{"
"""Begins a part of a release that did not sign; a signature begins with a letter."""


class AuthorSettings(Protocol):
    @property
    def part_authors(self) -> str: ...

    @property
    def part_key_text(self) -> str: ...

    @property
    def parts_signed_since(self) -> datetime | None: ...


@dataclass(frozen=True)
class Authors:
    """Who this process writes as, if anybody, and the keys it takes the parts of others from. Safe to share between
    threads. `signed_since` is when the first signed part was left: what lay there before is taken without a signature.
    """

    own: str | None
    key: OKPKey | None
    keys: Mapping[tuple[str, str], OKPKey]
    signed_since: datetime | None = None

    @classmethod
    def of(cls, service: str, settings: AuthorSettings) -> Authors:
        """Raises Defect `authors.malformed`, and `authors.own_key_not_pinned` for a key that nobody would believe."""
        key = private_key(settings.part_key_text)
        keys = pinned(settings.part_authors)
        if (service, key.thumbprint()) not in keys:
            raise Defect("authors.own_key_not_pinned", service)
        return cls(service, key, keys, settings.parts_signed_since)

    def say(self, kind: str, content: bytes) -> str:
        """A compact JWS of ours; `kind` is its type (RFC 8725 3.11), so that nothing passes for something else. Raises
        Defect `authors.no_key`."""
        if self.key is None:
            raise Defect("authors.no_key")
        header = {"alg": _ALGORITHM, "kid": self.key.thumbprint(), "typ": kind}
        return jws.serialize_compact(header, content, self.key, algorithms=[_ALGORITHM])

    def said(self, author: str, kind: str, text: bytes) -> bytes | None:
        """What `author` said, under a pinned key of theirs; None for anything else."""
        try:
            header = jws.extract_compact(text).headers()
            key = self.keys[author, str(header["kid"])]
            content = jws.deserialize_compact(text, key, algorithms=[_ALGORITHM]).payload
        except (JoseError, KeyError, ValueError, TypeError):
            return None
        return content if header.get("typ") == kind else None

    def sign(self, case: str, kind: PartKind, digest: str) -> bytes:
        """What stands before the part. Raises Defect `exchange.another_author` for a part that is not ours to leave."""
        if self.own != kind.author:
            raise Defect("exchange.another_author", f"{kind} by {self.own}")
        return self.say(_PART, _content(kind, case, digest)).encode() + _SEPARATOR

    def check(self, signature: bytes, case: str, kind: PartKind, digest: str) -> None:
        """Raises Defect `exchange.another_author` unless the author of the kind said just that."""
        if self.said(kind.author, _PART, signature) != _content(kind, case, digest):
            raise Defect("exchange.another_author", f"{case} {kind}")

    def was_unsigned(self, left_at: datetime | None) -> bool:
        """Whether a part that was left at that moment could not be signed yet."""
        return self.signed_since is not None and left_at is not None and left_at < self.signed_since


NOBODY = Authors(None, None, {})
"""Leaves no part and reads none."""


def apart(stored: bytes) -> tuple[bytes | None, bytes]:
    """Signature and part; no signature for a part of an earlier release."""
    if stored.startswith(_UNSIGNED):
        return None, stored
    signature, _, part = stored.partition(_SEPARATOR)
    return signature, part


def private_key(text: str) -> OKPKey:
    """From base64 of its 32 bytes. Raises Defect `authors.malformed`, without quoting it."""
    return OKPKey.import_key({**_public(text), "d": _url(base64.b64decode(text))})


def pinned(text: str) -> dict[tuple[str, str], OKPKey]:
    """Public keys by service and thumbprint (RFC 7638), from `service:key,service:key`; a service may have several.
    Raises Defect `authors.malformed`."""
    keys = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        service, _, encoded = entry.partition(":")
        try:
            key = OKPKey.import_key({"kty": "OKP", "crv": _ALGORITHM, "x": encoded})
            keys[service, key.thumbprint()] = key
        except (JoseError, ValueError):
            raise Defect("authors.malformed", "expected service:key of 32 bytes in base64url") from None
    return keys


def public_key(private: str) -> str:
    """What others pin of a key: base64url without padding. Raises Defect `authors.malformed`."""
    return _public(private)["x"]


def _public(private: str) -> dict[str, str]:
    try:
        key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(private, validate=True))
    except (binascii.Error, ValueError):
        raise Defect("authors.malformed", "expected base64 of 32 bytes") from None
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"kty": "OKP", "crv": _ALGORITHM, "x": _url(raw)}


def _url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _content(kind: PartKind, case: str, digest: str) -> bytes:
    return canonical_json({"iss": kind.author, "kind": kind.value, "sha256": digest, "sub": case})
