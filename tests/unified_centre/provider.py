"""`python -m tests.unified_centre.provider PORT`: an OpenID Connect provider of a library, which misbehaves when told.

`PUT /misbehave` takes `token` (claims of ID tokens that are replaced), `key` (`foreign`: ID tokens are signed with a
key that is published nowhere), `userinfo_only` (ID tokens without anything about the person), `down` (every protocol
request ends with 503), `slow` (seconds) and `garbage`. The library does not know PKCE (RFC 7636); the code challenge is
checked here.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
from joserfc import jwt
from joserfc.jwk import RSAKey
from oidc_provider_mock import _storage
from werkzeug.serving import make_server
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

KEYS: list[Any] = []


class Keeper(_storage.Storage):  # type: ignore[misc]  # the package has no types
    """Lets the misbehaviour sign with the provider's own key."""

    def __init__(self) -> None:
        super().__init__()
        KEYS.append(self.jwk)


class Misbehaving:
    """Around the provider: checks PKCE, and spoils what it was told to spoil."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app
        self._fault: dict[str, Any] = {}
        self._challenges: dict[str, str] = {}
        self._foreign = RSAKey.generate_key(2048, auto_kid=True)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ)
        return self._answer(request, environ)(environ, start)

    def _answer(self, request: Request, environ: dict[str, Any]) -> Response:
        if request.path == "/misbehave":
            self._fault = request.get_json()
            return Response(status=204)
        protocol = not request.path.startswith("/users/")
        if protocol and self._fault.get("down"):
            return Response(status=503)
        if protocol:
            time.sleep(self._fault.get("slow", 0))
        if request.path == "/oauth2/token":
            return self._token(request, environ)
        answer = Response.from_app(self._app, environ, buffered=True)
        if request.path == "/oauth2/authorize" and answer.location:
            code = parse_qs(urlsplit(answer.location).query).get("code", [""])[0]
            self._challenges[code] = request.args.get("code_challenge", "")
        if request.path == "/jwks" and self._fault.get("garbage"):
            return Response("<html>", content_type="application/json")
        return answer

    def _token(self, request: Request, environ: dict[str, Any]) -> Response:
        form = request.form
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        right = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if self._challenges.get(form.get("code", "")) != right:
            return _error("invalid_grant")
        if request.authorization is None or request.authorization.password != "secret-of-tests":
            return _error("invalid_client", 401)
        body = {key: form[key] for key in form}
        answer = Client(self._app).post(
            request.path,
            data=body,
            base_url=request.host_url,
            headers={"Authorization": request.headers["Authorization"]},
        )
        content = answer.get_json()
        if "id_token" not in content:
            return _error(content["error"])
        own = RSAKey.import_key(KEYS[0].as_dict(is_private=True))
        claims = jwt.decode(content["id_token"], own, algorithms=["RS256"]).claims | self._fault.get("token", {})
        claims = {name: value for name, value in claims.items() if value is not None}
        key = self._foreign if self._fault.get("key") == "foreign" else own
        header = {"alg": "RS256", "kid": key.kid} if key.kid else {"alg": "RS256"}
        content["id_token"] = jwt.encode(header, claims, key, algorithms=["RS256"])
        if self._fault.get("userinfo_only"):
            kept = {"iss", "aud", "exp", "iat", "sub", "nonce"}
            bare = {name: value for name, value in claims.items() if name in kept}
            content["id_token"] = jwt.encode(header, bare, key, algorithms=["RS256"])
        return Response(json.dumps(content), content_type="application/json")


def _error(code: str, status: int = 400) -> Response:
    return Response(json.dumps({"error": code}), status=status, content_type="application/json")


def main() -> None:
    from oidc_provider_mock import _app

    _app.Storage = Keeper
    provider = oidc_provider_mock.app(require_nonce=True)
    make_server("127.0.0.1", int(sys.argv[1]), Misbehaving(provider.wsgi_app), threaded=True).serve_forever()


if __name__ == "__main__":
    main()
