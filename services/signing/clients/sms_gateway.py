"""The SMS gateway over HTTP."""

from __future__ import annotations

import httpx

from kernel.errors import Defect, Outage


class SmsGateway:
    """Safe to share between threads."""

    def __init__(self, url: str, timeout: float) -> None:
        self._client = httpx.Client(base_url=url, timeout=httpx.Timeout(timeout, connect=2))

    def send(self, *, request_id: str, to: str, template: str, text: str) -> None:
        """Hand a text over for delivery. Idempotency key: request_id.

        Raises Outage `signing.sms_unavailable` unless the gateway accepts it, Defect when it calls it malformed.
        """
        try:
            response = self._client.post(
                "/v1/messages", json={"request_id": request_id, "to": to, "template": template, "text": text}
            )
        except httpx.HTTPError:
            # Without the cause: its text may quote the message.
            raise _unavailable() from None
        if response.status_code in {400, 409, 422}:
            raise Defect("signing.sms_refused", str(response.status_code))
        if response.status_code not in {200, 201, 202} or not _is_receipt(response):
            raise _unavailable()

    def close(self) -> None:
        self._client.close()


def _is_receipt(response: httpx.Response) -> bool:
    try:
        return bool(response.json()["message_id"])
    except (ValueError, KeyError, TypeError):
        return False


def _unavailable() -> Outage:
    return Outage(
        "signing.sms_unavailable",
        "短信验证码暂时无法发送，请稍后再试",
        "The code cannot be sent right now; please try again shortly",
    )
