"""Volumes of the object store that are not what they were: longer than their index after a power cut, written anew
between two backups."""

from __future__ import annotations

import io
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from minio import Minio

from deploy.local.backups.book import Book, Moment
from deploy.local.backups.restoring import Plan, lay_out
from deploy.local.backups.taking import copied_objects
from deploy.local.children import Child
from deploy.local.object_store import EXCHANGE_BUCKET, AccessKey, InnerPorts, ObjectStoreServer
from deploy.local.object_volumes import mend_indexes
from deploy.local.ports import HeldPorts
from deploy.local.server import program

_KEEPER = AccessKey("keeper", "of-this-test")
_OBJECTS = {f"{number}": bytes([number]) * size for number, size in enumerate((1, 999, 4096, 70_001))}


@contextmanager
def _store() -> Iterator[tuple[ObjectStoreServer, Minio]]:
    """Not running yet, in a folder `objects` of its own."""
    with tempfile.TemporaryDirectory(prefix="kaiye-volumes-", ignore_cleanup_errors=True) as folder:
        home, ports = Path(folder) / "home" / "objects", HeldPorts()
        home.mkdir(parents=True)
        inner = InnerPorts(*(ports.hold(0, "object store") for _ in range(7)))
        server = ObjectStoreServer(home, ports.hold(0, "s3"), inner, _KEEPER, {}, "signing")
        try:
            yield server, Minio(server.endpoint, _KEEPER.access_key, _KEEPER.secret_key, secure=False)
        finally:
            ports.give_back()


def _running(server: ObjectStoreServer, act: Callable[[], object]) -> None:
    """Killed, not stopped, afterwards."""
    child = Child(server.name, server.prepare(), server.home / "log")
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


def _remove(server: ObjectStoreServer, client: Minio) -> None:
    """All of them. That they are gone is told to the volumes a moment later; then the store gives their room back."""
    for name in _OBJECTS:
        client.remove_object(EXCHANGE_BUCKET, name)
    before, patience = _room(server), time.monotonic() + 60
    while _room(server) >= before:
        assert time.monotonic() < patience
        time.sleep(0.2)
        _give_room_back(server)


def _give_room_back(server: ObjectStoreServer) -> None:
    inner = server.inner
    subprocess.run(
        (program("weed"), "shell", f"-master=127.0.0.1:{inner.master}.{inner.master_grpc}"),
        input=b"lock\nvolume.vacuum -garbageThreshold=0.01\nunlock\nexit\n",
        env={**os.environ, **server.prepare().environment},
        cwd=server.home,
        capture_output=True,
        check=True,
        timeout=60,
    )


def _room(server: ObjectStoreServer) -> int:
    """How many bytes all volumes have."""
    return sum(data.stat().st_size for data in (server.home / "volumes").glob("*.dat"))


def test_index_that_was_not_synced_is_made_anew() -> None:
    """Objects were put and the store died; every index is empty."""
    with _store() as (server, client):
        _running(server, lambda: _put(client))
        volumes = server.home / "volumes"
        assert mend_indexes(volumes) == []
        torn = [index for index in volumes.glob(f"{EXCHANGE_BUCKET}_*.idx") if index.stat().st_size]
        for index in torn:
            index.write_bytes(b"")
        assert sorted(mend_indexes(volumes)) == sorted(index.stem for index in torn) != []
        _running(server, lambda: _check(client))


def test_a_moment_outlives_what_the_store_writes_anew() -> None:
    """Objects were backed up, then removed, and the store gave their room back; another backup leaves the first moment
    whole, and it has the objects again."""
    with _store() as (server, client):
        home = server.home.parent
        backups = home.parent / "backups"
        moments: list[Moment] = []

        def back_up() -> None:
            name = f"kaiye-{len(moments) + 1:04}"
            moments.append(Moment(name, "", (), "", tuple(copied_objects(home, backups, name))))

        def act() -> None:
            _put(client)
            back_up()
            _remove(server, client)
            back_up()

        _running(server, act)
        assert [list(Book(backups).losses(moment)) for moment in moments] == [[], []]
        home.rename(home.with_name("lost"))
        (secrets := backups / "secrets.json").write_text("{}")
        lay_out(Plan(backups, moments[0], None, ()), secrets, home)
        _running(server, lambda: _check(client))
