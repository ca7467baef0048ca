"""The shell of one WebSocket: reads, writes, minds the clock, and ends all of it together."""

import asyncio
from typing import Protocol

import structlog

from signaling.config import SignalingConfig
from signaling.errors import SignalingError
from signaling.messages import ClientMessage, Hello
from signaling.outbox import Outbox
from signaling.ports import Clock, Wire, WireClosed
from signaling.protocol import Connection, Malformed

LINGER = 2.0
"""Seconds for the last messages to leave; a reader too slow for them is not waited for."""

log = structlog.get_logger("signaling.connection")


class Guest(Protocol):
    """Whoever the connection turned out to be, once `hello` was accepted."""

    async def take(self, message: ClientMessage) -> None:
        """Act on one message; raises `SignalingError` to end the connection."""

    async def serve_media(self) -> None:
        """Do what media needs, until cancelled."""

    def refuse(self, request_id: str, error: SignalingError) -> None:
        """Answer a request that could not be read."""

    def lost(self) -> None:
        """The connection is over."""


class Host(Protocol):
    """Who receives guests."""

    async def welcome(self, hello: Hello, outbox: Outbox) -> Guest:
        """Let somebody in; raises `SignalingError`."""


async def serve(
    wire: Wire, outbox: Outbox, host: Host, config: SignalingConfig, clock: Clock
) -> None:
    """One connection from its opening to its close; closing `outbox` ends it, from wherever."""
    shell = _Shell(wire, outbox, host, Connection(config, clock.now()), clock)
    try:
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(shell.read(tasks))
            writing = tasks.create_task(shell.write())
            await shell.ended.wait()
            reading.cancel()
            shell.stop_media()
            await asyncio.wait([writing], timeout=LINGER)
            writing.cancel()
    finally:
        shell.say_lost()
    await wire.close(outbox.close_code, outbox.closed_with or "")


class _Shell:
    """What the tasks of one connection share."""

    def __init__(
        self, wire: Wire, outbox: Outbox, host: Host, connection: Connection, clock: Clock
    ) -> None:
        self.ended = asyncio.Event()
        self._wire = wire
        self._outbox = outbox
        self._host = host
        self._connection = connection
        self._clock = clock
        self._guest: Guest | None = None
        self._media: asyncio.Task[None] | None = None
        self._to_write = asyncio.Event()
        outbox.on_change = self._outbox_changed
        self._outbox_changed()  # it may be closed already

    async def write(self) -> None:
        """Until everything is sent that ever will be."""
        try:
            while not self._outbox.is_done:
                for text in self._outbox.take():
                    await self._wire.send(text)
                if not self._outbox.is_done:
                    await self._to_write.wait()
                    self._to_write.clear()
        except WireClosed:
            self._outbox.abandon()

    async def read(self, tasks: asyncio.TaskGroup) -> None:
        """Until the end, whichever side makes it; closes the outbox then."""
        try:
            await self._converse(tasks)
        except SignalingError as error:
            log.info("connection ended", code=error.code, reason=str(error))
            self._outbox.close(error.code, error.message(self._outbox.language))
        except WireClosed:
            self._outbox.abandon()
        except TimeoutError:
            self._outbox.close(self._connection.overdue_code)
        finally:
            self._connection.close()

    def stop_media(self) -> None:
        """Before another connection of the same session may go on with it."""
        if self._media is not None:
            self._media.cancel()

    def say_lost(self) -> None:
        """Tell the guest, if there was one."""
        if self._guest is not None:
            self._guest.lost()

    def _outbox_changed(self) -> None:
        self._to_write.set()
        if self._outbox.closed_with is not None:
            self.ended.set()

    async def _converse(self, tasks: asyncio.TaskGroup) -> None:
        hello = await self._receive()
        assert isinstance(hello, Hello)
        self._outbox.language = hello.lang
        self._guest = guest = await self._host.welcome(hello, self._outbox)
        self._connection.joined(self._clock.now())
        self._media = tasks.create_task(guest.serve_media())
        while True:
            try:
                message = await self._receive()
            except Malformed as error:
                guest.refuse(error.request_id, error)
            else:
                await guest.take(message)

    async def _receive(self) -> ClientMessage:
        async with asyncio.timeout(self._connection.remaining(self._clock.now())):
            text = await self._wire.receive()
        return self._connection.receive(text, self._clock.now())
