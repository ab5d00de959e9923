"""A Temporal database of an earlier release gets the search attributes that a later one needs."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client

from deploy.local import temporal_server
from deploy.local.children import Child
from deploy.local.ports import HeldPorts
from deploy.local.temporal_server import NAMESPACE, SEARCH_ATTRIBUTES, TemporalServer


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="kaiye-temporal-"))
    yield folder
    shutil.rmtree(folder)


async def _known(server: TemporalServer) -> set[str]:
    client = await Client.connect(server.address, namespace=NAMESPACE)
    answer = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace=NAMESPACE))
    return set(answer.custom_attributes)


def _run(home: Path, name: str) -> set[str]:
    ports = HeldPorts()
    address, pages, metrics = (ports.hold(0, purpose) for purpose in ("temporal", "its pages", "its figures"))
    server = TemporalServer(home, address, pages, metrics)
    child = Child(name, server.prepare(), home / "log")
    child.start()
    try:
        child.wait_ready(server.probe, 60)
        ports.give_back()
        server.furnish()
        return asyncio.run(_known(server))
    finally:
        child.stop()


def test_an_older_database_gets_what_is_missing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server makes attributes for a new database only; furnishing adds the rest, and again changes nothing."""
    later = {"ReviewDue", "WaitsFor", "Deadline", "PossibleSteps"}
    older = {name: kind for name, kind in SEARCH_ATTRIBUTES.items() if name not in later}
    with monkeypatch.context() as earlier:
        earlier.setattr(temporal_server, "SEARCH_ATTRIBUTES", older)
        assert _run(home, "earlier") == set(older)
    assert _run(home, "later") == set(SEARCH_ATTRIBUTES)
    assert _run(home, "again") == set(SEARCH_ATTRIBUTES)
