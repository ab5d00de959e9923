"""How the streams are kept, and what each consumer of them is given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import APIError, BadRequestError

from services.notice.clients.what_nats_keeps import not_replicated

EVENTS = "EVENTS"
RECEIPTS = "RECEIPTS"
ANSWERS = "ANSWERS"
OWN_CONSUMER = "notice"

DUPLICATE_WINDOW = timedelta(hours=1)
"""Within it, a message id is stored once; past it, agencies still know the event by its own id."""

_KEPT = timedelta(days=90)
"""Events hold personal data and the ledger can publish them anew: they lie here no longer than delivery needs."""

_ANSWERS_KEPT = timedelta(days=7)
"""Answers lie in memory: an agency that missed one sends its receipt again and is answered again."""

_REPLAY_UNUSED = timedelta(days=1)
_STREAM_NAME_IN_USE = 10058
_TOO_FEW_SERVERS = frozenset({10074, 10005})
"""No cluster at all, or one with no suitable peers left."""

_REDELIVERIES = (10.0, 30.0, 60.0, 300.0, 900.0)
"""Seconds until an unacknowledged event is delivered again; the last one goes on."""
_DELIVERIES = 100


def configurations(replicas: int = 1) -> tuple[StreamConfig, ...]:
    """Every stream there must be, each kept by so many servers."""
    return (
        _kept_on_disk(EVENTS, "events.>", replicas),
        _kept_on_disk(RECEIPTS, "receipts.>", replicas),
        StreamConfig(
            name=ANSWERS,
            subjects=["answers.*"],
            storage=StorageType.MEMORY,
            num_replicas=replicas,
            retention=RetentionPolicy.LIMITS,
            max_age=_ANSWERS_KEPT.total_seconds(),
            max_msgs_per_subject=10_000,
            duplicate_window=DUPLICATE_WINDOW.total_seconds(),
        ),
    )


async def make_stream(stream: JetStreamContext, config: StreamConfig) -> None:
    """Make a stream, or bring one of that name to the same configuration. Raises Outage `notice.nats_not_replicated`
    where there are fewer servers than it asks for."""
    try:
        try:
            await stream.add_stream(config)
        except BadRequestError as error:
            if error.err_code != _STREAM_NAME_IN_USE:
                raise
            await stream.update_stream(config)
    except APIError as error:
        if error.err_code in _TOO_FEW_SERVERS:
            raise not_replicated(config.name or "", config.num_replicas or 1) from error
        raise


def _kept_on_disk(name: str, subjects: str, replicas: int) -> StreamConfig:
    return StreamConfig(
        name=name,
        subjects=[subjects],
        storage=StorageType.FILE,
        num_replicas=replicas,
        retention=RetentionPolicy.LIMITS,
        max_age=_KEPT.total_seconds(),
        duplicate_window=DUPLICATE_WINDOW.total_seconds(),
        deny_delete=True,
        deny_purge=True,
    )


def agency_consumer(agency: str, since: datetime | None) -> ConsumerConfig:
    """Of an agency that was enrolled at `since`: what was published before is none of its business."""
    config = ConsumerConfig(
        durable_name=agency,
        filter_subjects=[f"events.{agency}.>"],
        ack_policy=AckPolicy.EXPLICIT,
        max_deliver=_DELIVERIES,
        backoff=list(_REDELIVERIES),
    )
    return config if since is None else _from(config, since)


def replay_consumer_name(agency: str) -> str:
    """No agency's name has a hyphen, so that no agency has another's consumer."""
    return f"{agency}-replay"


def replay_consumer(agency: str, start: int | datetime | None) -> ConsumerConfig:
    """Reads an agency's events again from a sequence of the stream or a time on; nothing is acknowledged, and it ends
    by itself when nobody reads for a day."""
    config = ConsumerConfig(
        durable_name=replay_consumer_name(agency),
        filter_subjects=[f"events.{agency}.>"],
        ack_policy=AckPolicy.NONE,
        inactive_threshold=_REPLAY_UNUSED.total_seconds(),
    )
    if isinstance(start, int):
        return config.evolve(deliver_policy=DeliverPolicy.BY_START_SEQUENCE, opt_start_seq=start)
    return config if start is None else _from(config, start)


def _from(config: ConsumerConfig, start: datetime) -> ConsumerConfig:
    written = start.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return config.evolve(deliver_policy=DeliverPolicy.BY_START_TIME, opt_start_time=written)


def own_consumer() -> ConsumerConfig:
    """A receipt is never given up: no limit of deliveries."""
    return ConsumerConfig(durable_name=OWN_CONSUMER, ack_policy=AckPolicy.EXPLICIT, ack_wait=30, max_deliver=-1)
