"""SeaweedFS as the S3 store: a bucket for the exchange, a bucket with object lock for the archive."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import urllib3
from minio import Minio

from deploy.local.children import Command
from deploy.local.object_volumes import mend_indexes
from deploy.local.server import program

EXCHANGE_BUCKET = "kaiye-exchange"
ARCHIVE_BUCKET = "kaiye-archive"
_PROBE_KEY = "readiness"
_FILER = """\
[sqlite]
enabled = true
dbFile = "{file}?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"

[leveldb2]
enabled = false
"""
"""Its usual LevelDB is not synced: a power cut takes objects that were acknowledged."""
_SYNCED = "fs.configure -locationPrefix=/buckets/ -fsync -apply\nexit\n"
_SHELL_SECONDS = 30
_ARCHIVE_ACTIONS = (
    "Read",
    "Write",
    "List",
    "Tagging",
    "GetObjectRetention",
    "PutObjectRetention",
    "GetObjectLegalHold",
    "PutObjectLegalHold",
    "GetBucketObjectLockConfiguration",
)


@dataclass(frozen=True)
class AccessKey:
    access_key: str
    secret_key: str


@dataclass(frozen=True)
class InnerPorts:
    """Ports the parts of SeaweedFS use among themselves."""

    master: int
    master_grpc: int
    volume: int
    volume_grpc: int
    filer: int
    filer_grpc: int
    s3_grpc: int


@dataclass(frozen=True)
class ObjectStoreServer:
    """`keeper` makes the buckets. `writers` read the exchange, and write there into the folder they are named by (with
    no name, everywhere); the archive's also uses its bucket. `signing_key` closes the inner HTTP ports. What is
    acknowledged survives a power cut; `durable=False` is for throw-away test servers only."""

    home: Path
    port: int
    inner: InnerPorts
    keeper: AccessKey
    writers: Mapping[str, AccessKey]
    signing_key: str
    durable: bool = True

    name = "object-store"

    @property
    def endpoint(self) -> str:
        return f"127.0.0.1:{self.port}"

    def prepare(self) -> Command:
        volumes = self.home / "volumes"
        volumes.mkdir(parents=True, exist_ok=True)
        identities = self.home / "identities.json"
        with os.fdopen(os.open(identities, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(self._identities(), file, indent=1)
        mend_indexes(volumes)
        # What an earlier release stored is read where it lies.
        if self.durable and not (volumes / "filerldb2").exists():
            (self.home / "filer.toml").write_text(_FILER.format(file=volumes / "filer.db"))
        flags = {
            "ip": "127.0.0.1",
            "ip.bind": "127.0.0.1",
            "dir": volumes,
            "disableHttp": "true",
            "master.port": self.inner.master,
            "master.port.grpc": self.inner.master_grpc,
            "master.telemetry": "false",
            "master.electionTimeout": "1s",
            "master.heartbeatInterval": "200ms",
            "master.volumeSizeLimitMB": 256,
            "volume.port": self.inner.volume,
            "volume.port.grpc": self.inner.volume_grpc,
            "volume.max": 0,
            "volume.preStopSeconds": 0,
            "filer": "true",
            "filer.port": self.inner.filer,
            "filer.port.grpc": self.inner.filer_grpc,
            # Without these two, the filer's own HTTP port deletes objects that S3 holds locked.
            "filer.disableHttp": "true",
            "filer.localSocket": self.home / "filer.sock",
            "s3": "true",
            "s3.port": self.port,
            "s3.port.grpc": self.inner.s3_grpc,
            "s3.port.iceberg": 0,
            "s3.port.lance": 0,
            "s3.localSocket": self.home / "s3.sock",
            "s3.config": identities,
            "s3.autoCreateBucket": "false",
        }
        return Command(
            argv=(program("weed"), "-logtostderr=true", "server", *(f"-{k}={v}" for k, v in flags.items())),
            environment={
                **self._inner_keys(),
                # It takes buffers of megabytes for objects of kilobytes: collected late, they were 340 MB.
                "GOGC": "30",
            },
            directory=self.home,
            # Asked to stop, it idles for 15 s. Objects it has acknowledged survive SIGKILL.
            death_signal=signal.SIGKILL,
            grace=1.0,
        )

    def probe(self) -> None:
        """The port answers before anything works: only a real put and get tell."""
        with self._client() as client:
            if not client.bucket_exists(EXCHANGE_BUCKET):
                client.make_bucket(EXCHANGE_BUCKET)
            client.put_object(EXCHANGE_BUCKET, _PROBE_KEY, io.BytesIO(b"ready"), 5)
            response = client.get_object(EXCHANGE_BUCKET, _PROBE_KEY)
            try:
                if response.read() != b"ready":
                    raise RuntimeError("the object store returned other bytes than were put")
            finally:
                response.close()
                response.release_conn()

    def furnish(self) -> None:
        with self._client() as client:
            if not client.bucket_exists(ARCHIVE_BUCKET):
                client.make_bucket(ARCHIVE_BUCKET, object_lock=True)
            status = client.get_bucket_versioning(ARCHIVE_BUCKET).status
        if status != "Enabled":
            raise RuntimeError(f"versioning of {ARCHIVE_BUCKET} is {status}")
        if self.durable:
            self._sync_volumes()

    def _sync_volumes(self) -> None:
        """What lies in volumes is on disk before it is acknowledged; told once, the filer keeps it."""
        told, inner = self.home / "volumes-synced", self.inner
        if told.exists():
            return
        subprocess.run(  # noqa: S603 - our own program
            (
                *(program("weed"), "shell", f"-master=127.0.0.1:{inner.master}.{inner.master_grpc}"),
                f"-filer=127.0.0.1:{inner.filer}.{inner.filer_grpc}",
            ),
            input=_SYNCED.encode(),
            env={**os.environ, **self._inner_keys()},
            cwd=self.home,
            capture_output=True,
            check=True,
            timeout=_SHELL_SECONDS,
        )
        told.touch()

    def _inner_keys(self) -> dict[str, str]:
        """What closes its inner HTTP ports, for itself and for its shell."""
        keys = ("SIGNING", "SIGNING_READ", "FILER_SIGNING", "FILER_SIGNING_READ")
        return {f"WEED_JWT_{name}_KEY": f"{self.signing_key}{name}" for name in keys}

    @contextmanager
    def _client(self) -> Iterator[Minio]:
        connections = urllib3.PoolManager(retries=False, timeout=5)
        try:
            yield Minio(
                self.endpoint,
                access_key=self.keeper.access_key,
                secret_key=self.keeper.secret_key,
                secure=False,
                http_client=connections,
            )
        finally:
            connections.clear()

    def _identities(self) -> dict[str, object]:
        keeper = ["Admin", "Read", "Write", "List"]
        writers = [_identity(f"writer-{folder}", key, _actions(folder)) for folder, key in self.writers.items()]
        return {"identities": [_identity("keeper", self.keeper, keeper), *writers]}


def _actions(folder: str) -> list[str]:
    exchange = [f"{action}:{EXCHANGE_BUCKET}" for action in ("Read", "List")]
    exchange.append(f"Write:{EXCHANGE_BUCKET}/{folder}/*" if folder else f"Write:{EXCHANGE_BUCKET}")
    archive = [f"{action}:{ARCHIVE_BUCKET}" for action in _ARCHIVE_ACTIONS] if folder in ("archive", "") else []
    return exchange + archive


def _identity(name: str, key: AccessKey, actions: list[str]) -> dict[str, object]:
    credentials = [{"accessKey": key.access_key, "secretKey": key.secret_key}]
    return {"name": name, "credentials": credentials, "actions": actions}
