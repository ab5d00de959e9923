"""The streams through which agencies are told and answer: JetStream, made here and nowhere else."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import BadRequestError, FetchTimeoutError

from services.notice.clients.nats_connection import NatsConnection

EVENTS = "EVENTS"
RECEIPTS = "RECEIPTS"
OWN_CONSUMER = "notice"

DUPLICATE_WINDOW = timedelta(hours=1)
"""Within it, a message id is stored once; past it, agencies still know the event by its own id."""

_KEPT = timedelta(days=90)
"""Events hold personal data and the ledger can publish them anew: they lie here no longer than delivery needs."""

_ANSWER_SECONDS = 5.0
_MEETING_SECONDS = 2.0
"""How long a call waits for the server to be there at all; short, so that a stopping process is not held up."""
_FETCH_SECONDS = 2.0
_HEARTBEAT_SECONDS = 0.5
_STREAM_NAME_IN_USE = 10058

_REDELIVERIES = (10.0, 30.0, 60.0, 300.0, 900.0)
"""Seconds until an unacknowledged event is delivered again; the last one goes on."""
_DELIVERIES = 100


@dataclass(frozen=True)
class Delivery:
    """A receipt as it lies in its stream; stays there for us until it is acknowledged."""

    subject: str
    payload: bytes = field(repr=False)
    message: Msg = field(repr=False)


class EventStream:
    """Every method raises Outage `notice.nats_unavailable` when NATS does not answer. Safe to share between threads.

    Streams and consumers are made before first use, and again whenever the server was away.
    """

    def __init__(self, connection: NatsConnection, agencies: Sequence[str]) -> None:
        self._connection = connection
        self._agencies = tuple(agencies)
        self._provisioned = 0
        self._receipts: JetStreamContext.PullSubscription | None = None

    def publish(self, subject: str, payload: bytes, message_id: str) -> int:
        """Store an event; returns its sequence in the stream once it is on disk. Idempotency key: message_id, for as
        long as the duplicate window lasts."""

        async def act(client: Client) -> int:
            stream = await self._stream(client)
            headers = {"Nats-Msg-Id": message_id}
            try:
                stored = await stream.publish(subject, payload, timeout=_ANSWER_SECONDS, stream=EVENTS, headers=headers)
            except NatsError:
                self._provisioned = 0
                raise
            return int(stored.seq)

        return self._connection.call(act, _MEETING_SECONDS + _ANSWER_SECONDS)

    def next_receipt(self) -> Delivery | None:
        """The next receipt not acknowledged yet, waited for a moment; None when there is none."""

        async def act(client: Client) -> Delivery | None:
            stream = await self._stream(client)
            try:
                if self._receipts is None:
                    self._receipts = await stream.pull_subscribe_bind(durable=OWN_CONSUMER, stream=RECEIPTS)
                [message] = await self._receipts.fetch(1, timeout=_FETCH_SECONDS, heartbeat=_HEARTBEAT_SECONDS)
            except FetchTimeoutError:
                # Heartbeats came and no message did: the server is there, and there is nothing to do.
                return None
            except (NatsError, TimeoutError):
                await self._unbind()
                raise
            return Delivery(message.subject, message.data, message)

        return self._connection.call(act, _MEETING_SECONDS + _FETCH_SECONDS)

    def acknowledge(self, delivery: Delivery) -> None:
        """The receipt is written down: it need not come again."""

        async def act(_: Client) -> None:
            await delivery.message.ack()

        self._connection.call(act, _ANSWER_SECONDS)

    def put_aside(self, delivery: Delivery) -> None:
        """No receipt can be read in it: it shall not come again, and stays in the stream for inspection."""

        async def act(_: Client) -> None:
            await delivery.message.term()

        self._connection.call(act, _ANSWER_SECONDS)

    def check(self) -> None:
        """Raise Outage unless both streams answer."""

        async def act(client: Client) -> None:
            stream = await self._stream(client)
            for name in (EVENTS, RECEIPTS):
                await stream.stream_info(name)

        self._connection.call(act, _FETCH_SECONDS)

    def close(self) -> None:
        self._connection.close()

    async def _stream(self, client: Client) -> JetStreamContext:
        """All that is needed exists in this meeting with the server."""
        stream = client.jetstream(timeout=_ANSWER_SECONDS)
        meeting = self._connection.meetings
        if self._provisioned != meeting:
            await self._unbind()
            for name, subjects in ((EVENTS, "events.>"), (RECEIPTS, "receipts.>")):
                await _make_stream(stream, _stream_config(name, subjects))
            for agency in self._agencies:
                await stream.add_consumer(EVENTS, _agency_consumer(agency))
            await stream.add_consumer(RECEIPTS, _own_consumer())
            self._provisioned = meeting
        return stream

    async def _unbind(self) -> None:
        self._provisioned = 0
        subscription, self._receipts = self._receipts, None
        if subscription is not None:
            with contextlib.suppress(NatsError):
                await subscription.unsubscribe()


async def _make_stream(stream: JetStreamContext, config: StreamConfig) -> None:
    """Make a stream, or bring one of that name to the same configuration."""
    try:
        await stream.add_stream(config)
    except BadRequestError as error:
        if error.err_code != _STREAM_NAME_IN_USE:
            raise
        await stream.update_stream(config)


def _stream_config(name: str, subjects: str) -> StreamConfig:
    return StreamConfig(
        name=name,
        subjects=[subjects],
        storage=StorageType.FILE,
        retention=RetentionPolicy.LIMITS,
        max_age=_KEPT.total_seconds(),
        duplicate_window=DUPLICATE_WINDOW.total_seconds(),
        deny_delete=True,
        deny_purge=True,
    )


def _agency_consumer(agency: str) -> ConsumerConfig:
    return ConsumerConfig(
        durable_name=agency,
        filter_subjects=[f"events.{agency}.>"],
        ack_policy=AckPolicy.EXPLICIT,
        max_deliver=_DELIVERIES,
        backoff=list(_REDELIVERIES),
    )


def _own_consumer() -> ConsumerConfig:
    """A receipt is never given up: no limit of deliveries."""
    return ConsumerConfig(durable_name=OWN_CONSUMER, ack_policy=AckPolicy.EXPLICIT, ack_wait=30, max_deliver=-1)
