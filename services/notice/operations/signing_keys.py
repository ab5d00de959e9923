"""The key events are signed with, and the public keys anybody checks them with."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session

from kernel.database import lock_key
from services.notice.domain import sm2
from services.notice.domain.sm2 import Sm2Key
from services.notice.operations.resources import Resources
from services.notice.store import signing_keys
from services.notice.store.signing_keys import KEY, EventSigningKey


class PublishedKey(BaseModel):
    """`public_key` is the point 04‖X‖Y in hex."""

    key_id: str
    algorithm: str = "SM2-SM3"
    standard: str = "GB/T 32918.2-2016"
    signer_id: str = "1234567812345678"
    public_key: str
    public_key_pem: str


class PublishedKeys(BaseModel):
    """The first key signs now; events of earlier times were signed with the others."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "keys": [
                        {
                            "key_id": "5f0c3a9b7d21e468",
                            "algorithm": "SM2-SM3",
                            "standard": "GB/T 32918.2-2016",
                            "signer_id": "1234567812345678",
                            "public_key": "04…",
                            "public_key_pem": "-----BEGIN PUBLIC KEY-----…",
                        }
                    ],
                    "certified_product": False,
                }
            ]
        }
    )

    keys: tuple[PublishedKey, ...]
    certified_product: bool = False


def current_key(resources: Resources, session: Session) -> Sm2Key:
    """The key of the settings, else the service's own, made at first need. Either is remembered in the caller's
    transaction, so that its public half is published before anything signed with it is."""
    if resources.key is not None:
        _remember(resources, session, resources.key, None)
        return resources.key
    row = signing_keys.own(session)
    if row is None:
        lock_key(session, "notice/signing_key")
        row = signing_keys.own(session)
    if row is not None and row.key_encrypted is not None:
        return Sm2Key.parse(resources.decrypt(KEY, row.key_id, row.key_encrypted))
    key = Sm2Key.generate()
    _remember(resources, session, key, resources.encrypt(KEY, key.key_id, key.text))
    return key


def read_keys(resources: Resources) -> PublishedKeys:
    """Every public key ever used, the current one first."""
    with resources.database.transaction() as session:
        current = current_key(resources, session)
        rows = signing_keys.all_keys(session)
    publics = [current.public, *(p for row in rows if (p := bytes.fromhex(row.public_hex)) != current.public)]
    return PublishedKeys(
        keys=tuple(
            PublishedKey(
                key_id=sm2.key_id(public), public_key=f"04{public.hex()}", public_key_pem=sm2.public_pem(public)
            )
            for public in publics
        )
    )


def _remember(resources: Resources, session: Session, key: Sm2Key, encrypted: str | None) -> None:
    row = EventSigningKey(
        key_id=key.key_id, public_hex=key.public.hex(), key_encrypted=encrypted, created_at=resources.clock.now()
    )
    signing_keys.remember(session, row)
