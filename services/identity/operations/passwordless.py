"""An account of somebody who was verified elsewhere and has chosen neither name nor password."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Protocol

from uuid_utils import uuid7

from kernel.tokens import Role
from services.identity.domain.persons import account_key, mobile_key
from services.identity.operations.resources import Resources
from services.identity.store import accounts

_NATURAL_PERSON = "1"


class Verified(Protocol):
    """Who it is of; all of it was verified."""

    @property
    def name(self) -> str: ...
    @property
    def id_document_type(self) -> str: ...
    @property
    def id_number(self) -> str: ...
    @property
    def mobile(self) -> str: ...


def account_without_password(
    resources: Resources,
    person: Verified,
    *,
    named: str,
    person_hash: str,
    reference_no: str,
    verified_at: datetime,
    created_at: datetime,
    agreement_edition: str | None = None,
) -> accounts.Account:
    """Nobody knows its password; its owner comes in with a code to the mobile, and may set one. `named` begins the name
    of the account and tells where it is from."""
    account_id, name = str(uuid7()), f"{named}{secrets.token_hex(6)}"
    encrypt = resources.ring.encrypt_text
    return accounts.Account(
        account_id=account_id,
        account_name=name,
        account_name_key=account_key(name),
        password_hash=resources.passwords.hash(secrets.token_urlsafe(32)),
        roles=[Role.APPLICANT],
        identity_type=_NATURAL_PERSON,
        id_document_type=person.id_document_type,
        name_encrypted=encrypt(person.name, f"account:name:{account_id}"),
        id_number_encrypted=encrypt(person.id_number, f"account:id_number:{account_id}"),
        mobile_encrypted=encrypt(person.mobile, f"account:mobile:{account_id}"),
        person_hash=person_hash,
        mobile_hash=resources.hash(mobile_key(person.mobile)),
        registry_reference_no=reference_no,
        verified_at=verified_at,
        agreement_edition=agreement_edition,
        created_at=created_at,
    )
