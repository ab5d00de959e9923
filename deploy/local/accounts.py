"""Staff accounts of a laptop's stack; the identity service makes them from KAIYE_IDENTITY_STAFF_ACCOUNTS."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from deploy.local.generated_secrets import SecretFile

_TYPED = 9  # random bytes: 72 bits, short enough to type
ROLES = ("examiner", "archivist", "operator")


@dataclass(frozen=True)
class Account:
    """`totp_secret` is base32, as authenticator apps take it (RFC 6238)."""

    login: str
    password: str
    role: str
    totp_secret: str


def staff_accounts(secrets: SecretFile) -> list[Account]:
    """One account per role, with a password and a second factor of this machine's own."""
    accounts = []
    for role in ROLES:
        seed = base64.b64decode(secrets.key(f"account-{role}-totp"))[:20]
        accounts.append(
            Account(role, secrets.password(f"account-{role}", _TYPED), role, base64.b32encode(seed).decode())
        )
    return accounts


def as_variable(accounts: Sequence[Account]) -> str:
    """The JSON array the identity service reads."""
    return json.dumps([asdict(account) for account in accounts])
