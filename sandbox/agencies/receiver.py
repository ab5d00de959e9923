"""An agency's own consumer: takes each event once, writes it down, sends a receipt, then acknowledges."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

import structlog
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.errors import FetchTimeoutError
from pydantic import BaseModel, ConfigDict, Field

from kernel import jose
from kernel.clock import Clock
from kernel.jose import Jwk
from sandbox.agencies import replies
from sandbox.agencies.agreement import Agreement, objection
from sandbox.agencies.ledger import Decision, Ledger
from sandbox.behaviour import Switch
from sandbox.racing import first_of

log = structlog.get_logger()

STREAM = "EVENTS"
TEST = "test."
"""Before the type of an event that tells of no entity."""
_FETCH_SECONDS = 5.0
_HEARTBEAT_SECONDS = 1.0
_PATIENCE_SECONDS = 0.5
_PROGRESS_SECONDS = 2.0


class AgencyBehaviour(BaseModel):
    """What the agency does besides its duty. `reject_next` counts down with each event looked at; `down` leaves
    the network; `delay_ms` passes before each event; with `duplicate_receipts` every receipt is stored twice. To what
    it is asked about a business that is to end it says `clearance`: that it cleared, that it did not, nothing, or
    something that is no answer; and to a simple deregistration it `objects`, or says nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reject_next: int = Field(default=0, ge=0, le=1_000_000)
    delay_ms: int = Field(default=0, ge=0, le=3_600_000)
    down: bool = False
    duplicate_receipts: bool = False
    clearance: Literal["cleared", "not_cleared", "silent", "wrong"] = "cleared"
    objects: bool = False


class Receiver:
    """Waits for as long as it takes for the server and for the consumer, which the sender makes.

    Being stopped or killed in the middle of an event is harmless: it is redelivered and recognised.
    """

    def __init__(
        self,
        agreement: Agreement,
        ledger: Ledger,
        clock: Clock,
        *,
        url: str,
        password: str,
        keys: Sequence[Jwk] = (),
    ) -> None:
        self.agency = agreement.agency
        self.ledger = ledger
        self.switch = Switch(AgencyBehaviour())
        self._agreement = agreement
        self._clock = clock
        self._url = url
        self._password = password
        self._keys = keys
        self._client: Client | None = None

    @property
    def connected(self) -> bool:
        return self._client is not None and self._client.is_connected

    async def run(self, stop: asyncio.Event) -> None:
        """Receive until `stop`, away from the network while the switch says down."""
        await first_of(stop.wait(), self._stay_open())

    async def _stay_open(self) -> None:
        while True:
            await self._until(down=False)
            await first_of(self._until(down=True), self._be_connected())

    async def _until(self, *, down: bool) -> None:
        while self.switch.current.down is not down:
            await self.switch.changed.wait()

    async def _be_connected(self) -> None:
        client = self._client = Client()
        try:
            await client.connect(
                self._url,
                user=self.agency,
                password=self._password,
                inbox_prefix=f"_INBOX_{self.agency}",
                max_reconnect_attempts=-1,
                reconnect_time_wait=1,
                connect_timeout=2,
                error_cb=self._note,
            )
            while True:
                with contextlib.suppress(NatsError, OSError, TimeoutError):
                    await self._consume(client.jetstream())
                # No consumer yet, or it is gone, or the server is: bind again.
                await asyncio.sleep(_PATIENCE_SECONDS)
        finally:
            await client.close()

    async def _note(self, error: Exception) -> None:
        log.info("agency_connection_failed", agency=self.agency, error_code=type(error).__name__)

    async def _consume(self, stream: JetStreamContext) -> None:
        """Fetch until something is wrong, which is raised."""
        await stream.consumer_info(STREAM, self.agency)
        subscription = await stream.pull_subscribe_bind(durable=self.agency, stream=STREAM)
        log.info("agency_bound", agency=self.agency)
        try:
            while True:
                # Heartbeats came and no message did: the server is there, and there is nothing to do.
                with contextlib.suppress(FetchTimeoutError):
                    [message] = await subscription.fetch(1, timeout=_FETCH_SECONDS, heartbeat=_HEARTBEAT_SECONDS)
                    await self._take(stream, message)
        finally:
            with contextlib.suppress(NatsError):
                await subscription.unsubscribe()

    async def _take(self, stream: JetStreamContext, message: Msg) -> None:
        await self._linger(message, self.switch.current.delay_ms / 1000)
        sequence = message.metadata.sequence.stream
        event = self._opened(message.data)
        if event is None:
            log.warning("event_unreadable", agency=self.agency, count=sequence)
            await message.term()
            return
        if str(event.get("type")).startswith(TEST):
            decision = self._decide_on_test(event, sequence)
        else:
            decision = self._decide(event, sequence)
        await self._send_receipt(stream, message, decision, sequence)
        if decision.outcome == "ACCEPTED":
            await self._reply(stream, event)
        await message.ack()
        log.info("event_answered", agency=self.agency, event_id=decision.event_id, outcome=decision.outcome)

    def _opened(self, payload: bytes) -> dict[str, Any] | None:
        """The event with what was encrypted to the agency in clear; None when there is no id to answer to, or it is
        for somebody else."""
        event = _parsed(payload)
        if event is not None and event.get("datacontenttype") == jose.ENCRYPTED:
            try:
                data = json.loads(jose.decrypt(str(event["data"]), self._keys))
            except ValueError:
                return None
            event |= {"data": data, "datacontenttype": "application/json"}
        return event

    def _signed(self, payload: bytes) -> bytes:
        return jose.sign(payload, self._keys).encode() if self._keys else payload

    async def _linger(self, message: Msg, seconds: float) -> None:
        while seconds > 0:
            await message.in_progress()
            await asyncio.sleep(min(seconds, _PROGRESS_SECONDS))
            seconds -= _PROGRESS_SECONDS

    def _decide(self, event: dict[str, Any], sequence: int) -> Decision:
        """Idempotent by event id and stream sequence."""
        event_id = event["id"]
        standing = self.ledger.refusal(event_id, sequence)
        if standing is None and not self.ledger.holds_other_content(event):
            standing = self.ledger.acceptance(event_id)
        if standing is not None:
            return standing
        reason = self._objection(event)
        now = self._clock.now()
        if reason is None:
            return self.ledger.accept(event, sequence, now)
        return self.ledger.refuse(event_id, reason, sequence, now)

    def _decide_on_test(self, event: dict[str, Any], sequence: int) -> Decision:
        """A test event is looked at like one in earnest and stands in no books."""
        reason = objection(self._agreement, {**event, "type": event["type"].removeprefix(TEST)})
        outcome = "ACCEPTED" if reason is None else "REJECTED"
        return Decision(event["id"], outcome, reason, self._clock.now().isoformat(), sequence)

    def _objection(self, event: dict[str, Any]) -> str | None:
        if self.ledger.holds_other_content(event):
            return "CONTENT_CHANGED: /data"
        ordered = self.switch.current.reject_next
        if ordered:
            self.switch.current = self.switch.current.model_copy(update={"reject_next": ordered - 1})
            return "REFUSED_ON_ORDER: /"
        return objection(self._agreement, event)

    async def _reply(self, stream: JetStreamContext, event: dict[str, Any]) -> None:
        """What the department says to a question, once for each time it is asked."""
        said = replies.to(event, self.switch.current.clearance, objects=self.switch.current.objects)
        if said is not None:
            reply_id = f"{event['id']}/reply"
            payload = replies.written(self.agency, reply_id, event["id"], said, self._clock.now())
            headers = {"Nats-Msg-Id": reply_id}
            await stream.publish(f"receipts.{self.agency}", self._signed(payload), headers=headers)

    async def say_again(self, application_no: str) -> bool:
        """What the department says now to the question of an application that it was asked before."""
        asked = [each for each in self.ledger.accepted() if each.get("applicationno") == application_no]
        for event in asked:
            said = replies.to(event, self.switch.current.clearance, objects=self.switch.current.objects)
            if said is not None and self._client is not None:
                reply_id = f"{event['id']}/reply/{self._clock.now().timestamp()}"
                payload = replies.written(self.agency, reply_id, event["id"], said, self._clock.now())
                await self._client.jetstream().publish(f"receipts.{self.agency}", self._signed(payload))
                return True
        return False

    async def _send_receipt(self, stream: JetStreamContext, message: Msg, decision: Decision, sequence: int) -> None:
        """Until the receipts stream has stored it; one message id per delivered message, so that a redelivery
        adds nothing while an event sent anew is answered anew."""
        payload = self._signed(_receipt(self.agency, decision))
        copies = ["", "#2"] if self.switch.current.duplicate_receipts else [""]
        for copy in copies:
            headers = {"Nats-Msg-Id": f"{decision.receipt_id}@{sequence}{copy}"}
            while True:
                try:
                    await stream.publish(f"receipts.{self.agency}", payload, headers=headers)
                    break
                except (NatsError, TimeoutError) as error:
                    log.warning("receipt_delayed", agency=self.agency, error_code=type(error).__name__)
                    await message.in_progress()
                    await asyncio.sleep(_PATIENCE_SECONDS)


def _parsed(payload: bytes) -> dict[str, Any] | None:
    """The CloudEvent of a structured-mode message as JSON, or None when there is no id to answer to."""
    try:
        event = json.loads(payload)
    except ValueError:
        return None
    if not isinstance(event, dict) or not isinstance(event.get("id"), str) or not event["id"]:
        return None
    return event


def _receipt(agency: str, decision: Decision) -> bytes:
    attributes = {
        "id": decision.receipt_id,
        "source": f"/agencies/{agency}",
        "type": "receipt.v1",
        "subject": decision.event_id,
        "time": datetime.fromisoformat(decision.received_at),
        "datacontenttype": "application/json",
    }
    content = {
        "event_id": decision.event_id,
        "outcome": decision.outcome,
        "reason": decision.reason,
        "received_at": decision.received_at,
    }
    return JSONFormat().write(CloudEvent(attributes, content))
