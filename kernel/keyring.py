"""Key rings: the first key encrypts, every key decrypts, so that keys can be rotated without re-encrypting."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kernel.errors import Defect

_NONCE_BYTES = 12


@dataclass(frozen=True)
class KeyRing:
    """AES-256-GCM (NIST SP 800-38D) under named keys; ciphertext is `nonce || encrypted`."""

    primary: str
    keys: Mapping[str, bytes]

    @classmethod
    def parse(cls, text: str) -> KeyRing:
        """Read `id:base64,id:base64`; each key has 32 bytes. Raises Defect for anything else, without quoting it."""
        keys: dict[str, bytes] = {}
        for entry in filter(None, (part.strip() for part in text.split(","))):
            name, separator, encoded = entry.partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except binascii.Error:
                key = b""
            if not separator or not name or len(key) != 32:
                raise Defect("keyring.malformed", "expected id:base64 of 32 bytes")
            keys[name] = key
        if not keys:
            raise Defect("keyring.empty")
        return cls(next(iter(keys)), keys)

    def encrypt(self, plain: bytes, associated: bytes = b"") -> tuple[str, bytes]:
        """Return the key's id and the ciphertext; `associated` must be given again to decrypt."""
        nonce = os.urandom(_NONCE_BYTES)
        return self.primary, nonce + AESGCM(self.keys[self.primary]).encrypt(nonce, plain, associated)

    def decrypt(self, key_id: str, encrypted: bytes, associated: bytes = b"") -> bytes:
        """Raises Defect `keyring.unknown_key` or `keyring.tampered`."""
        key = self.keys.get(key_id)
        if key is None:
            raise Defect("keyring.unknown_key", key_id)
        try:
            return AESGCM(key).decrypt(encrypted[:_NONCE_BYTES], encrypted[_NONCE_BYTES:], associated)
        except InvalidTag:
            raise Defect("keyring.tampered") from None

    def encrypt_text(self, text: str, associated: str) -> str:
        """One column's worth: `id.base64`, bound to `associated` (for example table, column and row key)."""
        key_id, encrypted = self.encrypt(text.encode(), associated.encode())
        return f"{key_id}.{base64.b64encode(encrypted).decode()}"

    def decrypt_text(self, encrypted: str, associated: str) -> str:
        key_id, _, encoded = encrypted.partition(".")
        return self.decrypt(key_id, base64.b64decode(encoded), associated.encode()).decode()


def keyed_hash(key: bytes, value: str) -> str:
    """HMAC-SM3 (GB/T 32905, RFC 2104) in hex: lets equal values be found without storing them."""
    digest = hmac.HMAC(key, hashes.SM3())
    digest.update(value.encode())
    return digest.finalize().hex()
