"""What a browser keeps for us, in encrypted cookies: the session, the signer, language and ease, and notes."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.portal.api.ciphers import Cipher
from services.portal.api.visits import (
    EASY_COOKIE,
    LANGUAGE_COOKIE,
    NOTES,
    SCOPE,
    SESSION_COOKIE,
    SESSION_SECONDS,
    SIGNER_COOKIE,
    Visit,
    note_cookie,
)
from services.portal.domain.tokens import Tokens
from services.portal.domain.visitors import VISITOR

_SIGNER_SECONDS = 30 * 60
_YEAR_SECONDS = 365 * 24 * 3600
_OF_THIS_HOST = "__Host-"
"""A browser takes a cookie of such a name from the host alone, over HTTPS and for all of its pages (RFC 6265bis)."""


class Visits:
    """Around every request: reads the visitor's cookies and writes those that changed."""

    def __init__(self, app: ASGIApp, cipher: Cipher, secure: bool) -> None:
        self._app = app
        self._cipher = cipher
        self._secure = secure
        self._prefix = _OF_THIS_HOST if secure else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visit = self._visit(scope)
        scope[SCOPE] = visit
        VISITOR.set(scope["client"][0] if scope.get("client") else None)

        async def respond(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name in sorted(visit.changed):
                    headers.append("Set-Cookie", self._cookie(name, visit))
            await send(message)

        await self._app(scope, receive, respond)

    def _visit(self, scope: Scope) -> Visit:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        sent = cookie_parser(headers.get(b"cookie", ""))
        # Over HTTPS only what this very host set: another one of the domain may set any other name.
        cookies = {
            name.removeprefix(self._prefix): value for name, value in sent.items() if name.startswith(self._prefix)
        }
        visit = Visit(
            scope["path"],
            scope["method"],
            by_script=b"hx-request" in headers,
            takes_gzip="gzip" in headers.get(b"accept-encoding", ""),
        )
        if cookies.get(LANGUAGE_COOKIE) == "en":
            visit.language = "en"
        visit.easy = cookies.get(EASY_COOKIE) == "on"
        kept = self._cipher.open(cookies.get(SESSION_COOKIE, ""), SESSION_COOKIE)
        if isinstance(kept, dict):
            visit.form_token = kept.get("csrf")
            if kept.get("tokens"):
                visit.tokens = Tokens(*kept["tokens"])
        signer = self._cipher.open(cookies.get(SIGNER_COOKIE, ""), SIGNER_COOKIE)
        visit.signer = signer if isinstance(signer, dict) else None
        for name in NOTES:
            if (encrypted := cookies.get(note_cookie(name))) and (content := self._cipher.open(encrypted, name)):
                visit.notes[name] = content
        return visit

    def _cookie(self, name: str, visit: Visit) -> str:
        if name == LANGUAGE_COOKIE:
            value, seconds = str(visit.language), _YEAR_SECONDS
        elif name == EASY_COOKIE:
            value, seconds = "on" if visit.easy else "", _YEAR_SECONDS
        elif name == SIGNER_COOKIE:
            value, seconds = self._cipher.close(visit.signer, name) if visit.signer else "", _SIGNER_SECONDS
        elif note := next((each for each in NOTES if note_cookie(each) == name), None):
            content = visit.notes[note]
            value, seconds = self._cipher.close(content, note) if content else "", NOTES[note]
        else:
            tokens = visit.tokens
            kept = {
                "csrf": visit.form_token,
                "tokens": [tokens.access, tokens.refresh, tokens.expires_at] if tokens else [],
            }
            value, seconds = self._cipher.close(kept, name) if visit.form_token or tokens else "", SESSION_SECONDS
        lasts = f"Max-Age={seconds if value else 0}"
        return (
            f"{self._prefix}{name}={value}; Path=/; {lasts}; HttpOnly; SameSite=Lax{'; Secure' if self._secure else ''}"
        )
