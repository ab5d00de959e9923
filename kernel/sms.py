"""The gateway that delivers text messages."""

from __future__ import annotations

import httpx
from pydantic import BaseModel, Field, ValidationError

from kernel.connections import http_client
from kernel.errors import Defect, Outage


class _Accepted(BaseModel):
    message_id: str = Field(pattern=r"^[\x21-\x7e]{1,128}$")


class SmsGateway:
    """Safe to share between threads."""

    def __init__(self, url: str, timeout: float) -> None:
        self._client = http_client(timeout, url=url)

    def send(self, *, request_id: str, to: str, template: str, text: str) -> str:
        """Hand a text over for delivery; returns the gateway's message id. Idempotency key: request_id.

        Raises Outage `sms.unavailable` unless the gateway accepts it, Defect `sms.refused` when it calls it malformed.
        """
        body = {"request_id": request_id, "to": to, "template": template, "text": text}
        try:
            response = self._client.post("/v1/messages", json=body)
        except httpx.HTTPError:
            # Without the cause: its text may quote the message.
            raise _unavailable() from None
        if response.status_code in {400, 409, 422}:
            raise Defect("sms.refused", str(response.status_code))
        if response.status_code not in {200, 201, 202}:
            raise _unavailable()
        try:
            return _Accepted.model_validate_json(response.content).message_id
        except ValidationError:
            raise _unavailable() from None

    def close(self) -> None:
        self._client.close()


def _unavailable() -> Outage:
    return Outage(
        "sms.unavailable",
        "短信暂时无法发送，请稍后再试",
        "Text messages cannot be sent right now; please try again shortly",
    )
