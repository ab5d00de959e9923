"""Access tokens (RFC 9068 in spirit: short-lived ES256 JWTs) and who their bearer is."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from enum import StrEnum

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from kernel.errors import Outage, Refusal


class Role(StrEnum):
    APPLICANT = "applicant"
    EXAMINER = "examiner"
    ARCHIVIST = "archivist"
    OPERATOR = "operator"
    """Operations staff: sees cases' course, never their content."""


@dataclass(frozen=True, slots=True)
class Principal:
    """The bearer of a valid token. `subject` is an opaque account reference; `authority` is set for staff. A ticket
    has no role: it lets its bearer follow the one application it names."""

    subject: str
    roles: frozenset[Role]
    authority: str | None = None
    application: str | None = None


class TokenVerifier:
    """Checks signature, issuer and expiry against the issuer's published keys, fetched when first needed."""

    def __init__(self, jwks_url: str, issuer: str, *, refresh_seconds: float = 300) -> None:
        self._url = jwks_url
        self._issuer = issuer
        self._refresh = refresh_seconds
        self._keys: KeySet | None = None
        self._fetched = 0.0
        self._lock = threading.Lock()

    def verify(self, token: str) -> Principal:
        """Raises Refusal `access.token_invalid` (401) or Outage `access.keys_unavailable`."""
        try:
            decoded = jwt.decode(token, self._key_set(), algorithms=["ES256"])
            jwt.JWTClaimsRegistry(
                iss={"essential": True, "value": self._issuer},
                exp={"essential": True},
                sub={"essential": True},
            ).validate(decoded.claims)
            return Principal(
                subject=str(decoded.claims["sub"]),
                roles=frozenset(Role(role) for role in decoded.claims.get("roles", ())),
                authority=decoded.claims.get("authority"),
                application=decoded.claims.get("application"),
            )
        except (JoseError, ValueError, KeyError):
            raise Refusal(
                "access.token_invalid",
                "登录已失效，请重新登录",
                "Your session has ended; please log in again",
                status=401,
            ) from None

    def _key_set(self) -> KeySet:
        with self._lock:
            if self._keys is None or time.monotonic() - self._fetched > self._refresh:
                try:
                    response = httpx.get(self._url, timeout=5)
                    response.raise_for_status()
                    self._keys = KeySet.import_key_set(response.json())
                    self._fetched = time.monotonic()
                except (httpx.HTTPError, JoseError, ValueError) as error:
                    if self._keys is None:
                        raise Outage("access.keys_unavailable") from error
            return self._keys
