"""The token that a form carries, masked anew in each page."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from hmac import compare_digest


def masked(token: str) -> str:
    """`token` under a mask of random bytes, which stands before it: text of URL-safe characters."""
    plain = token.encode()
    mask = secrets.token_bytes(len(plain))
    return urlsafe_b64encode(mask + _xor(mask, plain)).decode()


def is_masked(given: str, token: str) -> bool:
    """Whether `given`, which may be anything, is `token` under some mask."""
    try:
        found = urlsafe_b64decode(given.encode())
    except (Error, ValueError):
        return False
    plain = token.encode()
    if len(found) != 2 * len(plain):
        return False
    return compare_digest(_xor(found[: len(plain)], found[len(plain) :]), plain)


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
