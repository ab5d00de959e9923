"""Attached files in the object store, each under a key of its own."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from uuid_utils import uuid7

from kernel.errors import Defect
from kernel.keyring import KeyRing
from kernel.objects import ObjectStore

_NONCE_BYTES = 12


@dataclass(frozen=True, slots=True, repr=False)
class StoredFile:
    """Where a file lies and its key, encrypted. Who forgets the encrypted key has deleted the file."""

    object_key: str
    encrypted_key: str


class AttachmentStore:
    """Writes and reads attached files; AES-256-GCM under a fresh key per file, itself encrypted by the key ring."""

    def __init__(self, store: ObjectStore, bucket: str, ring: KeyRing) -> None:
        self._store = store
        self._bucket = bucket
        self._ring = ring

    def put(self, application_no: str, content: bytes) -> StoredFile:
        """Every call writes a new object; names given by people are no part of its key."""
        object_key = f"attachments/{application_no}/{uuid7()}"
        key, nonce = AESGCM.generate_key(256), os.urandom(_NONCE_BYTES)
        self._store.put(self._bucket, object_key, nonce + AESGCM(key).encrypt(nonce, content, object_key.encode()))
        return StoredFile(object_key, self._ring.encrypt_text(base64.b64encode(key).decode(), object_key))

    def get(self, file: StoredFile) -> bytes:
        """Raises Defect `filing.attachment_altered` for bytes that are not those that were put."""
        key = base64.b64decode(self._ring.decrypt_text(file.encrypted_key, file.object_key))
        encrypted = self._store.get(self._bucket, file.object_key)
        try:
            return AESGCM(key).decrypt(encrypted[:_NONCE_BYTES], encrypted[_NONCE_BYTES:], file.object_key.encode())
        except (InvalidTag, ValueError) as error:
            raise Defect("filing.attachment_altered") from error
