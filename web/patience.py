"""How long we wait where uvicorn waits for ever: for a head, and for who does not read."""

import asyncio
from asyncio.transports import BaseTransport, Transport
from typing import cast

import h11
from uvicorn._types import ASGIReceiveEvent, ASGISendEvent
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from web.config import HEAD_SECONDS, WS_CLOSE_SECONDS, WS_STALL_SECONDS

UNREADABLE = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


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
        """Begin to wait with a head's first byte, and stop with its last.

        uvicorn waits for ever once more of a body comes that was answered unread.
        """
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._clear_deadline()
        elif self._deadline is None and self.conn.trailing_data[0]:
            self._set_deadline()
        if self._deadline is None and self.conn.our_state in (h11.IDLE, h11.DONE):
            self._keep_alive()

    def send_400_response(self, msg: str) -> None:
        """Nonsense behind an answer has none of its own."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self.transport.close()

    def _keep_alive(self) -> None:
        """Give the next request its time to begin."""
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )

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


class PatientSocket(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket for clients that send and do not read.

    uvicorn answers pings whatever waits to be sent already, and closes only once all is sent. Here
    nothing is read while anything waits, and who takes nothing of it for a while is cut off.
    """

    stall_seconds = WS_STALL_SECONDS
    close_seconds = WS_CLOSE_SECONDS
    _stall: asyncio.TimerHandle | None = None
    _unsent = 0
    _end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Hear of whatever the system does not take at once: a close waits for it as well."""
        super().connection_made(transport)
        # Over TLS asyncio pauses from `high` on, not above it: at 0 always.
        cast(Transport, transport).set_write_buffer_limits(high=1)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing to wait for."""
        self._clear_stall()
        if self._end is not None:
            self._end.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """As uvicorn's; what is first is a whole head, and it waits for ever with one that its
        library cannot read: with a body, or over that one's limits.
        """
        super().data_received(data)
        if not self.handshake_initiated:
            self.close_sent = True
            self.transport.write(UNREADABLE)
            self.transport.close()

    def pause_writing(self) -> None:
        """Something waits: whatever else the client says could only add to it."""
        super().pause_writing()
        self.transport.pause_reading()
        self._watch()

    def resume_writing(self) -> None:
        """All is sent: read on, unless the application has still to take what was read."""
        self._clear_stall()
        super().resume_writing()
        if not self.read_paused:
            self.transport.resume_reading()

    async def receive(self) -> ASGIReceiveEvent:
        """As uvicorn's, which reads on when all that was read is taken."""
        message = await super().receive()
        if self._stall is not None:
            self.transport.pause_reading()
        return message

    async def send(self, message: ASGISendEvent) -> None:
        """As uvicorn's; a close has its time from when it was asked for."""
        if message["type"] == "websocket.close" and self._end is None and not self.disconnected:
            self._end = self.loop.call_later(self.close_seconds, self.transport.abort)
        await super().send(message)

    def _watch(self) -> None:
        self._clear_stall()
        self._unsent = self.transport.get_write_buffer_size()
        self._stall = self.loop.call_later(self.stall_seconds, self._look)

    def _look(self) -> None:
        if self.transport.get_write_buffer_size() < self._unsent:
            self._watch()  # slow, but it reads
        else:
            self.transport.abort()

    def _clear_stall(self) -> None:
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None
