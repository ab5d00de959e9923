"""After every way was gone, nobody's data stand where they do not belong."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator

import nats
import pytest
import urllib3
from minio import Minio

from cli.cases import readable_history
from cli.demo import EXAMPLE
from cli.registration.form import RegistrationForm
from cli.running import temporal
from deploy.local.generated_secrets import SecretFile
from deploy.local.layout import OFFICES, SERVICES
from deploy.local.object_store import ARCHIVE_BUCKET, EXCHANGE_BUCKET
from kernel.temporal import data_converter
from tests.system.conftest import Ended
from tests.system.sightings import legible, personal_data, seen, seen_in_bytes
from tests.system.stack import RunningStack
from workflows.contract import case_id

MOST_EVENTS = 110
"""Of a registration that goes straight through."""


@pytest.fixture(scope="module")
def personal(every_way: list[Ended]) -> dict[str, str]:
    forms = {ended.number: ended.form for ended in every_way} | {"demonstration": RegistrationForm.read(EXAMPLE)}
    return personal_data(forms)


@pytest.fixture(scope="module")
def histories(stack: RunningStack, every_way: list[Ended]) -> dict[str, str]:
    """Every case's history, decrypted and written out, with its search attributes and memo."""

    async def collect() -> dict[str, str]:
        client = await temporal(stack.environment)
        found = {}
        async for case in client.list_workflows("WorkflowId STARTS_WITH 'establishment/'"):
            attributes = " ".join(str(pair.value) for pair in case.typed_search_attributes)
            history = legible(await readable_history(client, case.id))
            found[case.id] = f"{case.id} {attributes} {await case.memo()} {history}"
        return found

    return asyncio.run(collect())


def test_histories_name_nobody(histories: dict[str, str], personal: dict[str, str], every_way: list[Ended]) -> None:
    """Payloads, ids, summaries, search attributes and memos of all cases hold no personal data (decision 1)."""
    assert {case_id(ended.number) for ended in every_way} <= histories.keys()
    assert {workflow: seen(text, personal) for workflow, text in histories.items() if seen(text, personal)} == {}


def test_histories_are_read_and_not_skipped(histories: dict[str, str], every_way: list[Ended]) -> None:
    """What was scanned is the content of the payloads: the codes and archive volumes of licensed cases stand in it."""
    for ended in every_way:
        if ended.case["stage"] == "ARCHIVED":
            text = histories[case_id(ended.number)]
            assert ended.case["licence"]["uscc"] in text
            assert ended.case["file"]["volume_name"] in text


def test_straight_histories_are_short(stack: RunningStack, rare: Ended, nameless: Ended) -> None:
    """A registration that goes straight through needs at most 110 events (decisions 2 and 24)."""

    async def lengths() -> list[int]:
        client = await temporal(stack.environment)
        return [
            (await client.get_workflow_handle(case_id(ended.number)).describe()).history_length
            for ended in (rare, nameless)
        ]

    assert max(asyncio.run(lengths())) <= MOST_EVENTS


def test_payloads_are_encrypted_at_rest(stack: RunningStack, every_way: list[Ended]) -> None:
    """Whoever reads the server without the key sees no code of a licence in any payload."""

    async def collect() -> str:
        client = await temporal(stack.environment)
        handle = client.get_workflow_handle(case_id(every_way[0].number))
        return legible((await handle.fetch_history()).to_json())

    assert every_way[0].case["licence"]["uscc"] not in asyncio.run(collect())


def test_logs_name_nobody(stack: RunningStack, personal: dict[str, str]) -> None:
    """No log of ours, and none of a server, holds personal data; refusals and failures were logged as well."""
    logs = {path.name: path.read_text(errors="replace") for path in (stack.home / "logs").iterdir()}
    servers = {"postgres.log", "temporal.log", "nats.log", "object-store.log"}
    assert logs.keys() >= servers | {f"{office}.log" for office in OFFICES}
    assert all('"event"' in logs[f"{office}.log"] for office in OFFICES)
    assert {name: seen(text, personal) for name, text in logs.items() if seen(text, personal)} == {}


def test_subjects_and_consumers_name_nobody(stack: RunningStack, personal: dict[str, str]) -> None:
    """What NATS shows without opening a message: streams, subjects, consumers, message ids."""

    async def collect() -> list[str]:
        own = stack.environment.of("notice")
        connection = await nats.connect(
            stack.addresses["nats"], user=own["KAIYE_NATS_USER"], password=own["KAIYE_NATS_PASSWORD"]
        )
        try:
            stream = connection.jetstream()
            names = []
            for found in await stream.streams_info():
                assert found.config.name
                info = await stream.stream_info(found.config.name, subjects_filter=">")
                names += [found.config.name, *(info.state.subjects or {})]
                names += [str(consumer.name) for consumer in await stream.consumers_info(found.config.name)]
                for number in range(info.state.first_seq, info.state.last_seq + 1):
                    message = await stream.get_msg(found.config.name, seq=number)
                    names.append(json.dumps(message.headers))
            return names
        finally:
            await connection.close()

    names = asyncio.run(collect())
    assert any(name.startswith("events.tax") for name in names)
    assert seen("\n".join(names), personal) == []


def _object_keys(stack: RunningStack) -> Iterator[str]:
    shared, keeper = stack.environment.shared, SecretFile(stack.home / "secrets.json")
    connections = urllib3.PoolManager(timeout=10)
    client = Minio(
        shared["KAIYE_S3_ENDPOINT"],
        access_key=keeper.password("s3-keeper-access"),
        secret_key=keeper.password("s3-keeper-secret"),
        secure=False,
        http_client=connections,
    )
    for bucket in (EXCHANGE_BUCKET, ARCHIVE_BUCKET):
        for found in client.list_objects(bucket, recursive=True):
            yield f"{bucket}/{found.object_name}"
    connections.clear()


def test_object_keys_name_nobody(stack: RunningStack, personal: dict[str, str], every_way: list[Ended]) -> None:
    """Keys in both buckets are made of numbers, kinds and digests."""
    keys = list(_object_keys(stack))
    assert any(every_way[0].number in key for key in keys)
    assert seen("\n".join(keys), personal) == []


def test_figures_name_nobody(stack: RunningStack, personal: dict[str, str]) -> None:
    """Prometheus gets routes, not addresses, from every service."""
    pages = [stack.ask("GET", service, "/metrics").text for service in SERVICES]
    assert all("kaiye_http_requests_total" in page for page in pages)
    assert seen("\n".join(pages), personal) == []


def test_databases_hold_nothing_readable(stack: RunningStack, personal: dict[str, str]) -> None:
    """Numbers, addresses and mailboxes stand encrypted in every table, index and log of PostgreSQL and Temporal."""
    encrypted = {label: value for label, value in personal.items() if not label.endswith(": name")}
    files = [path for room in ("postgres", "temporal") for path in (stack.home / room).rglob("*") if path.is_file()]
    assert len(files) > 100
    assert {path.name: found for path in files if (found := seen_in_bytes(path.read_bytes(), encrypted))} == {}


@pytest.mark.parametrize("field", ["name", "id_number", "mobile", "residence", "email", "contact_phone"])
def test_scan_finds_what_is_planted(stack: RunningStack, personal: dict[str, str], field: str) -> None:
    """A value put into a copy of a log, of a history's payload or of a file is found, however it is written."""
    label, value = next((label, value) for label, value in personal.items() if label.endswith(f": {field}"))
    log = (stack.home / "logs" / "front-office.log").read_text(errors="replace")
    assert label in seen(f"{log}\n{value}\n", personal)
    assert label in seen(log + json.dumps({"event": value}), personal)
    assert label in seen_in_bytes(log.encode() + value.encode(), personal)
    converter = data_converter(stack.environment.shared["KAIYE_CODEC_KEYS"])
    (payload,) = converter.payload_converter.to_payloads([{"operator": value}])
    written = {"encoding": base64.b64encode(payload.metadata["encoding"]).decode()}
    history = json.dumps(
        {"events": [{"input": {"metadata": written, "data": base64.b64encode(payload.data).decode()}}]}
    )
    assert label in seen(legible(history), personal)
