"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint): one short text says how far the log has come."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_KEY_ID = 4
_DASH = "\u2014"


class NotSigned(Exception):
    """A note that is not one, or that the expected signer did not sign; the message says which."""


@dataclass(frozen=True)
class Verifier:
    """Whose signature is believed. Written `name+keyid+key`, which is what a monitor pins."""

    name: str
    key: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError."""
        name, _, rest = text.strip().partition("+")
        identity, _, encoded = rest.partition("+")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            raw = b""
        found = cls(name, raw[1:])
        if raw[:1] != _ED25519 or len(found.key) != 32 or found.identity.hex() != identity or not _is_name(name):
            raise ValueError("no key of a log")
        return found

    def __str__(self) -> str:
        return f"{self.name}+{self.identity.hex()}+{base64.b64encode(_ED25519 + self.key).decode()}"

    @property
    def identity(self) -> bytes:
        """The key's id, which stands before each signature."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.key).digest()[:_KEY_ID]

    def opened(self, note: str) -> str:
        """The text of a note that this key signed. Signatures of others are passed over. Raises NotSigned."""
        text, found, signatures = note.rpartition("\n\n")
        if not found or not signatures.endswith("\n"):
            raise NotSigned("this is no signed note")
        text += "\n"
        for line in signatures.splitlines():
            if self._made(line, text.encode()):
                return text
        raise NotSigned(f"{self.name} did not sign this")

    def _made(self, line: str, text: bytes) -> bool:
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        if dash != _DASH or name != self.name:
            return False
        try:
            signature = base64.b64decode(encoded, validate=True)
            if signature[:_KEY_ID] != self.identity:
                return False
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature[_KEY_ID:], text)
        except (binascii.Error, ValueError, InvalidSignature):
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """A key with the name it signs under; `seed` is the 32 bytes of an Ed25519 key."""

    name: str
    seed: bytes

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self._private.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The note of a `text`, which ends with a line break. Raises ValueError for a text that cannot be signed."""
        if not text.endswith("\n") or not _is_name(self.name):
            raise ValueError("a note ends with a line break, and its signer's name has no blank and no plus")
        signature = self.verifier.identity + self._private.sign(text.encode())
        return f"{text}\n{_DASH} {self.name} {base64.b64encode(signature).decode()}\n"

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True)
class Checkpoint:
    """How many entries the log of this origin had, and the root of its tree then."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def opened(cls, note: str, verifier: Verifier) -> Self:
        """Out of a note that the log signed: its key's name is its origin. Raises NotSigned."""
        try:
            origin, size, root, *_ = verifier.opened(note).split("\n")
            found = cls(origin, int(size), base64.b64decode(root, validate=True))
        except (ValueError, binascii.Error):
            raise NotSigned("this is no checkpoint") from None
        if found.origin != verifier.name or str(found.size) != size or found.size < 0 or len(found.root) != 32:
            raise NotSigned(f"this is no checkpoint of {verifier.name}")
        return found


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(character.isspace() for character in name)
