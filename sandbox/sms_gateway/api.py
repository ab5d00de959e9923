"""The SMS gateway over HTTP: `/v1` is its protocol, `/sandbox` what only a test may do."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, Query
from fastapi.responses import JSONResponse

from kernel.clock import Clock
from sandbox.behaviour import Behaviour, Switch
from sandbox.serving import open_application, problem
from sandbox.sms_gateway.messages import Message, MessageRequest, Outbox


class GatewayBehaviour(Behaviour):
    """`undelivered`: messages are accepted and then reach no phone."""

    undelivered: bool = False


def build(home: Path, clock: Clock) -> FastAPI:
    outbox = Outbox(home)
    switch = Switch(GatewayBehaviour())
    app = open_application("SMS gateway", switch, ["/v1/"], outbox.close)

    @app.post("/v1/messages", status_code=202)
    async def send(request: MessageRequest) -> dict[str, str]:
        message = outbox.send(request, clock.now(), undelivered=switch.current.undelivered)
        return {"message_id": message.message_id, "accepted_at": message.accepted_at.isoformat()}

    @app.get("/v1/messages/{message_id}", response_model=None)
    async def report(message_id: str) -> dict[str, Any] | JSONResponse:
        message = outbox.find(message_id)
        return _report(message) if message else problem(404, "unknown_message")

    @app.get("/v1/delivery-reports")
    async def reports(after: Annotated[int, Query(ge=0)] = 0) -> dict[str, Any]:
        """At most 500 reports with a `report_no` above `after`."""
        return {"reports": [_report(m) for m in outbox.messages() if m.report_no > after][:500]}

    @app.get("/sandbox/messages")
    async def messages(to: Annotated[str | None, Query(max_length=32)] = None) -> dict[str, Any]:
        """The texts themselves, as on the phone; undelivered ones included."""
        return {"messages": [message.model_dump(mode="json") for message in outbox.messages(to)]}

    return app


def _report(message: Message) -> dict[str, Any]:
    return {
        "report_no": message.report_no,
        "message_id": message.message_id,
        "request_id": message.request_id,
        "status": message.status,
        "reported_at": message.accepted_at.isoformat(),
    }
