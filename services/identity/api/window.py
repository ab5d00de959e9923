"""Routes of the window: whoever stands there is identified, and a clerk acts for them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from kernel.tokens import Principal, Role
from kernel.web.access import Access
from services.identity.api.sessions import Tokens, tokens_of
from services.identity.api.typed import Text, Typed
from services.identity.operations import window
from services.identity.operations.resources import Resources

Clerk = Annotated[Principal, Depends(Access(Role.WINDOW))]


class CodeRequest(Typed):
    model_config = ConfigDict(json_schema_extra={"example": {"mobile": "13800000025"}})

    mobile: Text = ""


class CodeSent(BaseModel):
    expires_at: datetime
    resend_after_seconds: int


class PersonAtTheWindow(Typed):
    """`read`: `card` where a reader gave name and number, `typed` where the clerk compared them by eye."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "name": "穆静",
                "id_document_type": "10",
                "id_number": "140102198801011232",
                "present": True,
                "read": "card",
                "mobile": "13800000025",
                "sms_code": "204816",
            }
        }
    )

    name: Text = ""
    id_document_type: Text = ""
    id_number: Text = ""
    present: bool = False
    read: window.Read = "typed"
    mobile: Text = ""
    sms_code: Text = ""


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/window", tags=["window"])

    @routes.post("/codes", status_code=202)
    def send_code(typed: CodeRequest, _: Clerk) -> CodeSent:
        """A code to the mobile of somebody at the window who has no account yet."""
        sent = window.send_code(resources, typed.mobile)
        return CodeSent(expires_at=sent.expires_at, resend_after_seconds=sent.resend_after_seconds)

    @routes.post("/sessions", status_code=201)
    def identify_person(typed: PersonAtTheWindow, caller: Clerk) -> Tokens:
        """A session of the person, two hours at most, in which the caller acts for them (claim `act`, RFC 8693)."""
        return tokens_of(window.identify(resources, caller, window.IdentifyPerson(**typed.model_dump())))

    return routes
