"""Whether NATS keeps what it acknowledges: every server syncs before it answers, and enough keep each stream."""

from __future__ import annotations

import json
from collections.abc import Iterable

from nats.aio.client import Client
from nats.errors import TimeoutError as NatsTimeout
from nats.js import JetStreamContext

from kernel.errors import Outage

ASKED = "$SYS.REQ.SERVER.PING.JSZ"
"""Every server of the cluster answers how it keeps streams. The system account exports it to ours."""
_WITH_CONFIGURATION = json.dumps({"config": True}).encode()
_FIRST_SECONDS = 1.5
_OTHERS_SECONDS = 0.2
"""How long after one server's answer the next one's is waited for: nobody says how many there are."""


async def demand_durable(client: Client) -> None:
    """Raises Outage `notice.nats_not_synced` where a server that answers acknowledges a message before it is on disk
    (anything but `sync_interval: always`), and `notice.nats_silent_on_sync` where none says how it is. A server
    that is away is no reason to refuse the others."""
    said = [json.loads(answer).get("data", {}) for answer in await _answers(client) if answer]
    keeping = [each["config"] for each in said if each.get("config")]
    if not keeping:
        raise Outage(
            "notice.nats_silent_on_sync",
            "消息服务器未说明是否同步落盘，暂不使用",
            f"No NATS server says how it syncs: its system account must export {ASKED} to ours",
        )
    if not all(each.get("sync_always") for each in keeping):
        raise Outage(
            "notice.nats_not_synced",
            "消息服务器确认时数据未必已落盘，暂不使用",
            "A NATS server acknowledges what is not on disk yet: set `sync_interval: always` under `jetstream`",
        )


async def demand_replicas(stream: JetStreamContext, names: Iterable[str], replicas: int) -> None:
    """Raises Outage `notice.nats_not_replicated` where a stream is kept by fewer than `replicas` servers."""
    for name in names:
        info = await stream.stream_info(name)
        if (info.config.num_replicas or 1) < replicas:
            raise not_replicated(name, replicas)


def not_replicated(stream: str, replicas: int) -> Outage:
    return Outage(
        "notice.nats_not_replicated",
        "消息流的副本数不足，暂不使用",
        f"The stream {stream} is kept by fewer than {replicas} NATS servers",
    )


async def _answers(client: Client) -> list[bytes]:
    inbox = client.new_inbox()
    subscription = await client.subscribe(inbox)
    answers: list[bytes] = []
    try:
        await client.publish(ASKED, _WITH_CONFIGURATION, reply=inbox)
        while True:
            message = await subscription.next_msg(_OTHERS_SECONDS if answers else _FIRST_SECONDS)
            # Where nobody hears the question, the server says so with an empty message.
            answers.append(message.data)
    except NatsTimeout:
        pass
    finally:
        await subscription.unsubscribe()
    return answers
