"""ICE over TCP by real sockets: who is let in, for how long, and what a slow reader costs."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from media import tcp_flows
from media.binding import bind_both
from media.client import InProcessWorker
from media.config import RelayConfig
from media.ice import TcpAddress
from media.messages import ClosePeer, Publish, Published
from media.tcp_flow import MAX_MEDIA
from media.tcp_flows import TcpFlows
from media.wire import sdp
from media.wire.rfc4571 import Deframer, frame
from tests.support.peers import check
from tests.support.relay_scene import offer


@asynccontextmanager
async def worker(host: str = "127.0.0.1") -> AsyncIterator[InProcessWorker]:
    async with InProcessWorker(RelayConfig(host=host), lambda _: None) as made:
        yield made


def flows(relay: InProcessWorker) -> TcpFlows:
    assert relay.server.tcp is not None
    return relay.server.tcp


async def connected(relay: InProcessWorker, host: str = "127.0.0.1") -> socket.socket:
    """A TCP connection to the relay's port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    client = socket.socket(family, socket.SOCK_STREAM)
    client.setblocking(False)
    await asyncio.get_running_loop().sock_connect(client, (host, relay.port))
    return client


async def published(relay: InProcessWorker, name: str = "pub") -> bytes:
    """A check with the credentials of a new publisher."""
    reply = await relay.request(Publish("r", name, "alice", offer("chromium")))
    assert isinstance(reply, Published)
    remote = sdp.parse(reply.sdp).media[0].transport
    assert remote.ufrag is not None
    assert remote.password is not None
    return check(remote.ufrag, remote.password)


async def read(client: socket.socket) -> list[bytes]:
    """The next datagrams; none at the end of the connection."""
    loop = asyncio.get_running_loop()
    try:
        data = await asyncio.wait_for(loop.sock_recv(client, 65536), 5)
    except ConnectionResetError:
        return []
    return Deframer().receive(data)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_a_check_over_tcp_is_answered_and_its_peer_sends_there(host: str) -> None:
    async with worker(host) as relay:
        datagram = await published(relay)
        with await connected(relay, host) as client:
            client.send(frame(datagram)[:7])
            await asyncio.sleep(0.05)
            client.send(frame(datagram)[7:])
            (answer,) = await read(client)
            assert answer[:2] == b"\x01\x01"
            peer = relay.server.relay.peers["pub"]
            selected = peer.transport.ice.selected
            assert isinstance(selected, TcpAddress)
            assert selected.remote == client.getsockname()[:2]
            client.send(frame(b"\x80" * 40))  # proven: to SRTP, and not the end
            client.send(frame(datagram))
            assert len(await read(client)) == 1
        await until(lambda: peer.transport.ice.selected is None)
        assert "pub" in relay.server.relay.peers
        assert len(flows(relay)) == 0


async def test_the_same_port_takes_both_and_the_answer_says_so() -> None:
    async with worker() as relay:
        reply = await relay.request(Publish("r", "pub", "alice", offer("chromium")))
        assert isinstance(reply, Published)
        lines = [line for line in reply.sdp.splitlines() if line.startswith("a=candidate")]
        assert [line.split()[2] for line in lines] == ["udp", "tcp"]
        assert all(f" 127.0.0.1 {relay.port} typ host" in line for line in lines)
        assert lines[1].endswith("tcptype passive")


@pytest.mark.parametrize(
    "sent",
    [
        frame(b"\x16" * 15),
        frame(b"\x80" * 40),
        frame(bytes(19)),
        b"\xff\xff",
        b"GET / HTTP/1.1\r\n\r\n",
    ],
)
async def test_anything_but_a_check_ends_a_connection_that_proved_nothing(sent: bytes) -> None:
    async with worker() as relay:
        with await connected(relay) as client:
            client.send(sent)
            assert await read(client) == []
        await until(lambda: len(flows(relay)) == 0)


async def test_who_proves_nothing_is_ended_and_who_did_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tcp_flows, "UNPROVEN_SECONDS", 0.2)
    monkeypatch.setattr(tcp_flows, "SWEEP_INTERVAL", 0.05)
    async with worker() as relay:
        datagram = await published(relay)
        with await connected(relay) as silent, await connected(relay) as proven:
            proven.send(frame(datagram))
            await read(proven)
            silent.send(frame(check("unknown1", "not the password at all")))
            assert await read(silent) == []
            assert len(flows(relay)) == 1
            await relay.request(ClosePeer("pub"))
            await until(lambda: len(flows(relay)) == 0)


async def test_connections_are_bounded_by_host_and_those_that_prove_nothing_give_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with worker() as relay:
        datagram = await published(relay)
        with await connected(relay) as proven:
            proven.send(frame(datagram))
            await read(proven)
            monkeypatch.setattr(tcp_flows, "MAX_FLOWS", 2)
            with await connected(relay) as first, await connected(relay) as second:
                assert await read(first) == [], "the oldest without proof made room"
                await until(lambda: len(flows(relay)) == 2)
                monkeypatch.setattr(tcp_flows, "MAX_PER_HOST", 2)
                with await connected(relay) as third, await connected(relay) as fourth:
                    assert await read(second) == [], "made room for another of its host"
                    assert await read(third) == [], "the same"
                    fourth.send(frame(datagram))
                    assert len(await read(fourth)) == 1
                    with await connected(relay) as fifth:
                        assert await read(fifth) == [], "too many of one host"
                    assert len(flows(relay)) == 2
                proven.send(frame(datagram))
                assert len(await read(proven)) == 1
                second.close()


async def test_a_reader_that_stops_costs_a_bounded_backlog() -> None:
    async with worker() as relay:
        datagram = await published(relay)
        with await connected(relay) as client:
            client.send(frame(datagram))
            await read(client)
            address = relay.server.relay.peers["pub"].transport.ice.selected
            assert isinstance(address, TcpAddress)
            (connection,) = flows(relay)._connections.values()
            packets = [(b"\x80" + bytes(1199), address)] * 100
            for _ in range(400):  # 48 MB
                flows(relay).send_all(packets)
            assert connection.flow.lost > 1000
            assert connection.flow.waiting <= 2 * MAX_MEDIA
            client.send(frame(datagram))
            deframer, last = Deframer(), b""
            loop = asyncio.get_running_loop()
            while last[:2] != b"\x01\x01":  # it reads again, and all is well
                data = await asyncio.wait_for(loop.sock_recv(client, 1 << 20), 5)
                for last in deframer.receive(data):
                    if last[:2] == b"\x01\x01":
                        break


async def test_a_flow_that_is_gone_takes_nothing() -> None:
    async with worker() as relay:
        gone = TcpAddress("tcp", 99, ("127.0.0.1", 5))
        relay.server.relay.outgoing.batch.append((b"\x80" * 20, gone))
        relay.server._flush()
        assert relay.server.datagrams_unsent == 1


def test_udp_alone_where_the_tcp_port_is_somebody_elses() -> None:
    with socket.socket() as web:
        web.bind(("127.0.0.1", 0))
        web.listen()
        udp, tcp = bind_both(RelayConfig(host="127.0.0.1", port=web.getsockname()[1]))
        udp.close()
        assert tcp is None
