"""Towards Temporal and an object store that demand client certificates, shown by a door before the real servers."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kernel.errors import Outage
from kernel.inner_tls import InnerTls
from kernel.objects import ObjectStore
from kernel.settings import ExchangeSettings, SharedSettings
from kernel.temporal import connect
from tests.fixtures.services.keys import settings_of
from tests.integration.kernel.test_inner_tls import Authority, Cluster
from tests.servers import RunningObjectStore, RunningPostgres, RunningTemporal

_CODEC_KEYS = "k1:" + "A" * 43 + "="
WHO = ("in plain", "with another's certificate", "to a server that is another")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="kaiye-tls-"))
    folder.chmod(0o755)
    authority, other = Authority(folder, "cluster"), Authority(folder, "elsewhere")
    yield Cluster(folder, authority, authority.tls("service"), other.tls("service"))
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _door(files: InnerTls, behind: str) -> Iterator[str]:
    """TLS for whoever has a certificate of the cluster, and byte for byte what the server behind says; its address."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=files.ca)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(files.certificate, files.key)
    context.set_alpn_protocols(["h2", "http/1.1"])
    host, port = behind.split(":")
    opened: Future[tuple[str, Callable[[], object]]] = Future()

    async def carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while piece := await source.read(65536):
                target.write(piece)
                await target.drain()

    async def let_in(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, asked = await asyncio.open_connection(host, int(port))
        ways = [asyncio.create_task(carry(reader, asked)), asyncio.create_task(carry(answers, writer))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in (asked, writer):
                end.transport.abort()

    async def serve() -> None:
        loop, closing = asyncio.get_running_loop(), asyncio.Event()
        loop.set_exception_handler(lambda *_: None)  # whoever is refused breaks off, which is what is tested
        async with await asyncio.start_server(let_in, "127.0.0.1", 0, ssl=context) as server:
            here = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
            opened.set_result((here, lambda: loop.call_soon_threadsafe(closing.set)))
            await closing.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    address, close = opened.result(10)
    try:
        yield address
    finally:
        close()
        thread.join(10)


def _shown(cluster: Cluster, who: str) -> InnerTls | None:
    return {
        "in plain": None,
        "with another's certificate": replace(cluster.strangers, ca=cluster.ours.ca),
        "to a server that is another": replace(cluster.ours, ca=cluster.strangers.ca),
        "of the cluster": cluster.ours,
    }[who]


@pytest.fixture(scope="module")
def temporal_door(cluster: Cluster, temporal: RunningTemporal) -> Iterator[str]:
    with _door(cluster.authority.tls("temporal"), temporal.address) as address:
        yield address


@pytest.fixture(scope="module")
def objects_door(cluster: Cluster, object_store: RunningObjectStore) -> Iterator[str]:
    with _door(cluster.authority.tls("objects"), object_store.endpoint) as address:
        yield address


async def _met(address: str, tls: InnerTls | None, namespace: str) -> bool:
    given: dict[str, Any] = {"temporal_address": address, "temporal_namespace": namespace}
    if tls:
        given |= {"tls_ca_file": tls.ca, "tls_certificate_file": tls.certificate, "tls_key_file": tls.key}
    try:
        client = await connect(SharedSettings(codec_keys=_CODEC_KEYS, **given))
        return bool(await client.count_workflows(""))
    except RuntimeError:
        return False


async def test_temporal_is_reached_with_a_certificate(
    cluster: Cluster, temporal_door: str, temporal: RunningTemporal
) -> None:
    """The client that every process makes, over HTTP/2 with our certificate."""
    assert await _met(temporal_door, _shown(cluster, "of the cluster"), temporal.namespace)


@pytest.mark.parametrize("who", WHO)
async def test_nobody_else_reaches_temporal(
    cluster: Cluster, temporal_door: str, temporal: RunningTemporal, who: str
) -> None:
    """And where the server is not of the cluster, nothing is said to it."""
    assert not await _met(temporal_door, _shown(cluster, who), temporal.namespace)


def _store(postgres: RunningPostgres, objects: RunningObjectStore, address: str, tls: InnerTls | None) -> ObjectStore:
    more: dict[str, Any] = {"s3_endpoint": address, "s3_secure": tls is not None}
    if tls:
        more |= {"tls_ca_file": tls.ca, "tls_certificate_file": tls.certificate, "tls_key_file": tls.key}
    given = {**settings_of("archive", postgres, objects), **objects.settings, **more}
    return ObjectStore(ExchangeSettings(**{k: v for k, v in given.items() if k in ExchangeSettings.model_fields}))


def test_objects_are_reached_with_a_certificate(
    cluster: Cluster, objects_door: str, object_store: RunningObjectStore, postgres: RunningPostgres
) -> None:
    """Put, read and removed, with the store's own signatures on the way."""
    store, bucket = _store(postgres, object_store, objects_door, cluster.ours), object_store.exchange_bucket
    store.put(bucket, "tls/one", b"content")
    assert store.get(bucket, "tls/one") == b"content"


@pytest.mark.parametrize("who", WHO)
def test_nobody_else_reaches_objects(
    cluster: Cluster, objects_door: str, object_store: RunningObjectStore, postgres: RunningPostgres, who: str
) -> None:
    """The right keys are not enough."""
    with pytest.raises(Outage):
        _store(postgres, object_store, objects_door, _shown(cluster, who)).check(object_store.exchange_bucket)
