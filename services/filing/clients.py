"""Attached files in the object store, each under a key of its own; and the premises registry."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from typing import Literal

import httpx
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import BaseModel, StrictBool, ValidationError
from uuid_utils import uuid7

from kernel.bundles import Recent
from kernel.connections import http_client
from kernel.errors import Defect, Outage
from kernel.keyring import KeyRing
from kernel.objects import ObjectStore

_NONCE_BYTES = 12
_REMEMBERED_BYTES = 16_000_000


@dataclass(frozen=True, slots=True, repr=False)
class StoredFile:
    """Where a file lies and its key, encrypted. Who forgets the encrypted key has deleted the file."""

    object_key: str
    encrypted_key: str


class AttachmentStore:
    """Writes and reads attached files; AES-256-GCM under a fresh key per file, itself encrypted by the key ring.

    An attached file is read and set in a document within minutes: what was put last is remembered, encrypted as it is
    stored.
    """

    def __init__(self, store: ObjectStore, bucket: str, ring: KeyRing) -> None:
        self._store = store
        self._bucket = bucket
        self._ring = ring
        self._recent = Recent(_REMEMBERED_BYTES)

    def put(self, application_no: str, content: bytes) -> StoredFile:
        """Every call writes a new object; names given by people are no part of its key."""
        object_key = f"filing/attachments/{application_no}/{uuid7()}"
        key, nonce = AESGCM.generate_key(256), os.urandom(_NONCE_BYTES)
        encrypted = nonce + AESGCM(key).encrypt(nonce, content, object_key.encode())
        self._store.put(self._bucket, object_key, encrypted)
        self._recent.keep(self._bucket, object_key, encrypted)
        return StoredFile(object_key, self._ring.encrypt_text(base64.b64encode(key).decode(), object_key))

    def get(self, file: StoredFile, *, as_stored: bool = False) -> bytes:
        """`as_stored`: as it lies in the store now, whatever this process remembers. Raises Defect
        `filing.attachment_altered` for bytes that are not those that were put."""
        key = base64.b64decode(self._ring.decrypt_text(file.encrypted_key, file.object_key))
        encrypted = None if as_stored else self._recent.get(self._bucket, file.object_key)
        if encrypted is None:
            encrypted = self._store.get(self._bucket, file.object_key)
            self._recent.keep(self._bucket, file.object_key, encrypted)
        try:
            return AESGCM(key).decrypt(encrypted[:_NONCE_BYTES], encrypted[_NONCE_BYTES:], file.object_key.encode())
        except (InvalidTag, ValueError) as error:
            raise Defect("filing.attachment_altered") from error


class PlaceKnown(BaseModel):
    """What the registry says of a place and a person; `right` is NONE where it knows of none."""

    exists: StrictBool
    right: Literal["OWNER", "USER", "NONE"]
    shared_address: StrictBool = False


class PremisesRegistry:
    """The authority's own data on places and who may use them (个体工商户登记管理规定 Art. 11). Safe to share between
    threads."""

    def __init__(self, url: str, timeout: float) -> None:
        self._client = http_client(timeout, url=url)

    def ask(self, county_code: str, street_name: str, detail: str, id_number: str) -> PlaceKnown:
        """Raises Outage `filing.premises_registry_silent` for anything but a clear answer."""
        question = {
            "county_code": county_code,
            "street_name": street_name,
            "detail": detail,
            "id_number": id_number,
        }
        try:
            response = self._client.post("/v1/checks", json=question)
            if response.status_code == 200:
                return PlaceKnown.model_validate_json(response.content)
        except (httpx.HTTPError, ValidationError):
            pass  # without the cause: its text may quote the question
        raise Outage("filing.premises_registry_silent")

    def close(self) -> None:
        self._client.close()
