"""Passwords and keys that a laptop's stack generates for itself at its first start."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kernel import jose


class SecretFile:
    """`secrets.json`, readable by its owner only. A name that is asked for the first time is generated and kept."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}

    def password(self, name: str, strength: int = 24) -> str:
        """A password of `strength` random bytes, without characters that would need quoting in a URL."""
        return self._kept(name, lambda: secrets.token_urlsafe(strength))

    def key(self, name: str) -> str:
        """32 random bytes in base64."""
        return self._kept(name, lambda: base64.b64encode(secrets.token_bytes(32)).decode())

    def signing_key(self, name: str) -> str:
        """A P-256 private key: base64 of its PEM (PKCS #8)."""
        return self._kept(name, _new_signing_key)

    def name(self, name: str) -> str:
        """A name that no other stack has, so that two logs are not taken for one."""
        return self._kept(name, lambda: f"kaiye.local/{secrets.token_hex(4)}")

    def keys(self, name: str) -> dict[str, Any]:
        """A JWK Set with private halves: one key to encrypt to, one that signs."""
        found: dict[str, Any] = json.loads(self._kept(name, lambda: json.dumps(jose.new_keys())))
        return found

    def moment(self, name: str) -> str:
        """When it was asked for first (RFC 3339)."""
        return self._kept(name, lambda: datetime.now(UTC).isoformat())

    def _kept(self, name: str, generate: Callable[[], str]) -> str:
        if name not in self._values:
            self._values[name] = generate()
            self._save()
        return self._values[name]

    def _save(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        written = self._path.with_suffix(".new")
        with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(self._values, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        written.replace(self._path)


def _new_signing_key() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return base64.b64encode(pem).decode()
