"""NATS servers that acknowledge what is not on disk, or keep it once only, are not relied on."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from deploy.local.children import Child
from deploy.local.nats_accounts import AGENCIES, LOG, NOTICE
from deploy.local.nats_server import NatsServer
from deploy.local.ports import HeldPorts
from kernel.errors import Outage
from services.notice.clients.event_stream import EventStream
from services.notice.clients.nats_connection import NatsConnection

_PASSWORDS = dict.fromkeys((NOTICE, LOG, *AGENCIES), "test")
_MEETING_SECONDS = 30


@contextmanager
def _servers(home: Path, changes: list[dict[str, Any]]) -> Iterator[str]:
    """Servers as `kaiye up` starts one, each with something else in its configuration; several are a cluster."""
    ports = HeldPorts()
    servers = [
        NatsServer(home / str(number), ports.hold(0, f"nats-{number}"), _PASSWORDS) for number, _ in enumerate(changes)
    ]
    routes = [f"nats://127.0.0.1:{ports.hold(0, f'route-{number}')}" for number, _ in enumerate(changes)]
    ports.release()
    with ExitStack() as stack:
        for number, (server, changed) in enumerate(zip(servers, changes, strict=True)):
            command = server.prepare()
            written = Path(command.argv[-1])
            told = json.loads(written.read_text())
            told["jetstream"] |= changed.pop("jetstream", {})
            told |= changed | {"server_name": f"kaiye-{number}"}
            if len(servers) > 1:
                told["cluster"] = {"name": "kaiye", "listen": routes[number].removeprefix("nats://"), "routes": routes}
            written.write_text(json.dumps(told))
            child = Child(f"nats-{number}", command, home / f"{number}.log")
            child.start()
            stack.callback(child.stop)
        yield servers[0].url


@contextmanager
def _stream(url: str, replicas: int = 1) -> Iterator[EventStream]:
    stream = EventStream(NatsConnection(url, NOTICE, "test"), dict, replicas)
    try:
        yield stream
    finally:
        stream.close()


def _trouble(stream: EventStream) -> str | None:
    """What the service says when it is asked whether it is ready, once the servers have met."""
    deadline = time.monotonic() + _MEETING_SECONDS
    while True:
        try:
            stream.check()
        except Outage as outage:
            if outage.code == "notice.nats_unavailable" and time.monotonic() < deadline:
                time.sleep(0.2)
                continue
            return outage.code
        return None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"jetstream": {"sync_interval": "2m"}}, "notice.nats_not_synced"),
        ({"system_account": "AGENCY_TAX"}, "notice.nats_silent_on_sync"),
    ],
    ids=["acknowledges what a power cut takes", "does not say"],
)
def test_a_server_that_does_not_sync_is_refused(tmp_path: Path, changed: dict[str, Any], code: str) -> None:
    """Readiness says so, and nothing is published there: what is acknowledged would not be on disk."""
    with _servers(tmp_path, [changed]) as url, _stream(url) as stream:
        assert _trouble(stream) == code
        with pytest.raises(Outage) as refused:
            stream.publish("events.tax.registered", b"{}", "once")
        assert refused.value.code == code


def test_one_server_keeps_nothing_thrice(tmp_path: Path) -> None:
    """Where three replicas are asked for, as in a province, one server is not enough; where one is, it is."""
    with _servers(tmp_path, [{}]) as url:
        with _stream(url) as stream:
            assert _trouble(stream) is None and stream.publish("events.tax.registered", b"{}", "once") == 1
        with _stream(url, replicas=3) as stream:
            assert _trouble(stream) == "notice.nats_not_replicated"


def test_a_cluster_is_as_good_as_its_worst_server(tmp_path: Path) -> None:
    """Three servers keep what is published; one of them that syncs later than it acknowledges is enough to refuse."""
    with _servers(tmp_path / "good", [{}, {}, {}]) as url, _stream(url, replicas=3) as stream:
        assert _settled(stream) is None and stream.publish("events.tax.registered", b"{}", "once") == 1
    lax = {"jetstream": {"sync_interval": "2m"}}
    with _servers(tmp_path / "lax", [{}, {}, lax]) as url, _stream(url, replicas=3) as stream:
        assert _settled(stream) == "notice.nats_not_synced"


def _settled(stream: EventStream) -> str | None:
    """The same, once all three servers know each other: until then there are too few of them."""
    deadline = time.monotonic() + _MEETING_SECONDS
    while (code := _trouble(stream)) == "notice.nats_not_replicated" and time.monotonic() < deadline:
        time.sleep(0.2)
    return code
