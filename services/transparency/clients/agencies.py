"""Publishes checkpoints over NATS, so that every agency keeps a head of the log that we cannot take back."""

from __future__ import annotations

import asyncio

import nats
from nats.errors import Error as NatsError

from kernel.errors import Outage
from kernel.inner_tls import InnerTls, nats_options

SUBJECT = "log.checkpoint"
_SECONDS = 3


class Agencies:
    """Connects for each checkpoint: there is one a minute."""

    def __init__(self, url: str, user: str, password: str, tls: InnerTls | None = None) -> None:
        self._url, self._user, self._password = url, user, password
        self._more = nats_options(tls)

    def publish(self, note: str) -> None:
        """Raises Outage `log.nats_unavailable`."""
        try:
            asyncio.run(asyncio.wait_for(self._publish(note), _SECONDS * 2))
        except (NatsError, OSError, TimeoutError) as error:
            raise Outage("log.nats_unavailable") from error

    async def _publish(self, note: str) -> None:
        async def quiet(_: Exception) -> None:
            """It is raised, too."""

        client = await nats.connect(
            self._url,
            user=self._user,
            password=self._password,
            name="kaiye-transparency",
            connect_timeout=_SECONDS,
            allow_reconnect=False,
            error_cb=quiet,
            **self._more,
        )
        try:
            await client.publish(SUBJECT, note.encode())
            await client.flush(_SECONDS)
        finally:
            await client.close()
