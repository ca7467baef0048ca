"""One run: a server, its publishers, and subscribers that grow in number; figures at each step."""

import asyncio
import os
import sys
import time
from collections.abc import Sequence

import msgspec

from bench.load.accounting import Account, resident
from bench.load.engine import ConnectionFailed, Engine, EngineStats
from bench.load.sdp import publisher_extensions
from bench.load.server import Server, Shown, allow_many_files
from bench.load.tracks import NARROW, Load

SETTLE_S = 2.0
"""Of load before each window: queues fill, caches warm."""
FILL_S, FILL_LAYERED_S = 3.0, 20.0
"""Of load before subscribers come, in which the server's caches of what is published fill: they are
no subscriber's memory. 48 layers at 15 to 150 packets a second take longer."""
JOINING = 4
"""Subscribers that connect at once."""
ARRIVAL_TRIES = 20
"""Half seconds to wait until every stream arrives."""


class Figures(msgspec.Struct, frozen=True):
    """What one window showed."""

    server: str
    subscribers: int
    publishers: int
    simulcast: bool
    plain: bool
    seconds: float
    window: float
    """Seconds from reading to reading: those of load and one for what is still under way."""
    expected: int
    received: int
    delivery: float
    worst: float
    cpu: float
    """Seconds of the server's processes."""
    others: float
    """Seconds for which something else ran on the server's CPU."""
    engine_cpu: float
    p50: float
    p95: float
    p99: float
    longest: float
    mbit: float
    resident: int
    """Bytes of the server's processes."""
    per_peer: int
    """Resident bytes that each subscriber added."""
    layers: tuple[int, int, int]
    streams: int
    arriving: int
    narrow_delivery: float
    """Of subscribers with a narrow downlink; 1 where there are none."""
    narrow_mbit: float
    """What each of them received."""
    key_frame_requests: int
    retransmitted: int
    undecrypted: int
    late: int
    """How often the engine itself did not keep up."""
    dropped: int
    """Datagrams that found a socket's buffer full, anywhere on the machine."""

    @property
    def packets_per_cpu_second(self) -> float:
        """Forwarded by one second of the server's CPU."""
        return self.received / self.cpu if self.cpu else 0.0


class Run:
    """A server under a load; `grow`, then `measure`, as often as wanted."""

    def __init__(self, server: Server, engine: Engine, load: Load) -> None:
        self._server = server
        self._engine = engine
        self._load = load
        self._subscribers = 0
        self._unladen = 0

    async def begin(self) -> None:
        """Bring up the publishers."""
        allow_many_files()
        self._engine.tell("keys", 0 if self._load.simulcast else 30)
        for publisher, tracks in enumerate(self._load.tracks()):
            local = await self._engine.open(publisher)
            remote = await self._server.publish(publisher, local, tracks)
            await self._engine.connect(publisher, local, remote)
            for track in tracks:
                self._engine.stream(track, publisher_extensions(self._load, track))
        await self._engine.run(FILL_LAYERED_S if self._load.simulcast else FILL_S)
        self._unladen = resident(self._server.pids)

    async def grow(self, subscribers: int) -> None:
        """Let there be so many subscribers; they join while nothing is published.

        Raises `ConnectionFailed` where one does not come up: the run is over then.
        """
        places = asyncio.Semaphore(JOINING)

        async def join(subscriber: int) -> None:
            async with places:
                await self._join(subscriber)

        failed: ConnectionFailed | None = None
        try:
            async with asyncio.TaskGroup() as group:
                for subscriber in range(self._subscribers, subscribers):
                    group.create_task(join(subscriber))
        except* ConnectionFailed as failures:
            failed = ConnectionFailed(str(failures.exceptions[0]))
        if failed is not None:
            raise failed
        self._subscribers = subscribers
        self._engine.tell("go", 0)
        await self._all_arrive()
        self._engine.tell("pause")
        await asyncio.sleep(0.5)

    async def _join(self, subscriber: int) -> None:
        connection = self._load.publishers + subscriber
        local = await self._engine.open(connection)
        subscription = await self._server.subscribe(subscriber, local)
        rate = NARROW if subscriber < self._load.narrow else 0
        self._engine.tell("receive", connection, subscription.transport_extension, rate)
        for ssrc, track in subscription.ssrcs:
            lowest, layers = track.layers[0].index, len(track.layers)
            self._engine.tell("map", connection, ssrc, lowest, layers)
        await self._engine.connect(connection, local, subscription.remote)
        if self._load.simulcast:
            await self._server.watch(subscriber, wall(subscriber, self._load.publishers))

    async def _all_arrive(self) -> None:
        stats = await self._engine.stats()
        for _ in range(ARRIVAL_TRIES):
            if stats.seen == stats.slots:
                return
            await asyncio.sleep(0.5)
            stats = await self._engine.stats()
        print(f"{stats.seen} of {stats.slots} streams arrive", file=sys.stderr)

    async def measure(self, seconds: float) -> Figures:
        """One window; the load's end is exact, so that everything sent is accounted for."""
        engine, server = self._engine, self._server
        await engine.run(SETTLE_S)
        await asyncio.sleep(0.4)
        engine.tell("reset")
        engine.tell("measure", 1)
        idle = await engine.stats()
        before, begun = Account.read(server.pids, server.cpu), time.monotonic()
        await engine.run(seconds)
        await asyncio.sleep(1.0)
        used = Account.read(server.pids, server.cpu).since(before)
        window = time.monotonic() - begun
        engine.tell("measure", 0)
        return self._figures(seconds, window, used, await engine.stats(), idle.cpu)

    def _figures(
        self, seconds: float, window: float, used: Account, stats: EngineStats, idle_cpu: float
    ) -> Figures:
        memory = resident(self._server.pids)
        expected, received, size = stats.narrow
        return Figures(
            server=self._server.name,
            subscribers=self._subscribers,
            publishers=self._load.publishers,
            simulcast=self._load.simulcast,
            plain=self._load.plain,
            seconds=seconds,
            window=window,
            expected=stats.expected,
            received=stats.received,
            delivery=stats.received / max(1, stats.expected),
            worst=stats.worst,
            cpu=used.cpu,
            others=max(0.0, used.busy - used.cpu),
            engine_cpu=stats.cpu - idle_cpu,
            p50=stats.p50,
            p95=stats.p95,
            p99=stats.p99,
            longest=stats.longest,
            mbit=stats.bytes * 8e-6 / seconds,
            resident=memory,
            per_peer=(memory - self._unladen) // max(1, self._subscribers),
            layers=stats.layers,
            streams=stats.slots,
            arriving=stats.seen,
            narrow_delivery=received / expected if expected else 1.0,
            narrow_mbit=size * 8e-6 / seconds / max(1, self._load.narrow),
            key_frame_requests=stats.key_frame_requests,
            retransmitted=stats.other,
            undecrypted=stats.undecrypted,
            late=stats.late,
            dropped=used.dropped,
        )


def wall(subscriber: int, publishers: int) -> Sequence[Shown]:
    """One venue large, three beside it, the rest as small tiles; each subscriber its own."""
    order = [(subscriber + place) % publishers for place in range(publishers)]
    heights = [720] + [360] * 3 + [180] * max(0, publishers - 4)
    return [Shown(who, heights[place], place) for place, who in enumerate(order)]


def keep_to(cpu: int) -> None:
    """Run here, and whatever we start, on one CPU."""
    os.sched_setaffinity(0, {cpu})
