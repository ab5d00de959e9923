"""SM2 signatures (GB/T 32918.2, signer id of GM/T 0009) by software; no certified cryptographic product."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Self

import gmssl_pyx

from kernel.errors import Defect

_SUBJECT_PUBLIC_KEY_INFO = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
"""DER before the point 04‖X‖Y: id-ecPublicKey on the curve 1.2.156.10197.1.301 (GM/T 0006)."""


@dataclass(frozen=True, repr=False)
class Sm2Key:
    """`private` is 32 bytes, `public` the 64 bytes X‖Y."""

    private: bytes
    public: bytes

    @classmethod
    def generate(cls) -> Self:
        public, private = gmssl_pyx.sm2_key_generate()
        return cls(private, public)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read base64 of private key and public point. Raises Defect `notice.sm2_key_malformed`, also when the two
        do not belong together; never quotes them."""
        try:
            raw = base64.b64decode(text, validate=True)
            if len(raw) != 96:
                raise ValueError
            key = cls(raw[:32], gmssl_pyx.normalize_sm2_public_key(raw[32:]))
            if not gmssl_pyx.sm2_verify(
                key.public, b"own key", gmssl_pyx.sm2_sign(key.private, key.public, b"own key")
            ):
                raise ValueError
        except (binascii.Error, ValueError, gmssl_pyx.GmsslInnerError):
            raise Defect("notice.sm2_key_malformed", "expected base64 of private key and public point") from None
        return key

    @property
    def text(self) -> str:
        """What `parse` reads."""
        return base64.b64encode(self.private + self.public).decode()

    @property
    def key_id(self) -> str:
        return key_id(self.public)

    def sign(self, content: bytes) -> str:
        """Base64 of the DER signature (r, s)."""
        return base64.b64encode(gmssl_pyx.sm2_sign(self.private, self.public, content)).decode()


def key_id(public: bytes) -> str:
    """The first 16 hex digits of the SM3 digest of the point 04‖X‖Y."""
    digest: bytes = gmssl_pyx.sm3_hash(b"\x04" + public)
    return digest.hex()[:16]


def public_pem(public: bytes) -> str:
    """The public key as other software reads it (RFC 5480, RFC 7468)."""
    encoded = base64.b64encode(_SUBJECT_PUBLIC_KEY_INFO + b"\x04" + public).decode()
    lines = [encoded[at : at + 64] for at in range(0, len(encoded), 64)]
    return "\n".join(("-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""))


def public_point(text: str) -> bytes | None:
    """X‖Y of a point `04‖X‖Y` in hex; None for what is no point of the curve."""
    try:
        raw = bytes.fromhex(text)
        point: bytes = gmssl_pyx.normalize_sm2_public_key(raw)
    except (ValueError, gmssl_pyx.GmsslInnerError):
        return None
    return point if len(raw) == 65 else None


def signed_by(public: bytes, content: bytes, signature: str) -> bool:
    """Whether `signature`, base64 of DER, is over `content` under this key."""
    try:
        return bool(gmssl_pyx.sm2_verify(public, content, base64.b64decode(signature, validate=True)))
    except (binascii.Error, ValueError, gmssl_pyx.GmsslInnerError):
        return False
