"""The relay's TCP shell: takes connections on the media port, for networks that block UDP.

Each is a way to send datagrams to and from `Relay` under a `TcpAddress`; it is bounded in number,
time and memory before it has shown by a check whose it is, and in memory ever after.
"""

import asyncio
import contextlib
import ipaddress
import itertools
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterable

import structlog

from media.errors import BadFrame
from media.ice import Address, TcpAddress, is_stun, transport_address
from media.relay import Relay
from media.tcp_flow import TcpFlow

MAX_FLOWS = 800
"""Connections of a worker: a process has 1,024 descriptors by default."""
MAX_PER_HOST = 200
"""Of these from one address (IPv6: one /64): a hundred people behind one proxy or NAT."""
UNPROVEN_SECONDS = 5.0
"""From a connection's opening to its first check that passes; also how long one outlives its
peer, whose last words are then sent."""
SWEEP_INTERVAL = 1.0
ACCEPTS = 32
"""Connections taken per wake-up, and how many the kernel lets wait."""
READ = 16 * 1024
"""Bytes read from one connection per wake-up, so that none starves the others."""
NOT_SENT = 16 * 1024
"""Bytes that the kernel queues unsent: what waits longer waits with us, where it can be dropped."""
ACCEPT_PAUSE = 1.0
"""Seconds without accepting after the system refused: out of descriptors, or of memory."""

log = structlog.get_logger("media.tcp")


def listen(udp: socket.socket) -> socket.socket | None:
    """A listener on the address and port of `udp`; None where somebody else has them."""
    tcp = socket.socket(udp.family, socket.SOCK_STREAM)
    try:
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections of a past worker
        if udp.family == socket.AF_INET6:
            dual = udp.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY)
            tcp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, dual)
        tcp.setblocking(False)
        tcp.bind(udp.getsockname())
        tcp.listen(ACCEPTS)
    except OSError:
        tcp.close()
        return None
    return tcp


class TcpFlows:
    """All TCP connections of a worker. `receive` takes datagrams, `flush` what followed on them."""

    def __init__(
        self,
        listener: socket.socket,
        relay: Relay,
        receive: Callable[[bytes, Address, float], None],
        flush: Callable[[], None],
    ) -> None:
        self._listener = listener
        self._relay = relay
        self._receive = receive
        self._flush = flush
        self._connections: dict[int, _Connection] = {}  # oldest first
        self._hosts: Counter[str] = Counter()
        self._ids = itertools.count(1)
        self.refused = 0
        """Connections refused or ended because they were too many, or sent what they must not."""
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._loop.add_reader(listener.fileno(), self._acceptable)

    def __len__(self) -> int:
        return len(self._connections)

    def send_all(self, batch: Iterable[tuple[bytes, Address]]) -> int:
        """Send datagrams to their `TcpAddress`es, or have them wait; the number that could not."""
        now, unsent = time.monotonic(), 0
        queued: dict[int, _Connection] = {}
        for datagram, address in batch:
            assert isinstance(address, TcpAddress)
            connection = self._connections.get(address.flow)
            if connection is None:
                unsent += 1
                continue
            connection.flow.queue(datagram, now)
            queued[address.flow] = connection
        for connection in queued.values():
            self._write(connection)
        return unsent

    def close(self) -> None:
        """End all of it."""
        if self._timer is not None:
            self._timer.cancel()
        for connection in list(self._connections.values()):
            self._drop(connection)
        self._loop.remove_reader(self._listener.fileno())
        self._listener.close()

    # --- connections come and go ----------------------------------------------------------------

    def _acceptable(self) -> None:
        for _ in range(ACCEPTS):
            try:
                accepted, remote = self._listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                break
            except OSError as error:
                log.warning("cannot accept", error=str(error))
                self._loop.remove_reader(self._listener.fileno())
                self._loop.call_later(ACCEPT_PAUSE, self._accept_again)
                break
            self._accept(accepted, remote)
        if self._timer is None and self._connections:
            self._timer = self._loop.call_later(SWEEP_INTERVAL, self._sweep)

    def _accept_again(self) -> None:
        if self._listener.fileno() >= 0:
            self._loop.add_reader(self._listener.fileno(), self._acceptable)

    def _accept(self, accepted: socket.socket, remote: tuple[str, int]) -> None:
        known = transport_address(remote)
        host = _counted(known[0])
        if self._hosts[host] >= MAX_PER_HOST or not self._has_room():
            self.refused += 1
            accepted.close()
            return
        accepted.setblocking(False)
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, NOT_SENT)
        address = TcpAddress("tcp", next(self._ids), known)
        connection = _Connection(accepted, host, TcpFlow(address, time.monotonic()))
        self._connections[address.flow] = connection
        self._hosts[host] += 1
        self._loop.add_reader(accepted.fileno(), self._readable, connection)

    def _has_room(self) -> bool:
        """Whether there is room, if need be made by ending the oldest that proved nothing."""
        if len(self._connections) < MAX_FLOWS:
            return True
        unproven = (c for c in self._connections.values() if not self._proven(c))
        oldest = next(unproven, None)
        if oldest is None:
            return False
        self.refused += 1
        self._drop(oldest)
        return True

    def _proven(self, connection: "_Connection") -> bool:
        return self._relay.knows(connection.flow.address)

    def _sweep(self) -> None:
        """End those that proved nothing in time, and those whose peer is gone."""
        now = time.monotonic()
        for connection in list(self._connections.values()):
            if self._proven(connection):
                connection.proven = now
            elif now - max(connection.flow.opened, connection.proven) > UNPROVEN_SECONDS:
                self._drop(connection)
        again = self._connections
        self._timer = self._loop.call_later(SWEEP_INTERVAL, self._sweep) if again else None

    def _drop(self, connection: "_Connection") -> None:
        address = connection.flow.address
        if self._connections.pop(address.flow, None) is None:
            return
        self._hosts[connection.host] -= 1
        if not self._hosts[connection.host]:
            del self._hosts[connection.host]
        self._relay.disconnected(address)
        self._loop.remove_reader(connection.socket.fileno())
        self._loop.remove_writer(connection.socket.fileno())
        connection.socket.close()

    # --- bytes ----------------------------------------------------------------------------------

    def _readable(self, connection: "_Connection") -> None:
        try:
            data = connection.socket.recv(READ)
            datagrams = connection.flow.receive(data)
        except (BlockingIOError, InterruptedError):
            return
        except (OSError, BadFrame):
            self._drop(connection)
            return
        if not data:
            self._drop(connection)
            return
        self._take(connection, datagrams)
        self._flush()

    def _take(self, connection: "_Connection", datagrams: list[bytes]) -> None:
        now, address = time.monotonic(), connection.flow.address
        for datagram in datagrams:
            if address.flow not in self._connections:
                return  # what came before it ended the connection
            if not is_stun(datagram) and not self._proven(connection):
                self.refused += 1
                self._drop(connection)
                return
            self._receive(datagram, address, now)

    def _write(self, connection: "_Connection") -> None:
        """Send until nothing waits or the kernel is full; then again when it has room."""
        try:
            while chunk := connection.flow.next_chunk():
                connection.flow.sent(connection.socket.send(chunk))
        except (BlockingIOError, InterruptedError):
            self._loop.add_writer(connection.socket.fileno(), self._writable, connection)
        except OSError:
            self._drop(connection)

    def _writable(self, connection: "_Connection") -> None:
        self._loop.remove_writer(connection.socket.fileno())
        self._write(connection)


class _Connection:
    """A flow and its socket."""

    __slots__ = ("flow", "host", "proven", "socket")

    def __init__(self, accepted: socket.socket, host: str, flow: TcpFlow) -> None:
        self.socket = accepted
        self.host = host
        self.flow = flow
        self.proven = flow.opened
        """When last seen as a peer's."""


def _counted(host: str) -> str:
    """What connections are counted by: an IPv4 address, or an IPv6 network."""
    with contextlib.suppress(ValueError):
        if ":" in host:
            return str(ipaddress.ip_network(f"{host}/64", strict=False))
    return host
