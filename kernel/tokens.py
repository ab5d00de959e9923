"""Access tokens (RFC 9068 in spirit: short-lived ES256 JWTs) and who their bearer is."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from kernel.connections import tls_context
from kernel.counters import Work, count
from kernel.errors import Outage, Refusal
from kernel.revocations import revocations_of


class Role(StrEnum):
    APPLICANT = "applicant"
    EXAMINER = "examiner"
    HEAD = "head"
    """负责人: approves extensions of reviews, countersigns, sees an authority's workload."""
    LICENCE_OFFICE = "licence_office"
    """发照人员: prints licences on numbered blanks and hands them out."""
    WINDOW = "window"
    """窗口收件人员: takes in what somebody brings on paper, with that person beside them."""
    ARCHIVIST = "archivist"
    OPERATIONS = "operations"
    """Runs the system: sees cases' course, never their content."""

    AUDITOR = "auditor"
    """Reads who did and saw what, of all authorities; never the content of a case."""

    @classmethod
    def _missing_(cls, value: object) -> Role | None:
        """Accounts and tokens of earlier releases call operations `operator`."""
        return cls.OPERATIONS if value == "operator" else None


@dataclass(frozen=True, slots=True)
class Signs:
    """Who the identity service says its bearer is: the party of an application's signing window. `audience` is who
    believes it: `identity` of somebody who is to be authenticated, `signing` of somebody who was."""

    application_no: str
    window: int
    party: str
    audience: str


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who of the staff acts for somebody who stands at the window: account, authority, and name and number (工号)."""

    subject: str
    authority: str
    name: str
    staff_no: str


@dataclass(frozen=True, slots=True)
class Principal:
    """The bearer of a valid token. `subject` is an opaque account reference; `authority` is set for staff, and so are
    `name` and `staff_no` (工号), with which they sign, where their account has them. At the window the bearer is the
    person concerned, and `clerk` who types for them (RFC 8693, claim `act`). A ticket has no role: it lets its bearer
    follow the one application it names, or be authenticated and sign as `signs`."""

    subject: str
    roles: frozenset[Role]
    authority: str | None = None
    application: str | None = None
    signs: Signs | None = None
    name: str | None = None
    staff_no: str | None = None
    clerk: Clerk | None = None


ACCESS, TICKET = "at+jwt", "ticket+jwt"
"""The types of tokens (RFC 8725 3.11): of an account, and of whoever may do one thing. Neither passes for the other."""

AUDIENCE, FOLLOWING = "kaiye", "progress"
"""Who believes an access token, and who a ticket to follow an application; a signer's ticket names one of `Signs`."""


class EndsSessions(Protocol):
    def includes(self, session_id: str) -> bool: ...


class TokenVerifier:
    """Checks type, signature, issuer, audience and expiry against the issuer's published keys, fetched when first
    needed, and that the session has not ended since."""

    def __init__(
        self, jwks_url: str, issuer: str, ended: EndsSessions | None = None, *, refresh_seconds: float = 300
    ) -> None:
        self._url = jwks_url
        self._ended = ended or revocations_of(jwks_url)
        self._issuer = issuer
        self._refresh = refresh_seconds
        self._keys: KeySet | None = None
        self._fetched = 0.0
        self._lock = threading.Lock()

    def verify(self, token: str) -> Principal:
        """Raises Refusal `access.token_invalid` (401) or Outage `access.keys_unavailable`."""
        return self._bearer(token, self._key_set())

    async def verify_at_once(self, token: str) -> Principal:
        """As `verify`, on an event loop: only where keys have to be fetched a thread waits for them."""
        keys = self._kept()
        if keys is None:
            keys = await asyncio.to_thread(self._key_set)
        return self._bearer(token, keys)

    def _bearer(self, token: str, keys: KeySet) -> Principal:
        try:
            decoded = jwt.decode(token, keys, algorithms=["ES256"])
            jwt.JWTClaimsRegistry(
                iss={"essential": True, "value": self._issuer},
                exp={"essential": True},
                sub={"essential": True},
            ).validate(decoded.claims)
            _check_kind(decoded.header.get("typ"), decoded.claims)
            if (sid := decoded.claims.get("sid")) is not None and self._ended.includes(str(sid)):
                raise ValueError("ended")
            return Principal(
                subject=str(decoded.claims["sub"]),
                roles=frozenset(Role(role) for role in decoded.claims.get("roles", ())),
                authority=decoded.claims.get("authority"),
                application=decoded.claims.get("application"),
                signs=_signs(decoded.claims),
                name=decoded.claims.get("name"),
                staff_no=decoded.claims.get("staff_no"),
                clerk=_clerk(decoded.claims),
            )
        except (JoseError, ValueError, KeyError, TypeError):
            raise Refusal(
                "access.token_invalid",
                "登录已失效，请重新登录",
                "Your session has ended; please log in again",
                status=401,
            ) from None

    def _kept(self) -> KeySet | None:
        """The keys, while they need not be fetched."""
        return self._keys if time.monotonic() - self._fetched <= self._refresh else None

    def _key_set(self) -> KeySet:
        with self._lock:
            keys = self._kept()
            if keys is None:
                count(Work.OWN_REQUEST)
                try:
                    response = httpx.get(self._url, verify=tls_context(), timeout=5)
                    response.raise_for_status()
                    keys = self._keys = KeySet.import_key_set(response.json())
                    self._fetched = time.monotonic()
                except (httpx.HTTPError, JoseError, ValueError) as error:
                    if self._keys is None:
                        raise Outage("access.keys_unavailable") from error
                    keys = self._keys
            return keys


def _check_kind(kind: object, claims: dict[str, Any]) -> None:
    """Raises ValueError unless type and audience are those of what the token lets its bearer do."""
    if kind == ACCESS:
        known = claims.get("aud") == AUDIENCE and not claims.keys() & {"application", "signs"}
    else:
        follows, signs = "application" in claims, "signs" in claims
        known = kind == TICKET and not claims.get("roles") and follows != signs
        known = known and (claims.get("aud") == FOLLOWING if follows else claims.get("aud") in _ADMITTING)
    if not known:
        raise ValueError(kind)


def _clerk(claims: dict[str, Any]) -> Clerk | None:
    """Raises ValueError, KeyError or TypeError for a claim that is not one of ours: whoever acts for another acts for
    an applicant."""
    claim = claims.get("act")
    if claim is None:
        return None
    if claims.get("roles") != [Role.APPLICANT]:
        raise ValueError("act")
    return Clerk(str(claim["sub"]), str(claim["authority"]), str(claim["name"]), str(claim["staff_no"]))


_ADMITTING = ("identity", "signing")


def _signs(claims: dict[str, Any]) -> Signs | None:
    """Raises ValueError, KeyError or TypeError for a claim that is not one of ours."""
    claim = claims.get("signs")
    if claim is None:
        return None
    return Signs(str(claim["application_no"]), int(claim["window"]), str(claim["party"]), str(claims["aud"]))
