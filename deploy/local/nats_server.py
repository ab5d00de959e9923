"""NATS JetStream: one user for the notice service, one closely fenced user per agency."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nats

from deploy.local.children import Command
from deploy.local.server import program

STREAM = "EVENTS"
NOTICE = "notice"
AGENCIES = ("publicity", "tax")


@dataclass(frozen=True)
class NatsServer:
    """`passwords` holds those of `notice` and of every agency. An agency's user is also its consumer's name."""

    home: Path
    port: int
    passwords: Mapping[str, str]

    name = "nats"

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def prepare(self) -> Command:
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
                    for user, password in self.passwords.items()
                ]
            },
        }
        path = self.home / "nats.json"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(configuration, file, indent=1)
        return Command(argv=(program("nats-server"), "-c", str(path)), death_signal=signal.SIGTERM)

    def probe(self) -> None:
        asyncio.run(self._account_info())

    def furnish(self) -> None:
        """Nothing: streams and consumers belong to the notice service."""

    async def _account_info(self) -> None:
        async def quiet(_: Exception) -> None:
            """The caller tries again; a refused connection is no news yet."""

        client = await nats.connect(
            self.url,
            user=NOTICE,
            password=self.passwords[NOTICE],
            connect_timeout=2,
            allow_reconnect=False,
            reconnect_time_wait=0,
            error_cb=quiet,
        )
        try:
            await client.jetstream(timeout=2).account_info()
        finally:
            await client.close()


def inbox_prefix(user: str) -> str:
    """The inbox prefix an agency's client must use (`nats.connect(inbox_prefix=...)`)."""
    return f"_INBOX_{user}"


def permissions(user: str) -> dict[str, Any]:
    """An agency reads its own consumer and sends receipts; it cannot see another agency's events or make anything."""
    if user == NOTICE:
        return {
            "publish": ["events.>", "$JS.API.>", "$JS.ACK.>"],
            "subscribe": ["receipts.>", "_INBOX.>"],
        }
    return {
        "publish": [
            f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{user}",
            f"$JS.API.CONSUMER.INFO.{STREAM}.{user}",
            f"$JS.ACK.{STREAM}.{user}.>",
            f"receipts.{user}",
        ],
        "subscribe": [f"{inbox_prefix(user)}.>"],
    }
