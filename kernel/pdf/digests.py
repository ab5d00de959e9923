"""The two digests every document carries: SHA-256 and SM3 (GB/T 32905), as lower-case hexadecimal."""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.hashes import SM3, Hash


def sha256_hex(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def sm3_hex(content: bytes) -> str:
    # `hashlib` has SM3 only where Python was linked with an OpenSSL that kept it; `cryptography` brings its own.
    digest = Hash(SM3())
    digest.update(content)
    return digest.finalize().hex()
