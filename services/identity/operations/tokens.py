"""Access tokens: signed here, checked everywhere with the published keys (RFC 7519, RFC 7517)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet
from uuid_utils import uuid7

from kernel.errors import Defect
from kernel.tokens import ACCESS, AUDIENCE, FOLLOWING, TICKET, Clerk, EndsSessions, Signs, TokenVerifier
from services.identity.domain.periods import ACCESS_TOKEN_LIFE, SIGNER_TICKET_LIFE, TICKET_LIFE


class TokenIssuer:
    """Signs with the first key and publishes all of them. To rotate, publish the new key as the last one first."""

    def __init__(self, keys: Iterable[ECKey], issuer: str) -> None:
        self._keys = list(keys)
        self.issuer = issuer
        for key in self._keys:
            key.ensure_kid()

    @classmethod
    def parse(cls, text: str, issuer: str) -> TokenIssuer:
        """Read base64 PEMs, comma separated. Raises Defect `identity.signing_key_malformed` without quoting them."""
        keys = []
        for entry in filter(None, (part.strip() for part in text.split(","))):
            try:
                key = ECKey.import_key(base64.b64decode(entry, validate=True))
            except (binascii.Error, JoseError, ValueError, TypeError):
                raise Defect("identity.signing_key_malformed", "expected base64 of a PEM") from None
            if key.curve_name != "P-256" or not key.is_private:
                raise Defect("identity.signing_key_malformed", "expected a private key on P-256")
            keys.append(key)
        if not keys:
            raise Defect("identity.signing_key_missing")
        return cls(keys, issuer)

    def issue(
        self,
        subject: str,
        roles: Iterable[str],
        authority: str | None,
        now: datetime,
        *,
        session_id: str | None = None,
        name: str | None = None,
        staff_no: str | None = None,
        clerk: Clerk | None = None,
    ) -> str:
        """`session_id` says with which session the token ends; `clerk` who acts for the subject at the window. `name`
        and `staff_no` are what staff sign decisions with; an applicant's token names nobody."""
        claims = self._claims(subject, roles, now, ACCESS_TOKEN_LIFE)
        given = {"authority": authority, "sid": session_id, "name": name, "staff_no": staff_no}
        told: dict[str, Any] = {claim: value for claim, value in given.items() if value is not None}
        if clerk is not None:
            acting = {"authority": clerk.authority, "name": clerk.name, "staff_no": clerk.staff_no}
            told["act"] = {"sub": clerk.subject, **acting}
        return self._signed(ACCESS, claims | {"aud": AUDIENCE} | told)

    def issue_ticket(self, subject: str, application_no: str, now: datetime) -> str:
        """A token without any role, good for following one application and nothing else."""
        claims = self._claims(subject, (), now, TICKET_LIFE)
        return self._signed(TICKET, claims | {"aud": FOLLOWING, "application": application_no})

    def issue_signer_ticket(self, subject: str, signs: Signs, now: datetime) -> str:
        """A token without any role, believed by the audience of `signs` alone: of whom is to be authenticated, or was
        authenticated, to sign one application in one window."""
        claim = {"application_no": signs.application_no, "window": signs.window, "party": signs.party}
        claims = self._claims(subject, (), now, SIGNER_TICKET_LIFE)
        return self._signed(TICKET, claims | {"aud": signs.audience, "signs": claim})

    def _claims(self, subject: str, roles: Iterable[str], now: datetime, life: timedelta) -> dict[str, Any]:
        return {
            "iss": self.issuer,
            "sub": subject,
            "roles": sorted(roles),
            "iat": int(now.timestamp()),
            "exp": int((now + life).timestamp()),
            "jti": str(uuid7()),
        }

    def _signed(self, kind: str, claims: dict[str, Any]) -> str:
        key = self._keys[0]
        return jwt.encode({"alg": "ES256", "typ": kind, "kid": key.kid}, claims, key, algorithms=["ES256"])

    def published(self) -> dict[str, Any]:
        """The JSON Web Key Set, public halves only."""
        return {"keys": [key.as_dict(private=False) | {"use": "sig", "alg": "ES256"} for key in self._keys]}


class OwnKeys(TokenVerifier):
    """Checks tokens with this service's own keys: asking itself over HTTP could wait for itself for ever."""

    def __init__(self, issuer: TokenIssuer, ended: EndsSessions) -> None:
        super().__init__("", issuer.issuer, ended)
        self._own = KeySet([ECKey.import_key(key) for key in issuer.published()["keys"]])

    def _kept(self) -> KeySet:
        return self._own

    def _key_set(self) -> KeySet:
        return self._own
