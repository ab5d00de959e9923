"""The signed claims in a licence's QR code: a CWT (RFC 8392) as COSE_Sign1 with ES256 (RFC 9052, RFC 9053)."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import cbor2
import segno
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cwt import COSE, COSEKey

_SUBJECT = 2
_VERSION = -70001
_FACE = -70002
_ALGORITHM = 1
_ES256 = -7
_KEY_ID = 4
_SIGN1 = 18
_LONGEST = 1024
_MASK = 2
"""ISO/IEC 18004 has the mask of the least penalty chosen, any reader reads all eight, and to rate them costs four times
what the code itself does. What stands here is as good as random: this mask is within a twentieth of the best."""


class UnreadableAttestation(ValueError):
    """Not an attestation, or not signed with the key it names; never quotes it."""


@dataclass(frozen=True)
class Attestation:
    """`face` are the first 16 bytes of the licence face's SHA-256."""

    uscc: str
    version: int
    face: bytes


class AttestingKey:
    """A P-256 key prepared once for any number of attestations; `key_id` says which it is."""

    def __init__(self, key: EllipticCurvePrivateKey, key_id: str) -> None:
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        self._key = COSEKey.from_pem(pem, kid=key_id, alg="ES256")
        self._protected = {_ALGORITHM: _ES256, _KEY_ID: key_id.encode("ascii")}

    def attest(self, attestation: Attestation) -> bytes:
        claims = {_SUBJECT: attestation.uscc, _VERSION: attestation.version, _FACE: attestation.face}
        signed: bytes = COSE.new().encode_and_sign(cbor2.dumps(claims), self._key, protected=self._protected)
        return signed


def key_id_of(signed: bytes) -> str:
    """Which key an attestation says it was signed with; proves nothing. Raises UnreadableAttestation."""
    try:
        message = cbor2.loads(signed)
        if message.tag != _SIGN1:
            raise UnreadableAttestation
        return bytes(cbor2.loads(message.value[0])[_KEY_ID]).decode("ascii")
    # Whatever shape hostile CBOR takes, it is not ours.
    except Exception:
        raise UnreadableAttestation from None


def verified(signed: bytes, key: EllipticCurvePublicKey) -> Attestation:
    """What an attestation claims, once its signature is proven. Raises UnreadableAttestation."""
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    try:
        cose_key = COSEKey.from_pem(pem, kid=key_id_of(signed), alg="ES256")
        claims: dict[int, Any] = cbor2.loads(COSE.new().decode(signed, cose_key))
        return Attestation(str(claims[_SUBJECT]), int(claims[_VERSION]), bytes(claims[_FACE]))
    # Neither of the two decoders says in how many ways it can fail.
    except Exception:
        raise UnreadableAttestation from None


def as_text(signed: bytes) -> str:
    """Base64url without padding (RFC 4648): safe behind the # of an address."""
    return base64.urlsafe_b64encode(signed).rstrip(b"=").decode("ascii")


def from_text(text: str) -> bytes:
    """The inverse of `as_text`. Raises UnreadableAttestation."""
    if len(text) > _LONGEST:
        raise UnreadableAttestation
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise UnreadableAttestation from None


def symbol(text: str) -> tuple[str, ...]:
    """The rows of a QR code (ISO/IEC 18004, level M) without its light margin; 1 is dark."""
    return tuple("".join("1" if module else "0" for module in row) for row in _code(text).matrix)


def picture(text: str) -> bytes:
    """The same QR code as an SVG with its light margin, dark on white in any colour scheme."""
    drawn = BytesIO()
    _code(text).save(drawn, kind="svg", scale=4, border=4, dark="#000", light="#fff", xmldecl=False)
    return drawn.getvalue()


def _code(text: str) -> segno.QRCode:
    return segno.make(text, error="m", micro=False, boost_error=False, mask=_MASK)
