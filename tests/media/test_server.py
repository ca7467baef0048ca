"""The relay's socket: both families, strangers, and egress's own sockets."""

import asyncio
import itertools
import socket
import tempfile
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from media import ipsec_mb
from media.client import InProcessWorker
from media.config import RelayConfig
from media.errors import RelayRefused
from media.inbox import RECEIVED, Inbox
from media.messages import (
    AttachEgress,
    CloseRouter,
    DetachEgress,
    Done,
    EgressAttached,
    Event,
    GetStats,
    PeerClosed,
    Publish,
    Published,
    Refusal,
    Request,
    Trickle,
)
from media.peer import Peer
from media.server import RelayServer
from media.wire import sdp
from media.worker import answer
from tests.support.peers import check
from tests.support.relay_scene import offer


def exists(path: str) -> bool:
    """Whether a socket's file is there."""
    return Path(path).exists()


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6], ids=["IPv4", "IPv6"])
async def test_one_port_answers_both_families(family: socket.AddressFamily) -> None:
    if family == socket.AF_INET6 and not has_ipv6():
        pytest.skip("no IPv6 on this machine")
    async with InProcessWorker(RelayConfig(), lambda _: None) as worker:
        published = await worker.request(Publish("r", "pub", "alice", offer("chromium")))
        assert isinstance(published, Published)
        remote = sdp.parse(published.sdp).media[0].transport
        assert remote.ufrag is not None
        assert remote.password is not None
        loop = asyncio.get_running_loop()
        with socket.socket(family, socket.SOCK_DGRAM) as client:
            client.setblocking(False)
            client.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
            client.connect((client.getsockname()[0], worker.port))
            client.send(check("unknown1", remote.password))
            client.send(check(remote.ufrag, remote.password))
            answer = await asyncio.wait_for(loop.sock_recv(client, 2048), 5)
            assert answer[:2] == b"\x01\x01"
            client.send(b"\x80" * 40)  # from a validated address: to SRTP, not refused
            client.send(check(remote.ufrag, remote.password))
            await asyncio.wait_for(loop.sock_recv(client, 2048), 5)
            assert worker.server.relay.datagrams_refused == 0


async def test_strangers_are_counted_and_get_nothing_back() -> None:
    async with InProcessWorker(RelayConfig(host="127.0.0.1"), lambda _: None) as worker:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.setblocking(False)
            client.bind(("127.0.0.1", 0))
            for datagram in (b"", b"\x16" * 15, b"\x80" * 40, b"\x00" * 20, b"x" * 4000):
                client.sendto(datagram, ("127.0.0.1", worker.port))
            async with asyncio.timeout(5):
                while worker.server.relay.datagrams_refused < 4:
                    await asyncio.sleep(0.01)
            with pytest.raises(BlockingIOError):
                client.recv(2048)


class Bug(Exception):
    """What no code expects."""


def raise_bug(*_: object) -> None:
    raise Bug


async def two_publishers(worker: InProcessWorker, sockets: list[socket.socket]) -> list[Peer]:
    """Two peers, each with an address that passed a check."""
    loop = asyncio.get_running_loop()
    peers = []
    for number, client in enumerate(sockets):
        client.setblocking(False)
        client.bind(("127.0.0.1", 0))
        client.connect(("127.0.0.1", worker.port))
        await worker.request(Publish("r", f"pub-{number}", "alice", offer("chromium")))
        peers.append(worker.server.relay.peers[f"pub-{number}"])
        ours = peers[-1].transport.ice.credentials
        client.send(check(ours.ufrag, ours.password))
        await asyncio.wait_for(loop.sock_recv(client, 2048), 5)
    return peers


async def test_a_bug_over_one_datagram_costs_its_peer_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events: list[Event] = []
    taken: list[bytes] = []
    udp = (socket.AF_INET, socket.SOCK_DGRAM)
    with socket.socket(*udp) as first, socket.socket(*udp) as second:
        async with InProcessWorker(RelayConfig(host="127.0.0.1"), events.append) as worker:
            bad, good = await two_publishers(worker, [first, second])
            monkeypatch.setattr(bad.transport, "receive", raise_bug)
            monkeypatch.setattr(good.transport, "receive", lambda d, *_: taken.append(d))
            first.send(b"\x80" * 40)
            second.send(b"\x81" * 40)  # of the same batch
            async with asyncio.timeout(5):
                while not taken:
                    await asyncio.sleep(0.01)
            assert PeerClosed("pub-0", "internal") in events
            assert list(worker.server.relay.peers) == ["pub-1"]
            first.send(b"\x80" * 40)
            async with asyncio.timeout(5):
                while not worker.server.relay.datagrams_refused:
                    await asyncio.sleep(0.01)
            assert [e for e in events if isinstance(e, PeerClosed)] == [
                PeerClosed("pub-0", "internal")
            ], "once"


async def test_a_bug_in_a_timer_stops_nobody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[Event] = []
    ticks: list[float] = []
    udp = (socket.AF_INET, socket.SOCK_DGRAM)
    with socket.socket(*udp) as first, socket.socket(*udp) as second:
        async with InProcessWorker(RelayConfig(host="127.0.0.1"), events.append) as worker:
            bad, good = await two_publishers(worker, [first, second])
            monkeypatch.setattr(bad.transport, "tick", raise_bug)
            monkeypatch.setattr(good.transport, "tick", ticks.append)
            async with asyncio.timeout(5):
                while len(ticks) < 3:
                    await asyncio.sleep(0.01)
            assert PeerClosed("pub-0", "internal") in events
            # One that cannot be laid at anybody's door.
            monkeypatch.setattr(worker.server.relay.routers["r"], "tick", raise_bug)
            ticks.clear()
            async with asyncio.timeout(5):
                while len(ticks) < 3:
                    await asyncio.sleep(0.01)
            assert list(worker.server.relay.peers) == ["pub-1"]


async def test_timers_run_when_something_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks: list[float] = []
    udp = (socket.AF_INET, socket.SOCK_DGRAM)
    with socket.socket(*udp) as client:
        async with InProcessWorker(RelayConfig(host="127.0.0.1"), lambda _: None) as worker:
            relay = worker.server.relay
            tick = relay.tick

            def counted(now: float) -> None:
                ticks.append(now)
                tick(now)

            monkeypatch.setattr(relay, "tick", counted)
            await asyncio.sleep(0.3)
            assert not ticks, "where nobody is"
            await two_publishers(worker, [client])
            began, seen = time.monotonic(), len(ticks)
            await asyncio.sleep(1.0)
            seconds = time.monotonic() - began
            assert 2 <= len(ticks) - seen < 30 * seconds, "where nothing happens"
            relay.wake.soon()
            worker.server._flush()
            asked = time.monotonic()
            async with asyncio.timeout(5):
                while ticks[-1] < asked:
                    await asyncio.sleep(0)
            assert all(b - a > 0.019 for a, b in itertools.pairwise(ticks))


class Busy(NamedTuple):
    """A relay that holds what comes to its socket, a sender that it knows, and its peer."""

    server: RelayServer
    inbox: Inbox
    client: socket.socket
    peer: Peer


@asynccontextmanager
async def busy(hold: float) -> AsyncIterator[Busy]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        async with InProcessWorker(RelayConfig(host="127.0.0.1"), lambda _: None) as worker:
            inbox = worker.server._inbox
            if inbox is None:
                pytest.skip("no C compiler")
            (peer,) = await two_publishers(worker, [client])
            inbox.pace.hold, inbox.pace.busy_until = hold, time.monotonic() + 60
            yield Busy(worker.server, inbox, client, peer)


async def test_what_a_busy_socket_brings_waits_for_its_like(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken: list[tuple[int, float, float]] = []

    def take(datagram: bytes, _: object, arrived: float) -> None:
        taken.append((datagram[0], arrived, time.monotonic()))

    async with busy(0.3) as it:
        monkeypatch.setattr(it.peer.transport, "receive", take)
        later = threading.Timer(0.1, it.client.send, [b"\x81" * 40])
        sent = time.monotonic()
        it.client.send(b"\x80" * 40)
        later.start()
        async with asyncio.timeout(5):
            while len(taken) < 2:
                await asyncio.sleep(0)
        (first, came, worked), (second, came_later, worked_later) = taken
        assert (first, second) == (0x80, 0x81)
        assert sent - 0.001 < came < came_later - 0.05, "when they came"
        assert sent + 0.3 <= worked <= worked_later < worked + 0.05, "when they were worked on"
        it.inbox.pace.busy_until = 0.0
        it.client.send(b"\x82" * 40)
        async with asyncio.timeout(0.25):
            while len(taken) < 3:
                await asyncio.sleep(0)


async def test_no_clock_goes_back_behind_what_came_another_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By TCP, say, whose input is worked on while the socket's waits in the kernel."""
    taken: list[float] = []
    async with busy(0.0) as it:
        monkeypatch.setattr(it.peer.transport, "receive", lambda _d, _s, now: taken.append(now))
        it.client.send(b"\x80" * 40)
        it.server._receive(b"\x81" * 40, it.client.getsockname(), time.monotonic())
        it.server._flush()
        async with asyncio.timeout(5):
            while len(taken) < 2:
                await asyncio.sleep(0)
        assert taken == sorted(taken)


async def test_a_full_batch_is_followed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy, a flood of junk must not make media wait in the kernel."""
    taken: list[bytes] = []
    async with busy(1.0) as it:
        monkeypatch.setattr(it.peer.transport, "receive", lambda d, *_: taken.append(d))
        for _ in range(5 * RECEIVED):
            it.client.send(b"\x80" * 40)
        async with asyncio.timeout(1.9):  # held once, and not four times more
            while len(taken) < 5 * RECEIVED:
                await asyncio.sleep(0)


async def test_a_bug_over_a_request_is_refused_and_costs_its_peer_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events: list[Event] = []
    async with InProcessWorker(RelayConfig(host="127.0.0.1"), events.append) as worker:
        for name in ("pub-0", "pub-1"):
            await worker.request(Publish("r", name, "alice", offer("chromium")))
        monkeypatch.setattr(worker.server.relay.peers["pub-0"], "trickle", raise_bug)
        refusal = answer(worker.server, Request(7, Trickle("pub-0", "a=ice-ufrag:abcd")))
        assert isinstance(refusal, Refusal)
        assert (refusal.id, refusal.code) == (7, "internal")
        assert events[1:] == [PeerClosed("pub-0", "internal")]
        monkeypatch.setattr(worker.server.relay._reports, "stats", raise_bug)
        refusal = answer(worker.server, Request(8, GetStats()))
        assert isinstance(refusal, Refusal)
        assert (refusal.id, refusal.code) == (8, "internal")
        assert list(worker.server.relay.peers) == ["pub-1"]


@pytest.mark.parametrize(
    ("native", "forwards", "cipher"), [(True, "C", "libcrypto"), (False, "Python", "libsrtp")]
)
async def test_what_it_forwards_by_is_known(
    native: bool, forwards: str, cipher: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ipsec_mb, "LIBRARY", "libno_such_library.so.1")
    config = RelayConfig(host="127.0.0.1", native=native)
    async with InProcessWorker(config, lambda _: None) as worker:
        assert (worker.server.forwards, worker.server.cipher) == (forwards, cipher)


async def test_egress_sockets_come_and_go() -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = str(Path(directory) / "egress")
        async with InProcessWorker(RelayConfig(host="127.0.0.1"), lambda _: None) as worker:
            with pytest.raises(RelayRefused) as refused:
                await worker.request(AttachEgress("r", path))
            assert refused.value.code == "bad_egress"
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as egress:
                egress.bind(path)
                paths = []
                for _ in range(2):
                    attached = await worker.request(AttachEgress("r", path))
                    assert isinstance(attached, EgressAttached)
                    egress.sendto(b"nonsense", attached.path)
                    await asyncio.sleep(0)
                    paths.append(attached.path)
                assert [exists(p) for p in paths] == [False, True]
                assert await worker.request(DetachEgress("r")) == Done()
                assert not exists(paths[1])
                attached = await worker.request(AttachEgress("r", path))
                assert isinstance(attached, EgressAttached)
                await worker.request(CloseRouter("r"))
                assert not exists(attached.path)
