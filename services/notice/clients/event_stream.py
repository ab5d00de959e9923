"""The streams through which agencies are told and answer: JetStream, made here and nowhere else."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.errors import FetchTimeoutError, NotFoundError

from services.notice.clients.nats_connection import NatsConnection
from services.notice.clients.streams import (
    ANSWERS,
    EVENTS,
    OWN_CONSUMER,
    RECEIPTS,
    agency_consumer,
    configurations,
    make_stream,
    own_consumer,
    replay_consumer,
    replay_consumer_name,
)
from services.notice.clients.what_nats_keeps import demand_durable, demand_replicas

_ANSWER_SECONDS = 5.0
_MEETING_SECONDS = 2.0
"""How long a call waits for the server to be there at all; short, so that a stopping process is not held up."""
_FETCH_SECONDS = 2.0
_HEARTBEAT_SECONDS = 0.5


@dataclass(frozen=True)
class Delivery:
    """What an agency published, as it lies in its stream under `sequence`; stays there for us until it is
    acknowledged."""

    subject: str
    sequence: int
    payload: bytes = field(repr=False)
    message: Msg = field(repr=False)


class EventStream:
    """Every method raises Outage `notice.nats_unavailable` when NATS does not answer, and `notice.nats_not_synced` when
    it would acknowledge what is not on disk. Safe to share between threads.

    Each stream is kept by `replicas` servers. Streams, and the consumers of whoever `agencies` names then, with the
    time of enrolment, are made before first use, and again whenever the server was away.
    """

    def __init__(
        self, connection: NatsConnection, agencies: Callable[[], Mapping[str, datetime | None]], replicas: int = 1
    ) -> None:
        self._connection = connection
        self._replicas = replicas
        self._agencies = agencies
        self._provisioned = 0
        self._receipts: JetStreamContext.PullSubscription | None = None

    @property
    def meetings(self) -> int:
        """How often the server was met: more than before, and it may have been away, and lost what it had not written
        down."""
        return self._connection.meetings

    def publish(self, subject: str, payload: bytes, message_id: str) -> int:
        """Store an event; returns its sequence in the stream once it is on disk, of most of its servers where there are
        several. Idempotency key: message_id, for as long as the duplicate window lasts."""

        return self._store(EVENTS, subject, payload, message_id)

    def answer(self, agency: str, payload: bytes, message_id: str) -> None:
        """Tell an agency what became of what it published. Idempotency key: message_id, as above."""
        self._store(ANSWERS, f"answers.{agency}", payload, message_id)

    def add_agency(self, agency: str, since: datetime) -> None:
        """Make the consumer an agency reads from, what is published from a time on."""

        async def act(client: Client) -> None:
            await (await self._stream(client)).add_consumer(EVENTS, agency_consumer(agency, since))

        self._connection.call(act, _MEETING_SECONDS + _ANSWER_SECONDS)

    def remove_agency(self, agency: str) -> None:
        """Whatever the agency read from is gone, with its position; harmless when it was gone before."""

        async def act(client: Client) -> None:
            stream = await self._stream(client)
            for consumer in (agency, replay_consumer_name(agency)):
                with contextlib.suppress(NotFoundError):
                    await stream.delete_consumer(EVENTS, consumer)

        self._connection.call(act, _MEETING_SECONDS + _ANSWER_SECONDS)

    def begin_replay(self, agency: str, start: int | datetime | None) -> str:
        """Let an agency read its events again from a sequence or a time on, or from the first that is kept; returns the
        consumer's name. A replay under way begins anew."""

        async def act(client: Client) -> str:
            stream, name = await self._stream(client), replay_consumer_name(agency)
            with contextlib.suppress(NotFoundError):
                await stream.delete_consumer(EVENTS, name)
            await stream.add_consumer(EVENTS, replay_consumer(agency, start))
            return name

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
            return Delivery(message.subject, message.metadata.sequence.stream, message.data, message)

        return self._connection.call(act, _MEETING_SECONDS + _FETCH_SECONDS)

    def acknowledge(self, delivery: Delivery) -> None:
        """The receipt is written down: it need not come again."""

        async def act(_: Client) -> None:
            await delivery.message.ack()

        self._connection.call(act, _ANSWER_SECONDS)

    def put_aside(self, delivery: Delivery) -> None:
        """Nothing can be read in it: it shall not come again, and stays in the stream for inspection."""

        async def act(_: Client) -> None:
            await delivery.message.term()

        self._connection.call(act, _ANSWER_SECONDS)

    def check(self) -> None:
        """Raise Outage unless the streams that must not be lost answer, every server syncs before it acknowledges, and
        each stream has its replicas; also where a server came to the cluster since it was met."""

        async def act(client: Client) -> None:
            stream = await self._stream(client)
            await demand_durable(client)
            await demand_replicas(stream, (EVENTS, RECEIPTS), self._replicas)

        self._connection.call(act, _FETCH_SECONDS + 1)

    def close(self) -> None:
        self._connection.close()

    async def _stream(self, client: Client) -> JetStreamContext:
        """All that is needed exists in this meeting with the server."""
        stream = client.jetstream(timeout=_ANSWER_SECONDS)
        meeting = self._connection.meetings
        if self._provisioned != meeting:
            await self._unbind()
            await demand_durable(client)
            for config in configurations(self._replicas):
                await make_stream(stream, config)
            for agency, since in self._agencies().items():
                await stream.add_consumer(EVENTS, agency_consumer(agency, since))
            await stream.add_consumer(RECEIPTS, own_consumer())
            self._provisioned = meeting
        return stream

    def _store(self, name: str, subject: str, payload: bytes, message_id: str) -> int:
        async def act(client: Client) -> int:
            stream = await self._stream(client)
            headers = {"Nats-Msg-Id": message_id}
            try:
                stored = await stream.publish(subject, payload, timeout=_ANSWER_SECONDS, stream=name, headers=headers)
            except NatsError:
                self._provisioned = 0
                raise
            return int(stored.seq)

        return self._connection.call(act, _MEETING_SECONDS + _ANSWER_SECONDS)

    async def _unbind(self) -> None:
        self._provisioned = 0
        subscription, self._receipts = self._receipts, None
        if subscription is not None:
            with contextlib.suppress(NatsError):
                await subscription.unsubscribe()
