"""A flood of HTTP requests at a given rate, in a process of its own that gives way to who measures.

Requests are bytes made beforehand. They go by keep-alive connections that pipeline, or one by one
on connections of their own; what the server does not take is not sent.
"""

import asyncio
import os
import time
from collections import Counter, deque
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from typing import cast

import msgspec
import uvloop

PIPELINED = 32
"""Requests under way in one connection."""
TICK = 0.002
ENDING = 20.0
"""Seconds for the last answers."""


class Orders(msgspec.Struct, frozen=True):
    """What to send, and how many a second; `fresh` opens a connection for each request."""

    host: str
    port: int
    requests: list[bytes]
    rate: int
    seconds: float
    connections: int
    fresh: bool = False
    needle: bytes = b"\0"
    """What no answer should hold."""


class Sent(msgspec.Struct):
    """How it went. `times` are seconds from a request's sending to its answer's end."""

    offered: int = 0
    statuses: Counter[int] = msgspec.field(default_factory=Counter)
    lost: int = 0
    times: list[float] = msgspec.field(default_factory=list)
    found: int = 0
    """Answers that hold the needle."""


class Flood(asyncio.Protocol):
    """One connection that sends what it is told to and counts the answers by status."""

    def __init__(self, sent: Sent, needle: bytes) -> None:
        self._sent = sent
        self._needle = needle
        self._begun: deque[float] = deque()
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    @property
    def under_way(self) -> int:
        """Requests without an answer."""
        return len(self._begun)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ready to send."""
        self._transport = cast(asyncio.Transport, transport)

    def send(self, request: bytes) -> bool:
        """Whether there was room for it."""
        if self._transport is None or self.under_way >= PIPELINED:
            return False
        self._transport.write(request)
        self._begun.append(time.perf_counter())
        return True

    def data_received(self, data: bytes) -> None:
        """Answers, whole or in parts."""
        self._buffer += data
        now = time.perf_counter()
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self._buffer) < end + 4 + length:
                return
            rest = end + 4 + length
            answer, self._buffer = self._buffer[:rest], self._buffer[rest:]
            self._sent.statuses[int(head[9:12])] += 1
            self._sent.found += self._needle in answer
            self._sent.times.append(now - self._begun.popleft())

    def connection_lost(self, exc: Exception | None) -> None:
        """What was under way is lost."""
        self._transport = None
        self._sent.lost += self.under_way
        self._begun.clear()

    def close(self) -> None:
        """End it."""
        if self._transport is not None:
            self._transport.close()


class Once(Flood):
    """One request on a connection of its own."""

    def __init__(self, sent: Sent, needle: bytes, request: bytes, done: Callable[[], None]) -> None:
        super().__init__(sent, needle)
        self._request = request
        self._done = done

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send it."""
        super().connection_made(transport)
        self.send(self._request)

    def data_received(self, data: bytes) -> None:
        """Close after its answer."""
        super().data_received(data)
        if not self.under_way:
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Make room for another."""
        super().connection_lost(exc)
        self._done()


class Kept:
    """Connections that are kept."""

    def __init__(self, orders: Orders, sent: Sent) -> None:
        self._orders = orders
        self._sent = sent
        self._opened: list[Flood] = []
        self._turn = 0

    async def open(self) -> None:
        """All of them."""
        loop = asyncio.get_running_loop()
        for _ in range(self._orders.connections):
            one = Flood(self._sent, self._orders.needle)
            await loop.create_connection(partial(_same, one), self._orders.host, self._orders.port)
            self._opened.append(one)

    def send(self, request: bytes) -> bool:
        """By the next connection; whether it had room."""
        self._turn += 1
        return self._opened[self._turn % len(self._opened)].send(request)

    @property
    def under_way(self) -> int:
        """Requests without an answer."""
        return sum(one.under_way for one in self._opened)


class Fresh:
    """A connection for every request, so many at a time."""

    def __init__(self, orders: Orders, sent: Sent, tasks: asyncio.TaskGroup) -> None:
        self._orders = orders
        self._sent = sent
        self._tasks = tasks
        self.under_way = 0

    async def open(self) -> None:
        """Nothing yet."""

    def send(self, request: bytes) -> bool:
        """Whether there was room for one more connection."""
        if self.under_way >= self._orders.connections:
            return False
        self.under_way += 1
        self._tasks.create_task(self._connect(request))
        return True

    async def _connect(self, request: bytes) -> None:
        one = Once(self._sent, self._orders.needle, request, self._done)
        loop = asyncio.get_running_loop()
        try:
            await loop.create_connection(partial(_same, one), self._orders.host, self._orders.port)
        except OSError:
            self._sent.lost += 1
            self._done()

    def _done(self) -> None:
        self.under_way -= 1


def _same(one: Flood) -> Flood:
    return one


async def flood(orders: Orders) -> Sent:
    """Send at the rate as far as the server takes it."""
    sent = Sent()
    async with asyncio.TaskGroup() as tasks:
        way = Fresh(orders, sent, tasks) if orders.fresh else Kept(orders, sent)
        await way.open()
        begun = time.monotonic()
        while (now := time.monotonic()) < begun + orders.seconds:
            due = int((now - begun) * orders.rate) - sent.offered
            for _ in range(min(due, orders.rate)):
                if way.send(orders.requests[sent.offered % len(orders.requests)]):
                    sent.offered += 1
            await asyncio.sleep(TICK)
        deadline = time.monotonic() + ENDING
        while way.under_way and time.monotonic() < deadline:  # noqa: ASYNC110 - once, at the end
            await asyncio.sleep(0.05)
    return sent


def run(orders: Orders, told: Connection) -> None:
    """The process: say that it is there, begin when told, and tell how it went."""
    os.nice(10)
    told.send("ready")
    told.recv()
    told.send(uvloop.run(flood(orders)))
