"""Routes for logging in through the unified authentication centre."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from kernel.rates import address
from kernel.web.access import PUBLIC
from services.identity.api.proofs import SmsCodeAnswer
from services.identity.api.sessions import Tokens, tokens_of
from services.identity.api.typed import Text, Typed
from services.identity.operations import unified
from services.identity.operations.openings import SessionOpened
from services.identity.operations.resources import Resources

Code = Annotated[str, Field(max_length=4000)]


class Begun(BaseModel):
    """`login` stays with the browser; `logout_url` logs out of the centre, where it offers that."""

    login: str
    state: str
    authorization_url: str
    logout_url: str | None


class AnswerRequest(Typed):
    login: Text = ""
    state: Text = ""
    code: Code = ""


class Answered(BaseModel):
    """Either `tokens`, or what must follow: `link` (an SMS code to the masked `mobile`) or `create` (the agreement)."""

    tokens: Tokens | None = None
    follows: Literal["link", "create"] | None = None
    name: str | None = None
    mobile: str | None = None


class CodeRequest(Typed):
    login: Text = ""


class CompletionRequest(CodeRequest):
    sms_code: Text = ""
    agreement_accepted: bool = False


class Connected(BaseModel):
    connected: bool


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/sessions/unified", tags=["unified"])

    @routes.get("", dependencies=[Depends(PUBLIC)])
    def is_connected() -> Connected:
        """Whether people can log in through the unified authentication centre at all."""
        return Connected(connected=resources.centre is not None)

    @routes.post("/logins", status_code=201, dependencies=[Depends(PUBLIC)])
    def begin_login(request: Request) -> Begun:
        """Where the browser must go, and what it must bring back."""
        resources.rates.count("login", address(request))
        begun = unified.begin_login(resources)
        return Begun(
            login=begun.login,
            state=begun.state,
            authorization_url=begun.authorization_url,
            logout_url=begun.logout_url,
        )

    @routes.post("", dependencies=[Depends(PUBLIC)])
    def answer_login(typed: AnswerRequest, request: Request) -> Answered:
        """What the browser brought back: tokens, or what must follow a first log-in."""
        resources.rates.count("login", address(request))
        answer = unified.answer_login(resources, unified.AnswerLogin(**typed.model_dump()))
        if isinstance(answer, SessionOpened):
            return Answered(tokens=tokens_of(answer))
        return Answered(follows=answer.kind, name=answer.name, mobile=answer.mobile)

    @routes.post("/codes", status_code=202, dependencies=[Depends(PUBLIC)])
    def send_link_code(typed: CodeRequest, request: Request) -> SmsCodeAnswer:
        """An SMS code to the mobile of the account that is to be linked."""
        resources.rates.count("sms", address(request))
        sent = unified.send_link_code(resources, typed.login)
        return SmsCodeAnswer(expires_at=sent.expires_at, resend_after_seconds=sent.resend_after_seconds)

    @routes.post("/completion", status_code=201, dependencies=[Depends(PUBLIC)])
    def complete_login(typed: CompletionRequest, request: Request) -> Tokens:
        """Link the account the person has, or open one."""
        resources.rates.count("login", address(request))
        return tokens_of(unified.complete_login(resources, unified.CompleteLogin(**typed.model_dump())))

    return routes
