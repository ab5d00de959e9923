"""Route for tickets that let somebody without a session follow an application."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict

from kernel.rates import address
from kernel.web.access import PUBLIC
from services.identity.api.typed import Text, Typed
from services.identity.operations import progress, suspicion
from services.identity.operations.resources import Resources


class TicketRequest(Typed):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"application_no": "14021301202202220000017", "mobile": "13800000025", "sms_code": "204816"}
        }
    )

    application_no: Text = ""
    mobile: Text = ""
    sms_code: Text = ""


class Ticket(BaseModel):
    ticket: str
    expires_in: int


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(tags=["progress"])

    @routes.post("/progress-tickets", status_code=201, dependencies=[Depends(PUBLIC)])
    def issue_ticket(typed: TicketRequest, request: Request) -> Ticket:
        """Trade an SMS code of purpose `progress` for ten minutes of following one application."""
        resources.rates.count("login", address(request))
        with suspicion.watching(resources, address(request)):
            issued = progress.issue_ticket(resources, progress.IssueTicket(**typed.model_dump()))
        return Ticket(ticket=issued.ticket, expires_in=issued.expires_in)

    return routes
