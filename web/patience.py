"""How long we wait for the head of a request, which uvicorn leaves open."""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from web.config import HEAD_SECONDS


class PatientHttp(H11Protocol):
    """uvicorn's HTTP/1.1 with a deadline for heads, from a connection's or a request's first byte.

    Between requests uvicorn's own keep-alive timeout holds.
    """

    head_seconds = HEAD_SECONDS
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection that says nothing is given up as well."""
        super().connection_made(transport)
        self._set_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing to wait for."""
        self._clear_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Begin to wait with a head's first byte, and stop with its last."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._clear_deadline()
        elif self._deadline is None and self.conn.trailing_data[0]:
            self._set_deadline()

    def _set_deadline(self) -> None:
        self._deadline = self.loop.call_later(self.head_seconds, self._give_up)

    def _clear_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        if self.conn.their_state is h11.IDLE:
            self.transport.close()
