"""What strangers send to the relay's port costs nobody their call, and gains them no answer."""

import asyncio
import itertools
import socket
from collections.abc import Iterator

import pytest

from media.client import InProcessWorker, RelayWorker
from media.config import RelayConfig
from media.ice import Address
from media.messages import Event, GetStats, PeerClosed, Route, Stats
from tests.support.flood import Flood, hostile
from tests.support.loopback import LOOPBACK, LoopbackClient
from tests.support.packets import h264_key
from tests.support.peers import check
from tests.support.process import resident
from tests.support.relay_scene import Scene

LOCAL = RelayConfig(host=LOOPBACK)
CALLS = 100
VIDEO_SSRC, VIDEO_TYPE = 3890577821, 108
"""Of Chromium's offer."""
PAUSE = 0.002
BURST = 16
"""Hostile datagrams from one source before the others have their turn."""


class Sweeper:
    """Several sources that send to a range of ports until told to stop."""

    def __init__(self, ports: list[int], datagrams: Iterator[bytes], sources: int = 8) -> None:
        self._ports = itertools.cycle(ports)
        self._datagrams = datagrams
        self._sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(sources)]
        for one in self._sockets:
            one.setblocking(False)
            one.bind((LOOPBACK, 0))
        self.sent = self.answered = 0

    async def run(self) -> None:
        """Send bursts between everybody else's turns."""
        for one in itertools.cycle(self._sockets):
            for datagram in itertools.islice(self._datagrams, BURST):
                try:
                    one.sendto(datagram, (LOOPBACK, next(self._ports)))
                    self.sent += 1
                except (BlockingIOError, ConnectionRefusedError):
                    continue
            self._collect(one)
            await asyncio.sleep(PAUSE)

    def _collect(self, one: socket.socket) -> None:
        while True:
            try:
                self.answered += len(one.recv(2048))
            except ConnectionRefusedError:
                continue
            except BlockingIOError:
                return

    def close(self) -> None:
        """Look once more for answers, and release the sockets."""
        for one in self._sockets:
            self._collect(one)
            one.close()


@pytest.mark.timeout(120)
async def test_a_hundred_calls_join_while_every_port_is_swept() -> None:
    events: list[Event] = []
    clients: list[LoopbackClient] = []
    replayed: list[str] = []
    async with RelayWorker(LOCAL, events.append) as worker:
        await worker.request(Route("r", [f"owner-{n}" for n in range(CALLS)]))
        clients += [LoopbackClient(f"call-{n}") for n in range(CALLS)]
        ports = [worker.port] * 50 + [client.address[1] for client in clients[:10]]
        sweeper = Sweeper(ports, hostile(lambda: replayed))
        sweeping = asyncio.create_task(sweeper.run())
        try:
            for client in clients:
                await client.publish(worker.request, f"owner-{client.name[5:]}")
                assert client.remote is not None
                assert client.remote.ufrag is not None
                replayed.append(client.remote.ufrag)
            await asyncio.gather(*(client.connect(60) for client in clients))
            while sweeper.sent < 10 * CALLS:  # however quickly all were in
                await asyncio.sleep(PAUSE)
            for sequence, client in enumerate(clients):
                client.send_rtp(sequence, b"still here")
            stats = await worker.request(GetStats())
        finally:
            sweeping.cancel()
            await asyncio.wait([sweeping])
            sweeper.close()
            for client in clients:
                client.close()
    assert isinstance(stats, Stats)
    assert stats.peers == CALLS
    assert not [event for event in events if isinstance(event, PeerClosed)]
    assert sweeper.answered == 0, "and strangers heard nothing"


def test_nothing_that_proves_no_password_is_answered() -> None:
    """Amplification of nought: whatever it is, and however large, it has no answer at all."""
    scene = Scene()
    known = scene.client()
    known.publish("pub", "alice")
    assert known.remote is not None
    assert known.remote.ufrag is not None
    stranger: Address = ("198.51.100.1", 9)
    sent = 0
    for datagram in itertools.islice(
        hostile(lambda: [str(known.remote and known.remote.ufrag)]), 2000
    ):
        sent += len(datagram)
        scene.relay.receive(datagram, stranger, scene.clock.now)
        scene.relay.tick(scene.clock.advance(0.01))
    assert sent > 100_000
    assert scene.relay.outgoing.drain() == []
    assert scene.relay.table.by_address == {}


def test_a_proven_password_amplifies_nothing_either() -> None:
    scene = Scene()
    known = scene.client()
    known.publish("pub", "alice")
    assert known.remote is not None
    ufrag, password = known.remote.ufrag, known.remote.password
    assert ufrag is not None
    assert password is not None
    for controlled in (False, True):
        datagram = check(ufrag, password, controlled=controlled)
        scene.relay.receive(datagram, known.address, scene.clock.now)
        answers = scene.relay.outgoing.drain()
        assert len(answers) == 1
        assert len(answers[0][0]) <= len(datagram)


async def test_a_stranger_at_the_socket_hears_nothing_whatever_it_sends() -> None:
    async with InProcessWorker(LOCAL, lambda _: None) as worker:
        with LoopbackClient("call") as client:
            await client.publish(worker.request, "alice")
            ufrag = client.remote.ufrag if client.remote is not None else None
            sweeper = Sweeper([worker.port], hostile(lambda: [str(ufrag)]), sources=1)
            sweeping = asyncio.create_task(sweeper.run())
            await client.connect()
            sweeping.cancel()
            await asyncio.wait([sweeping])
            sweeper.close()
            assert sweeper.sent > 0
            assert sweeper.answered == 0


@pytest.mark.timeout(120)
async def test_a_flood_of_junk_costs_no_memory_and_stops_no_media() -> None:
    """`bench.junk_flood` measures the loss, on a machine without other work."""
    events: list[Event] = []
    async with RelayWorker(LOCAL, events.append) as worker:
        with LoopbackClient("pub") as publisher, LoopbackClient("sub") as subscriber:
            published = await publisher.publish(worker.request, "alice")
            await publisher.connect()
            await subscriber.subscribe(worker.request, [t.track_id for t in published.tracks])
            await subscriber.connect()
            before = resident(worker.pid)
            assert publisher.remote is not None
            with Flood(worker.port, 20_000, 3.0, str(publisher.remote.ufrag)) as flood:
                sequence = 0
                while flood.is_running():
                    sequence += 1
                    publisher.send_rtp(
                        sequence, h264_key(b"x" * 900), ssrc=VIDEO_SSRC, kind=VIDEO_TYPE
                    )
                    subscriber.tick()
                    publisher.tick()
                    await asyncio.sleep(0.01)
                sent = flood.sent()
            grown = resident(worker.pid) - before
            stats = await worker.request(GetStats())
        assert sent > 1000
        assert isinstance(stats, Stats)
        assert stats.datagrams_refused > 1000
        assert stats.peers == 2
        assert sum(subscriber.packets.values()) > 0.5 * sequence
        assert grown < 20 << 20
        assert not [event for event in events if isinstance(event, PeerClosed)]
