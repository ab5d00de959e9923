"""Who acts in the request that is being answered, in which role, and from which address: bound where the request comes
in, so that whatever writes a trail need not be told. A step of a case that nobody's request carries out acts for the
case itself."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import structlog

from kernel.keyring import keyed_hash

CASE, SIGNER = "case", "signer"
"""Roles of no account: a case that goes on by itself, and a phone that was let in to sign."""
_OWN_ADDRESSES = frozenset({"applicant", CASE, SIGNER})


@dataclass(frozen=True, slots=True)
class Acting:
    """`subject` is an account's reference, or what else the guard of a route knows the caller by."""

    subject: str
    role: str


_who: ContextVar[Acting | None] = ContextVar("who_acts", default=None)
_where: ContextVar[str | None] = ContextVar("where_from", default=None)


def bind_address(scope: Any) -> None:
    """Of a request that comes in; nobody acts in it yet."""
    client = scope.get("client")
    _where.set(client[0] if client else None)
    _who.set(None)


def bind_actor(subject: str, role: str) -> None:
    """For the rest of this request."""
    _who.set(Acting(subject, role))


def who_acts() -> Acting:
    return _who.get() or Acting(CASE, CASE)


def where_from(hash_key: bytes, role: str) -> str | None:
    """The address as a trail says it: that of staff in clear, since it is their authority's machine; that of anybody
    else as a keyed hash, by which the same one is known again."""
    address = _where.get()
    if address is None or role == CASE:
        return None
    return keyed_hash(hash_key, f"address:{address}") if role in _OWN_ADDRESSES else address


def request_id() -> str | None:
    """The id that log lines of this request, or of the step it asked for, carry."""
    found = structlog.contextvars.get_contextvars().get("request_id")
    return str(found) if found else None
