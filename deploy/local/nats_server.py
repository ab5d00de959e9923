"""NATS JetStream: one account for the notice service, one per agency, also of those enrolled later."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import nats
from nats.aio.client import Client
from nats.errors import Error as NatsError

from deploy.local.children import Command, NotReady
from deploy.local.generated_secrets import SecretFile
from deploy.local.kept_files import keep
from deploy.local.nats_accounts import (
    AGENCIES,
    LOG,
    NOTICE,
    OWN_ACCOUNT,
    STREAM,
    SYSTEM_ACCOUNT,
    accounts,
    inbox_prefix,
)
from deploy.local.server import program

_ENROLLED = "agencies.json"
_NO_ACCOUNT = "$G"
_RELOAD_SECONDS = 10
_NOT_STORED = b"JetStream failed to store a msg"
_ROOM = 32 << 20
_READING_SECONDS = 0.2


@dataclass(frozen=True)
class NatsServer:
    """`passwords` holds those of `notice` and of the agencies that the sandbox plays; those of agencies enrolled later
    are in `agencies.json`. An agency's user is also its consumer's name."""

    home: Path
    port: int
    passwords: Mapping[str, str]

    name = "nats"

    @classmethod
    def of_stack(cls, home: Path, port: int, secrets: SecretFile) -> Self:
        """The one of the stack in `home`."""
        return cls(home / "nats", port, {user: secrets.password(f"nats-{user}") for user in (NOTICE, LOG, *AGENCIES)})

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def prepare(self) -> Command:
        return Command(argv=(program("nats-server"), "-c", str(self._configure())), death_signal=signal.SIGTERM)

    @property
    def enrolled(self) -> dict[str, str]:
        """User → password of agencies enrolled later."""
        path = self.home / _ENROLLED
        found: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        return found

    def enrol(self, user: str, password: str | None, pid: int) -> None:
        """Let an agency in from now on or, without a password, never again: its connections are cut. `pid` is that of
        the running server, which reads its configuration anew (SIGHUP). Raises NotReady if it does not come to it."""
        self.home.mkdir(parents=True, exist_ok=True)
        others = {name: kept for name, kept in self.enrolled.items() if name != user}
        keep(self.home / _ENROLLED, json.dumps(others if password is None else {**others, user: password}, indent=1))
        self._configure()
        deadline = time.monotonic() + _RELOAD_SECONDS
        while True:
            # At the first reading the server gets to know an account, at the next one what the account imports.
            os.kill(pid, signal.SIGHUP)
            time.sleep(_READING_SECONDS)
            if asyncio.run(self._serves(user, password or "")) is (password is not None):
                return
            if time.monotonic() > deadline:
                raise NotReady(f"The NATS server (process {pid}) did not read its configuration anew.")

    def _configure(self) -> Path:
        self.home.mkdir(parents=True, exist_ok=True)
        self._take_over()
        configuration = {
            "server_name": "kaiye",
            "listen": f"127.0.0.1:{self.port}",
            "jetstream": {
                "store_dir": str(self.home / "jetstream"),
                # On a single node an acknowledged message must already be on disk.
                "sync_interval": "always",
            },
            "system_account": SYSTEM_ACCOUNT,
            "accounts": accounts({**self.enrolled, **self.passwords}),
        }
        path = self.home / "nats.json"
        keep(path, json.dumps(configuration, indent=1))
        return path

    def _take_over(self) -> None:
        """What was kept before there were accounts belongs to the notice service's."""
        kept = self.home / "jetstream" / "jetstream"
        if (kept / _NO_ACCOUNT).exists() and not (kept / OWN_ACCOUNT).exists():
            (kept / _NO_ACCOUNT).rename(kept / OWN_ACCOUNT)

    def probe(self) -> None:
        asyncio.run(self._account_info())

    def is_stuck(self, said: bytes) -> bool:
        """Whether, as it `said` lately, it could not write, though there is room: what failed once for want of room it
        does not try again before it is started anew."""
        return _NOT_STORED in said and shutil.disk_usage(self.home).free > _ROOM

    def furnish(self) -> None:
        """Nothing: streams and consumers belong to the notice service."""

    async def _serves(self, user: str, password: str) -> bool:
        """Whether the agency is let in and answered, be it that there is no consumer yet."""
        client = Client()
        try:
            await client.connect(
                self.url,
                user=user,
                password=password,
                inbox_prefix=inbox_prefix(user),
                connect_timeout=2,
                allow_reconnect=False,
                reconnect_time_wait=0,
                error_cb=_quiet,
            )
            await client.request(f"$JS.API.CONSUMER.INFO.{STREAM}.{user}", timeout=2)
        except (NatsError, OSError):
            return False
        finally:
            await client.close()
        return True

    async def _account_info(self) -> None:
        client = await nats.connect(
            self.url,
            user=NOTICE,
            password=self.passwords[NOTICE],
            connect_timeout=2,
            allow_reconnect=False,
            reconnect_time_wait=0,
            error_cb=_quiet,
        )
        try:
            await client.jetstream(timeout=2).account_info()
        finally:
            await client.close()


async def _quiet(_: Exception) -> None:
    """The caller tries again; a refused connection is no news yet."""
