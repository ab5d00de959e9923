"""After a power cut a volume is longer than its index says: what was acknowledged is found again."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from pathlib import Path

from minio import Minio

from deploy.local.children import Child
from deploy.local.object_store import EXCHANGE_BUCKET, AccessKey, InnerPorts, ObjectStoreServer
from deploy.local.object_volumes import mend_indexes
from deploy.local.ports import HeldPorts

_KEEPER = AccessKey("keeper", "of-this-test")
_OBJECTS = {f"{number}": bytes([number]) * size for number, size in enumerate((1, 999, 4096, 70_001))}


def _running(server: ObjectStoreServer, home: Path, act: Callable[[], object]) -> None:
    """Killed, not stopped, afterwards."""
    child = Child(server.name, server.prepare(), home / "log")
    child.start()
    try:
        child.wait_ready(server.probe, 60)
        server.furnish()
        act()
    finally:
        child.kill()


def _put(client: Minio) -> None:
    for name, content in _OBJECTS.items():
        client.put_object(EXCHANGE_BUCKET, name, io.BytesIO(content), len(content))


def _check(client: Minio) -> None:
    for name, content in _OBJECTS.items():
        assert client.get_object(EXCHANGE_BUCKET, name).read() == content


def test_index_that_was_not_synced_is_made_anew() -> None:
    """Objects were put and the store died; every index is empty."""
    with tempfile.TemporaryDirectory(prefix="kaiye-volumes-", ignore_cleanup_errors=True) as folder:
        home, ports = Path(folder), HeldPorts()
        inner = InnerPorts(*(ports.hold(0, "object store") for _ in range(7)))
        server = ObjectStoreServer(home, ports.hold(0, "s3"), inner, _KEEPER, {}, "signing")
        client = Minio(server.endpoint, _KEEPER.access_key, _KEEPER.secret_key, secure=False)
        try:
            _running(server, home, lambda: _put(client))
            volumes = home / "volumes"
            assert mend_indexes(volumes) == []
            torn = [index for index in volumes.glob(f"{EXCHANGE_BUCKET}_*.idx") if index.stat().st_size]
            for index in torn:
                index.write_bytes(b"")
            assert sorted(mend_indexes(volumes)) == sorted(index.stem for index in torn) != []
            _running(server, home, lambda: _check(client))
        finally:
            ports.give_back()
