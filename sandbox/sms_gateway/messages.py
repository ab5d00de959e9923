"""Messages accepted for delivery, each exactly once, and what became of them."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sandbox.journal import Journal
from sandbox.serving import Conflict


class MessageRequest(BaseModel):
    """`to` is a mainland mobile number; `request_id` the idempotency key; 500 characters is a long SMS."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    request_id: str = Field(min_length=1, max_length=128)
    to: str = Field(pattern=r"^1[3-9][0-9]{9}$")
    template: str = Field(min_length=1, max_length=64)
    text: str = Field(min_length=1, max_length=500)


class Message(MessageRequest):
    """`report_no` orders delivery reports, so that a reader can ask for those after the last one seen."""

    message_id: str
    accepted_at: datetime
    status: Literal["DELIVERED", "UNDELIVERED"]
    report_no: int


class Outbox:
    """Every accepted message, journalled before it is acknowledged; `sms.txt` is what phones would show."""

    def __init__(self, home: Path) -> None:
        self._messages: dict[str, Message] = {}
        self._by_id: dict[str, Message] = {}
        self._journal = Journal(home / "sms_gateway" / "messages.jsonl")
        self._phones = (home / "sms.txt").open("a", encoding="utf-8")
        for entry in self._journal.entries():
            message = Message.model_validate(entry)
            self._hold(message)

    def send(self, request: MessageRequest, now: datetime, *, undelivered: bool = False) -> Message:
        """Idempotent by `request_id`. Raises Conflict when the id was used for another message."""
        known = self._messages.get(request.request_id)
        if known is not None:
            if any(getattr(known, field) != value for field, value in request):
                raise Conflict
            return known
        number = len(self._messages) + 1
        seed = json.dumps([number, request.request_id])
        message = Message(
            **dict(request),
            message_id=f"M{hashlib.sha256(seed.encode()).hexdigest()[:20]}",
            accepted_at=now,
            status="UNDELIVERED" if undelivered else "DELIVERED",
            report_no=number,
        )
        self._journal.append(message.model_dump(mode="json"))
        self._hold(message)
        if not undelivered:
            self._phones.write(f"{now.isoformat(timespec='seconds')}  {request.to}  {request.text}\n")
            self._phones.flush()
        return message

    def messages(self, to: str | None = None) -> list[Message]:
        """In the order of acceptance."""
        return [message for message in self._messages.values() if to in (None, message.to)]

    def find(self, message_id: str) -> Message | None:
        return self._by_id.get(message_id)

    def _hold(self, message: Message) -> None:
        self._messages[message.request_id] = message
        self._by_id[message.message_id] = message

    def close(self) -> None:
        self._journal.close()
        self._phones.close()
