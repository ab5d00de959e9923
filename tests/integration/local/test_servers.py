"""The servers tests and laptops run on keep what the services rely on."""

from __future__ import annotations

import asyncio
import io
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import urllib3
from minio import Minio
from minio.commonconfig import COMPLIANCE
from minio.error import S3Error
from minio.retention import Retention
from nats import connect as connect_nats
from nats.aio.client import Client as NatsClient
from nats.js.api import AckPolicy, ConsumerConfig, StreamConfig
from temporalio import workflow
from temporalio.testing import TimeSkipper
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from tests.servers import RunningNats, RunningObjectStore, RunningPostgres, RunningTemporal, owned


def _connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url.replace("+psycopg", ""))


def test_role_owns_only_its_schema(postgres: RunningPostgres) -> None:
    """The owner of a schema makes tables in it, unqualified, and nowhere else; who runs on it makes none at all."""
    url = postgres.database("naming")
    with _connect(url) as running, pytest.raises(psycopg.errors.InsufficientPrivilege):
        running.execute("CREATE TABLE naming.held (name text)")
    with _connect(owned(url)) as connection:
        connection.execute("CREATE TABLE held (name text)")
        found = connection.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'held'").fetchone()
        assert found == ("naming",)
        for refused in ("CREATE TABLE public.x (y int)", "CREATE SCHEMA other"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute(refused)


def test_trigrams_see_chinese(postgres: RunningPostgres) -> None:
    """pg_trgm finds trigrams in Chinese names; with the C locale it would find none."""
    with _connect(postgres.database("naming")) as connection:
        row = connection.execute("SELECT cardinality(show_trgm('张三餐饮店'))").fetchone()
    assert row == (6,)


def test_databases_are_fresh_and_closed_to_others(postgres: RunningPostgres) -> None:
    """Two databases of one service share nothing, and one role cannot enter the other's."""
    first, second = postgres.database("filing"), postgres.database("filing")
    with _connect(owned(first)) as connection:
        connection.execute("CREATE TABLE files (n int)")
    with _connect(owned(second)) as connection:
        assert connection.execute("SELECT to_regclass('files')").fetchone() == (None,)
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        _connect(f"{first.rpartition('/')[0]}/{second.rpartition('/')[2]}").close()


@pytest.fixture
def client(object_store: RunningObjectStore) -> Iterator[Minio]:
    """S3 with the services' key."""
    settings = object_store.settings
    connections = urllib3.PoolManager(timeout=10)
    yield Minio(
        settings["s3_endpoint"],
        access_key=settings["s3_access_key"],
        secret_key=settings["s3_secret_key"],
        secure=False,
        http_client=connections,
    )
    connections.clear()


def test_services_cannot_unlock_the_archive(object_store: RunningObjectStore, client: Minio) -> None:
    """With the services' key a locked version is neither deleted nor shortened, and no bucket is made."""
    bucket = object_store.archive_bucket
    until = datetime.now(UTC) + timedelta(days=2)
    put = client.put_object(bucket, "file", io.BytesIO(b"x"), 1, retention=Retention(COMPLIANCE, until))
    attempts: tuple[Callable[[], object], ...] = (
        lambda: client.remove_object(bucket, "file", version_id=put.version_id),
        lambda: client.set_object_retention(bucket, "file", Retention(COMPLIANCE, until - timedelta(days=1))),
        lambda: client.make_bucket("another"),
        lambda: client.remove_bucket(bucket),
    )
    for refused in attempts:
        with pytest.raises(S3Error, match="AccessDenied"):
            refused()


def test_inner_http_ports_are_closed(object_store: RunningObjectStore) -> None:
    """The filer and master answer no HTTP request, the volume server none without a signed token."""
    inner = object_store.server.inner
    for port, path in ((inner.filer, "/buckets/"), (inner.master, "/dir/assign"), (inner.volume, "/1,01")):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5)
        refused.value.close()
        assert refused.value.code in (401, 404)


def test_objects_survive_a_crash(object_store: RunningObjectStore, client: Minio) -> None:
    """What was acknowledged is there after SIGKILL and a new start."""
    client.put_object(object_store.exchange_bucket, "kept", io.BytesIO(b"kept"), 4)
    with object_store.down():
        pass
    with client.get_object(object_store.exchange_bucket, "kept") as response:
        assert response.read() == b"kept"


async def _prepare_stream(nats: RunningNats) -> NatsClient:
    notice = await connect_nats(**nats.options("notice"))
    stream = notice.jetstream()
    await stream.add_stream(StreamConfig(name="EVENTS", subjects=["events.>"]))
    for agency in ("publicity", "tax"):
        await stream.add_consumer("EVENTS", ConsumerConfig(durable_name=agency, ack_policy=AckPolicy.EXPLICIT))
    return notice


def test_agency_reads_its_own_events(nats: RunningNats) -> None:
    """An agency fetches from its consumer and acknowledges."""

    async def run() -> None:
        notice = await _prepare_stream(nats)
        await notice.jetstream().publish("events.registered", json.dumps({"n": 1}).encode())
        agency = await connect_nats(**nats.options("tax"))
        pull = await agency.jetstream().pull_subscribe_bind("tax", "EVENTS")
        (message,) = await pull.fetch(1, timeout=5)
        await message.ack_sync()
        info = await notice.jetstream().consumer_info("EVENTS", "tax")
        assert info.num_ack_pending == 0
        assert info.ack_floor is not None
        assert info.ack_floor.stream_seq >= 1
        await agency.close()
        await notice.close()

    asyncio.run(run())


@pytest.mark.parametrize(
    "subject",
    [
        "$JS.API.CONSUMER.MSG.NEXT.EVENTS.publicity",
        "$JS.ACK.EVENTS.publicity.1.1.1.1.1",
        "$JS.API.STREAM.DELETE.EVENTS",
        "events.registered",
        "receipts.publicity",
    ],
)
def test_agency_cannot_act_for_another(nats: RunningNats, subject: str) -> None:
    """The tax authority's user may not publish beyond its own consumer and receipts."""

    async def run() -> None:
        refused: asyncio.Queue[str] = asyncio.Queue()

        async def keep(error: Exception) -> None:
            refused.put_nowait(str(error))

        agency = await connect_nats(**nats.options("tax"), error_cb=keep)
        await agency.publish(subject, b"{}")
        assert "permissions violation" in (await asyncio.wait_for(refused.get(), 5)).lower()
        await agency.close()

    asyncio.run(run())


@workflow.defn
class _Wait:
    @workflow.run
    async def run(self) -> str:
        await asyncio.sleep(timedelta(days=30).total_seconds())
        return "over"


def test_time_skipping_passes_a_month(temporal: RunningTemporal) -> None:
    """A workflow that sleeps a month ends at once when its clock is moved."""

    async def run() -> str:
        skipper = TimeSkipper(await temporal.connect())
        async with Worker(
            skipper.client, task_queue="wait", workflows=[_Wait], workflow_runner=UnsandboxedWorkflowRunner()
        ):
            handle = await skipper.client.start_workflow(_Wait.run, id="wait", task_queue="wait")
            await skipper.fast_forward(handle, timedelta(days=31))
            return await handle.result()

    assert asyncio.run(run()) == "over"


def test_a_service_writes_into_its_own_folder_only(object_store: RunningObjectStore) -> None:
    """It reads what others left, and neither overwrites nor deletes it, nor writes beside the folders."""
    exchange = object_store.exchange_bucket
    approval, filing = (
        Minio(
            object_store.endpoint,
            access_key=object_store.server.writers[name].access_key,
            secret_key=object_store.server.writers[name].secret_key,
            secure=False,
        )
        for name in ("approval", "filing")
    )
    approval.put_object(exchange, "approval/1/decision", io.BytesIO(b"genuine"), 7)
    filing.put_object(exchange, "filing/1/application", io.BytesIO(b"own"), 3)
    assert filing.bucket_exists(exchange)
    for key in ("approval/1/decision", "approval/2/decision", "1/decision", "filing", "filings/1"):
        with pytest.raises(S3Error, match="AccessDenied"):
            filing.put_object(exchange, key, io.BytesIO(b"invented"), 8)
    with pytest.raises(S3Error, match="AccessDenied"):
        filing.remove_object(exchange, "approval/1/decision")
    with pytest.raises(S3Error, match="AccessDenied"):
        filing.put_object(object_store.archive_bucket, "filing/1", io.BytesIO(b"x"), 1)
    with filing.get_object(exchange, "approval/1/decision") as found:
        assert found.read() == b"genuine"
    for client in (approval, filing):
        client._http.clear()
