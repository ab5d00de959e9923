"""Routes for logging in, with or without a second factor, staying logged in and logging out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import ConfigDict, Field

from kernel.rates import address
from kernel.revocations import WAIT_SECONDS
from kernel.web.access import PUBLIC
from kernel.web.paging import Page, whole
from services.identity.api.own_account import Anybody
from services.identity.api.typed import Text, Typed
from services.identity.operations import second_factor, sessions, suspicion
from services.identity.operations.openings import SessionOpened
from services.identity.operations.resources import Resources

Ticket = Annotated[str, Field(max_length=1000)]


class LoginRequest(Typed):
    """`totp_code` only for accounts with a second factor."""

    model_config = ConfigDict(json_schema_extra={"example": {"account_name": "mujing_1988", "password": "Kaiye#2022"}})

    account_name: Text = ""
    password: Text = ""
    totp_code: Text | None = None


class MobileLoginRequest(Typed):
    """`sms_code` is one that was asked for with the purpose `login`."""

    model_config = ConfigDict(json_schema_extra={"example": {"mobile": "13800000001", "sms_code": "123456"}})

    mobile: Text = ""
    sms_code: Text = ""


class SecondFactorRequest(Typed):
    """`ticket` is in the details of the refusal `identity.second_factor_required`."""

    ticket: Ticket = ""
    totp_code: Text = ""


class DeviceRequest(Typed):
    """`ticket` is in the details of the refusal `identity.device_unconfirmed`."""

    ticket: Ticket = ""


class DeviceConfirmation(DeviceRequest):
    totp_code: Text = ""
    password: Text = ""
    password_confirm: Text = ""


class Device(Typed):
    """`uri` for a QR code, `secret` (base32) to be typed."""

    account_name: str
    secret: str
    uri: str


class OpenedSession(Typed):
    """`opened_by` is password, second_factor, unified or sms_code."""

    opened_at: datetime
    used_at: datetime
    expires_at: datetime
    opened_by: str


class EndedList(Typed):
    """`ended` has the first half of the SHA-256 of each session's id (claim `sid`), in hex."""

    version: str
    ended: list[str]


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
        wanted = sessions.OpenSession(typed.account_name, typed.password, typed.totp_code)
        with suspicion.watching(resources, address(request)):
            return tokens_of(sessions.open_session(resources, wanted, address(request)))

    @routes.post("/by-mobile", status_code=201, dependencies=[Depends(PUBLIC)])
    def open_session_by_mobile(typed: MobileLoginRequest, request: Request) -> Tokens:
        """Log in with a code sent to the mobile of an applicant's account."""
        resources.rates.count("login", address(request))
        with suspicion.watching(resources, address(request)):
            return tokens_of(
                sessions.open_session_by_mobile(resources, sessions.OpenByMobile(typed.mobile, typed.sms_code))
            )

    @routes.post("/second-factor", status_code=201, dependencies=[Depends(PUBLIC)])
    def answer_second_factor(typed: SecondFactorRequest, request: Request) -> Tokens:
        """The one-time code, after a right password."""
        resources.rates.count("login", address(request))
        return tokens_of(
            second_factor.answer_second_factor(
                resources, second_factor.AnswerSecondFactor(typed.ticket, typed.totp_code), address(request)
            )
        )

    @routes.post("/devices", status_code=201, dependencies=[Depends(PUBLIC)])
    def offer_device(typed: DeviceRequest, request: Request) -> Device:
        """The secret for the authenticator of somebody whose one-time password was right."""
        resources.rates.count("login", address(request))
        offered = second_factor.offer_device(resources, typed.ticket)
        return Device(account_name=offered.account_name, secret=offered.secret, uri=offered.uri)

    @routes.post("/devices/confirmation", status_code=201, dependencies=[Depends(PUBLIC)])
    def confirm_device(typed: DeviceConfirmation, request: Request) -> Tokens:
        """Show that the authenticator works and set one's own password: the first log-in of staff."""
        resources.rates.count("login", address(request))
        confirmed = second_factor.ConfirmDevice(**typed.model_dump())
        return tokens_of(second_factor.confirm_device(resources, confirmed, address(request)))

    @routes.get("")
    def list_sessions(caller: Anybody) -> Page[OpenedSession]:
        """The caller's own sessions that are not over."""
        return whole(
            OpenedSession(
                opened_at=each.opened_at, used_at=each.used_at, expires_at=each.expires_at, opened_by=each.opened_by
            )
            for each in sessions.list_sessions(resources, caller.subject)
        )

    @routes.get("/ended", dependencies=[Depends(PUBLIC)])
    async def list_ended_sessions(known: Annotated[str, Query(max_length=16)] = "") -> EndedList:
        """Sessions that ended while their access tokens could still be read, as digests. Answers as soon as the list is
        another one than the version that is `known`, within twenty seconds."""
        ended = await resources.ended.after(known, WAIT_SECONDS)
        return EndedList(version=ended.version, ended=sorted(ended.sessions))

    @routes.post("/refresh", dependencies=[Depends(PUBLIC)])
    def refresh_session(typed: RefreshRequest) -> Tokens:
        """A new pair of tokens; using a refresh token twice ends the session."""
        return tokens_of(sessions.refresh_session(resources, typed.refresh_token))

    @routes.delete("", status_code=204)
    def close_sessions(caller: Anybody) -> None:
        """Log out everywhere."""
        sessions.close_sessions(resources, caller.subject)

    return routes


def tokens_of(opened: SessionOpened) -> Tokens:
    return Tokens(access_token=opened.access_token, refresh_token=opened.refresh_token, expires_in=opened.expires_in)
