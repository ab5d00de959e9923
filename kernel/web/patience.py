"""How long a connection may take to say what it wants: half-sent requests hold nothing for long."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_SECONDS = 10.0
BODY_SECONDS = 20.0
"""Between two pieces of a body."""
WHOLE_BODY_SECONDS = 300.0


class PatientProtocol(H11Protocol):
    """HTTP/1.1 whose client has `HEADER_SECONDS` from the first byte, or from connecting, to the end of the headers.
    What comes after them the application waits for."""

    _until: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._until = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._be_content()
        elif self._until is None:
            self._until = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        self._be_content()
        super().connection_lost(exc)

    def _be_content(self) -> None:
        if self._until is not None:
            self._until.cancel()
            self._until = None

    def _give_up(self) -> None:
        self._until = None
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self.transport.close()
