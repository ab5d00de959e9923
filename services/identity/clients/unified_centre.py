"""The unified authentication centre (统一身份认证中心) as an OpenID Connect provider (Core 1.0, Discovery 1.0)."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

import httpx
import structlog
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, Field, ValidationError

from kernel.connections import http_client
from kernel.errors import Defect, Outage, Refusal

log = structlog.get_logger()

Answer = TypeVar("Answer", bound=BaseModel)

_ALGORITHMS = ["RS256", "PS256", "ES256"]
"""Public keys only: neither `none` nor a shared secret."""

_SCOPE = "openid profile phone"
_METADATA_SECONDS, _KEYS_SECONDS, _KEYS_AGAIN_SECONDS = 3600, 300, 5
_LEEWAY_SECONDS = 60


class Metadata(BaseModel):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    end_session_endpoint: str | None = None


class _Tokens(BaseModel):
    id_token: str = Field(max_length=20_000)
    access_token: str = Field(min_length=1, max_length=20_000)


class _Error(BaseModel):
    error: str


class Claims(BaseModel):
    """What the centre says of somebody: standard names where there are any, `id_number` and `id_document_type` (code
    of GB/T 2261-like tables, 10 is the resident's card) and `real_name_verified` beside them."""

    sub: str = Field(min_length=1, max_length=255)
    name: str | None = None
    id_document_type: str = "10"
    id_number: str | None = None
    phone_number: str | None = None
    phone_number_verified: bool = False
    real_name_verified: bool = False


@dataclass(frozen=True)
class Registration:
    """This service as the centre knows it."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_url: str
    local: bool = False


class UnifiedCentre:
    """Safe to share between threads. Anything but a clear answer is Outage `identity.unified_unavailable`."""

    def __init__(self, registration: Registration, timeout: float) -> None:
        self.registration = registration
        self._client = http_client(timeout)
        self._lock = threading.Lock()
        self._metadata: tuple[float, Metadata] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def authorization_url(self, state: str, nonce: str, challenge: str) -> str:
        """Where the browser goes to log in (Core 3.1.2.1, RFC 7636)."""
        wanted = {
            "response_type": "code",
            "client_id": self.registration.client_id,
            "redirect_uri": self.registration.redirect_url,
            "scope": _SCOPE,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{self.metadata().authorization_endpoint}?{urlencode(wanted)}"

    def logout_url(self, back_to: str) -> str | None:
        """Where the browser logs out of the centre too (RP-Initiated Logout 1.0), if the centre offers it."""
        endpoint = self.metadata().end_session_endpoint
        if endpoint is None:
            return None
        return (
            f"{endpoint}?{urlencode({'client_id': self.registration.client_id, 'post_logout_redirect_uri': back_to})}"
        )

    def redeem(self, code: str, verifier: str, nonce: str, now: int) -> Claims:
        """Trade an authorization code for what the centre says of its bearer.

        Refusals `identity.unified_code_refused` (the code was used, is over or is not ours) and
        `identity.unified_token_invalid` (what came back cannot be trusted), both 401; Defect
        `identity.unified_client_refused` when the centre does not know us.
        """
        metadata = self.metadata()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.registration.redirect_url,
            "code_verifier": verifier,
        }
        try:
            response = self._client.post(
                metadata.token_endpoint,
                data=form,
                auth=(self.registration.client_id, self.registration.client_secret),
                headers={"Accept": "application/json"},
            )
        except httpx.HTTPError:
            # Without the cause: its text may quote the code.
            raise unavailable() from None
        if response.status_code in {400, 401}:
            error = _parsed(_Error, response).error
            if error == "invalid_grant":
                raise _code_refused()
            raise Defect("identity.unified_client_refused", error if error.replace("_", "").isalpha() else "")
        tokens = _parsed(_Tokens, response)
        claims = self._verified(tokens.id_token, nonce, now)
        if "id_number" not in claims and metadata.userinfo_endpoint:
            claims |= self._user_info(metadata.userinfo_endpoint, tokens.access_token, claims["sub"])
        try:
            return Claims.model_validate(claims)
        except ValidationError:
            raise unavailable() from None

    def metadata(self) -> Metadata:
        """The centre's own description, kept for an hour; its issuer must be the configured one (Discovery 4.3)."""
        with self._lock:
            if self._metadata is None or time.monotonic() - self._metadata[0] > _METADATA_SECONDS:
                issuer = self.registration.issuer
                found = self._get(Metadata, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
                endpoints = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri)
                safe = self.registration.local or all(url.startswith("https://") for url in endpoints)
                if found.issuer != issuer or not safe:
                    log.error("unified_metadata_refused")
                    raise unavailable()
                self._metadata = (time.monotonic(), found)
            return self._metadata[1]

    def close(self) -> None:
        self._client.close()

    def _verified(self, id_token: str, nonce: str, now: int) -> dict[str, Any]:
        """Signature, issuer, audience, time and nonce of an ID token (Core 3.1.3.7)."""
        own = self.registration.client_id
        try:
            try:
                token = jwt.decode(id_token, self._key_set(_KEYS_SECONDS), algorithms=_ALGORITHMS)
            except InvalidKeyIdError:  # perhaps a key that is newer than what we know
                token = jwt.decode(id_token, self._key_set(_KEYS_AGAIN_SECONDS), algorithms=_ALGORITHMS)
            jwt.JWTClaimsRegistry(
                now=now,
                leeway=_LEEWAY_SECONDS,
                iss={"essential": True, "value": self.registration.issuer},
                aud={"essential": True, "value": own},
                exp={"essential": True},
                iat={"essential": True},
                sub={"essential": True},
                nonce={"essential": True, "value": nonce},
            ).validate(token.claims)
        except (JoseError, ValueError, TypeError) as error:
            log.warning("unified_token_refused", error_code=type(error).__name__)
            raise _token_invalid() from None
        audience = token.claims["aud"]
        alone = isinstance(audience, str) or len(audience) == 1
        if token.claims.get("azp", own if alone else None) != own:
            log.warning("unified_token_refused", error_code="azp")
            raise _token_invalid()
        return dict(token.claims)

    def _user_info(self, endpoint: str, access_token: str, subject: str) -> Mapping[str, Any]:
        """Core 5.3: an answer about somebody else is not ours."""
        found = self._get(_UserInfo, endpoint, {"Authorization": f"Bearer {access_token}"})
        if found.sub != subject:
            raise _token_invalid()
        return found.model_dump()

    def _key_set(self, newer_than: float) -> KeySet:
        metadata = self.metadata()
        with self._lock:
            if self._keys is None or time.monotonic() - self._keys[0] > newer_than:
                found = self._get(_Keys, metadata.jwks_uri)
                try:
                    self._keys = (time.monotonic(), KeySet.import_key_set({"keys": found.keys}))
                except (JoseError, ValueError):
                    raise unavailable() from None
            return self._keys[1]

    def _get(self, model: type[Answer], url: str, headers: Mapping[str, str] | None = None) -> Answer:
        try:
            return _parsed(model, self._client.get(url, headers=dict(headers or {})))
        except httpx.HTTPError:
            raise unavailable() from None


class _Keys(BaseModel):
    keys: list[dict[str, Any]]


class _UserInfo(BaseModel, extra="allow"):
    sub: str


def _parsed(model: type[Answer], response: httpx.Response) -> Answer:
    if response.status_code not in {200, 400, 401}:
        raise unavailable()
    try:
        return model.model_validate_json(response.content)
    except ValidationError:
        raise unavailable() from None


def unavailable() -> Outage:
    return Outage(
        "identity.unified_unavailable",
        "统一身份认证中心暂时没有响应，请稍后再试，或用账号密码登录；这不代表您的信息有误",
        "The unified authentication centre gives no answer right now; try again later or log in with your password. "
        "This says nothing about you",
    )


def _code_refused() -> Refusal:
    return Refusal(
        "identity.unified_code_refused",
        "这次登录已失效，请重新从统一身份认证中心登录",
        "This log-in is over; please begin again at the unified authentication centre",
        status=401,
    )


def _token_invalid() -> Refusal:
    return Refusal(
        "identity.unified_token_invalid",
        "统一身份认证中心返回的结果无法核验，请重新登录；这不代表您的信息有误",
        "What the unified authentication centre answered cannot be verified; please log in again. "
        "This says nothing about you",
        status=401,
    )
