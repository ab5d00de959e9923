"""Routes for logging in, staying logged in and logging out."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import ConfigDict

from kernel.tokens import Principal, Role
from kernel.web.access import PUBLIC, Access
from services.identity.api.accounts import Text, Typed, address
from services.identity.operations import sessions
from services.identity.operations.resources import Resources


class LoginRequest(Typed):
    """`totp_code` only for accounts with a second factor."""

    model_config = ConfigDict(json_schema_extra={"example": {"account_name": "mujing_1988", "password": "Kaiye#2022"}})

    account_name: Text = ""
    password: Text = ""
    totp_code: Text | None = None


class RefreshRequest(Typed):
    refresh_token: Text = ""


class Tokens(Typed):
    access_token: str
    refresh_token: str
    token_type: Literal["Bearer"] = "Bearer"
    expires_in: int


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/sessions", tags=["sessions"])

    @routes.post("", status_code=201, dependencies=[Depends(PUBLIC)])
    def open_session(typed: LoginRequest, request: Request) -> Tokens:
        """Log in: an access token for fifteen minutes, a refresh token for at most twelve hours."""
        resources.rates.count("login", address(request))
        opened = sessions.open_session(
            resources, sessions.OpenSession(typed.account_name, typed.password, typed.totp_code)
        )
        return _tokens(opened)

    @routes.post("/refresh", dependencies=[Depends(PUBLIC)])
    def refresh_session(typed: RefreshRequest) -> Tokens:
        """A new pair of tokens; using a refresh token twice ends the session."""
        return _tokens(sessions.refresh_session(resources, typed.refresh_token))

    @routes.delete("", status_code=204)
    def close_sessions(caller: Annotated[Principal, Depends(Access(*Role))]) -> None:
        """Log out everywhere."""
        sessions.close_sessions(resources, caller.subject)

    return routes


def _tokens(opened: sessions.SessionOpened) -> Tokens:
    return Tokens(access_token=opened.access_token, refresh_token=opened.refresh_token, expires_in=opened.expires_in)
