"""NATS JetStream: one user for the notice service, one closely fenced user per agency, also those enrolled later."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import nats
from nats.aio.client import Client
from nats.errors import Error as NatsError

from deploy.local.children import Command, NotReady
from deploy.local.generated_secrets import SecretFile
from deploy.local.server import program

STREAM = "EVENTS"
NOTICE = "notice"
LOG, CHECKPOINTS = "transparency", "log.checkpoint"
"""Who says how far the log has come, and where every agency hears it."""
AGENCIES = ("publicity", "tax")
_ENROLLED = "agencies.json"
_RELOAD_SECONDS = 10


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
        _write(self.home / _ENROLLED, others if password is None else {**others, user: password})
        self._configure()
        os.kill(pid, signal.SIGHUP)
        deadline = time.monotonic() + _RELOAD_SECONDS
        while asyncio.run(self._lets_in(user, password or "")) is (password is None):
            if time.monotonic() > deadline:
                raise NotReady(f"The NATS server (process {pid}) did not read its configuration anew.")
            time.sleep(0.1)

    def _configure(self) -> Path:
        self.home.mkdir(parents=True, exist_ok=True)
        configuration = {
            "server_name": "kaiye",
            "listen": f"127.0.0.1:{self.port}",
            "jetstream": {
                "store_dir": str(self.home / "jetstream"),
                # On a single node an acknowledged message must already be on disk.
                "sync_interval": "always",
            },
            "authorization": {
                "users": [
                    {"user": user, "password": password, "permissions": permissions(user)}
                    for user, password in {**self.enrolled, **self.passwords}.items()
                ]
            },
        }
        path = self.home / "nats.json"
        _write(path, configuration)
        return path

    def probe(self) -> None:
        asyncio.run(self._account_info())

    def furnish(self) -> None:
        """Nothing: streams and consumers belong to the notice service."""

    async def _lets_in(self, user: str, password: str) -> bool:
        client = Client()
        try:
            await client.connect(
                self.url,
                user=user,
                password=password,
                connect_timeout=2,
                allow_reconnect=False,
                reconnect_time_wait=0,
                error_cb=_quiet,
            )
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


def _write(path: Path, content: object) -> None:
    """Whole or not at all, for its owner's eyes."""
    written = path.with_suffix(".new")
    with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(content, file, indent=1)
    written.replace(path)


def inbox_prefix(user: str) -> str:
    """The inbox prefix an agency's client must use (`nats.connect(inbox_prefix=...)`)."""
    return f"_INBOX_{user}"


def replay_consumer(user: str) -> str:
    """Where the notice service lets an agency read its events again."""
    return f"{user}-replay"


def permissions(user: str) -> dict[str, Any]:
    """An agency reads its own consumers, hears its events and answers as they are published, and sends receipts; it
    cannot see another agency's events or make anything."""
    if user == NOTICE:
        return {
            "publish": ["events.>", "answers.*", "$JS.API.>", "$JS.ACK.>"],
            "subscribe": ["receipts.>", "_INBOX.>"],
        }
    if user == LOG:
        return {"publish": [CHECKPOINTS], "subscribe": ["_INBOX.>"]}
    consumers = (user, replay_consumer(user))
    return {
        "publish": [
            *(f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{consumer}" for consumer in consumers),
            *(f"$JS.API.CONSUMER.INFO.{STREAM}.{consumer}" for consumer in consumers),
            f"$JS.ACK.{STREAM}.{user}.>",
            f"receipts.{user}",
        ],
        "subscribe": [f"{inbox_prefix(user)}.>", f"events.{user}.>", f"answers.{user}", CHECKPOINTS],
    }
