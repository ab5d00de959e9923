"""Staff accounts of a laptop's stack; the identity service makes them from KAIYE_IDENTITY_DEMO_STAFF."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from deploy.local.generated_secrets import SecretFile

_DATONG_PINGCHENG = "14021300"
_SHENYANG_TIEXI = "21010600"
_STAFF = (
    ("examiner", "examiner", _DATONG_PINGCHENG, "郝明澈", "PC-0107"),
    ("countersigner", "examiner", _DATONG_PINGCHENG, "卢静姝", "PC-0112"),
    ("head_officer", "head", _DATONG_PINGCHENG, "贺长亭", "PC-0001"),
    ("licence_officer", "licence_office", _DATONG_PINGCHENG, "安履正", "PC-0201"),
    ("window_officer", "window", _DATONG_PINGCHENG, "童守窗", "PC-0401"),
    ("archivist", "archivist", _DATONG_PINGCHENG, "谭守卷", "PC-0301"),
    ("examiner2", "examiner", _SHENYANG_TIEXI, "佟若溪", "TX-0105"),
    ("licence_officer2", "licence_office", _SHENYANG_TIEXI, "关发祥", "TX-0201"),
    ("operations", "operations", None, None, None),
    ("auditor", "auditor", None, None, None),
)
"""Invented persons: account, role, authority, name and number."""

_TYPED = 9  # random bytes: 72 bits, short enough to type
_KINDS = "Aa1!"  # the password rule asks for one character of each kind
_STEP_SECONDS = 30


@dataclass(frozen=True)
class Account:
    """`authority` is a registration authority's code; `totp_secret` is base32, as authenticator apps take it."""

    account_name: str
    password: str
    roles: tuple[str, ...]
    authority: str | None
    totp_secret: str
    name: str | None = None
    staff_no: str | None = None


def staff_accounts(secrets: SecretFile) -> list[Account]:
    """An account per role, with a password and a second factor of this machine's own; a refusal takes two
    examiners of one authority; `examiner2` belongs to another one and must not see their cases."""
    accounts = []
    for name, role, authority, person, number in _STAFF:
        password = secrets.password(f"account-{name}", _TYPED) + _KINDS
        seed = base64.b64decode(secrets.key(f"account-{name}-totp"))[:20]
        accounts.append(Account(name, password, (role,), authority, base64.b32encode(seed).decode(), person, number))
    return accounts


def as_variable(accounts: Sequence[Account]) -> str:
    """The JSON array the identity service reads."""
    return json.dumps([asdict(account) for account in accounts])


def captcha_answer(secrets: SecretFile) -> str:
    """What answers every captcha of this machine's stack, for the demonstration and the tests."""
    return hashlib.sha256(secrets.key("captcha-answer").encode()).hexdigest()[:6]


def totp(secret: str, seconds: float) -> str:
    """The six digits of `secret` (base32) at a Unix time (RFC 6238, SHA-1, 30 s)."""
    counter = int(seconds // _STEP_SECONDS).to_bytes(8)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    offset = digest[-1] & 0x0F
    return f"{(int.from_bytes(digest[offset : offset + 4]) & 0x7FFFFFFF) % 1_000_000:06d}"
