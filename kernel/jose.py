"""What one party writes for another alone (JWE, RFC 7516) and what one can be held to (JWS, RFC 7515).

A party has two keys on P-256, one to which others encrypt and one with which it signs, as a JWK Set (RFC 7517); each is
called by its thumbprint (RFC 7638).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from typing import Any

from joserfc import jwe, jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

Jwk = dict[str, Any]

ENCRYPTED = "application/jose"
"""Media type of a compact JWE (RFC 7515 9.2.1)."""

_ENCRYPTION, _SIGNATURE = "enc", "sig"
_TO_KEY, _CONTENT, _SIGNS = "ECDH-ES", "A256GCM", "ES256"
_PUBLIC = ("kty", "crv", "x", "y", "use", "kid")


def new_keys() -> dict[str, list[Jwk]]:
    """A JWK Set with both private halves."""
    return {"keys": [_named(ECKey.generate_key("P-256"), use, private=True) for use in (_ENCRYPTION, _SIGNATURE)]}


def public_halves(keys: Mapping[str, Any]) -> dict[str, list[Jwk]]:
    return {"keys": [{name: key[name] for name in _PUBLIC if name in key} for key in keys["keys"]]}


def read_public(text: str) -> list[Jwk]:
    """One key to encrypt to and one that signs, out of a JWK Set. Raises ValueError for anything else, such as a
    private key, which its owner must not hand over."""
    try:
        found = json.loads(text)["keys"]
        if any("d" in key for key in found):
            raise ValueError("private")
        keys = [_named(ECKey.import_key({"kty": "EC", **key}), key["use"]) for key in found]
    except (ValueError, TypeError, KeyError, JoseError) as error:
        raise ValueError("no JWK Set of public keys on P-256") from error
    if sorted(key["use"] for key in keys) != [_ENCRYPTION, _SIGNATURE] or {key["crv"] for key in keys} != {"P-256"}:
        raise ValueError("one key with use enc and one with use sig are wanted")
    return keys


def encrypt(content: bytes, key: Jwk) -> str:
    """A compact JWE that only the owner of the key reads."""
    header = {"alg": _TO_KEY, "enc": _CONTENT, "kid": key["kid"]}
    return jwe.encrypt_compact(header, content, _imported(key), algorithms=[_TO_KEY, _CONTENT])


def decrypt(text: str, keys: Iterable[Jwk]) -> bytes:
    """Raises ValueError for what was not encrypted to one of the keys."""
    try:
        kid = header_of(text).get("kid")
        key = next(_imported(key) for key in keys if key["use"] == _ENCRYPTION and key["kid"] == kid)
        content = jwe.decrypt_compact(text, key, algorithms=[_TO_KEY, _CONTENT]).plaintext
    except (JoseError, StopIteration) as error:
        raise ValueError("not encrypted to one of these keys") from error
    assert content is not None
    return content


def sign(content: bytes, keys: Iterable[Jwk]) -> str:
    """A compact JWS under the first key that signs. Raises ValueError without one."""
    key = next((key for key in keys if key["use"] == _SIGNATURE), None)
    if key is None:
        raise ValueError("no key that signs")
    return jws.serialize_compact({"alg": _SIGNS, "kid": key["kid"]}, content, _imported(key), algorithms=[_SIGNS])


def signed_content(text: str, keys: Iterable[Jwk]) -> bytes:
    """What the owner of one of the keys signed. Raises ValueError for anything else."""
    try:
        kid = header_of(text).get("kid")
        key = next(_imported(key) for key in keys if key["use"] == _SIGNATURE and key["kid"] == kid)
        return jws.deserialize_compact(text, key, algorithms=[_SIGNS]).payload
    except (JoseError, StopIteration) as error:
        raise ValueError("not signed with one of these keys") from error


def header_of(text: str) -> dict[str, Any]:
    """The protected header, of a JWE too. Raises ValueError."""
    try:
        header = json.loads(_unpadded(text.partition(".")[0]))
    except ValueError:
        raise ValueError("no compact JWS or JWE") from None
    if not isinstance(header, dict):
        raise ValueError("no compact JWS or JWE")
    return header


def _unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))


def _imported(key: Jwk) -> ECKey:
    return ECKey.import_key({name: key[name] for name in (*_PUBLIC, "d") if name in key and name != "kid"})


def _named(key: ECKey, use: str, *, private: bool = False) -> Jwk:
    return {**key.as_dict(private=private), "use": use, "kid": key.thumbprint()}
