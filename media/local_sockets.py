"""The Unix sockets of a worker: towards egress, and the pipes to other workers."""

import asyncio
import contextlib
import os
import socket
import tempfile
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import assert_never

from media.cascade import PipeTap
from media.errors import MediaError
from media.link import Link
from media.messages import (
    AttachEgress,
    AttachPipe,
    DetachEgress,
    Done,
    EgressAttached,
    OpenPipe,
    PipeOpened,
)
from media.relay import Relay
from media.router import Router
from media.srtp import is_rtcp
from media.tap import PlainSender, Tap

MAX_PACKET = 2048
BATCH = 128
"""Packets taken per wake-up: bounds the time until the UDP socket has its turn."""
MAX_BACKLOG = 2048
"""Packets waiting for the other end, two seconds of a small consultation: Linux queues only ten
datagrams for a Unix socket (`net.unix.max_dgram_qlen`), fewer than one key frame has."""
SEND_BUFFER = 4 << 20
"""SO_SNDBUF of a pipe, as much of it as the system allows (`net.core.wmem_max`)."""

Body = AttachEgress | DetachEgress | OpenPipe | AttachPipe
Answer = Done | EgressAttached | PipeOpened


class BadEgress(MediaError):
    """The egress socket cannot be used."""

    code = "bad_egress"


class BadPipe(MediaError):
    """The other worker's socket cannot be used."""

    code = "bad_pipe"


class BoundSocket:
    """A Unix socket with a path of its own, in a folder that no other user can look into."""

    def __init__(self, kind: socket.SocketKind) -> None:
        self._directory = tempfile.mkdtemp(prefix="tongxin-relay-")
        self.path = str(Path(self._directory) / "socket")
        self.socket = socket.socket(socket.AF_UNIX, kind)
        self.socket.setblocking(False)
        self.socket.bind(self.path)

    def close(self) -> None:
        """Release the socket and its path."""
        self.socket.close()
        with contextlib.suppress(OSError):
            os.unlink(self.path)
        with contextlib.suppress(OSError):
            os.rmdir(self._directory)


class LocalSocket:
    """A connected Unix socket that keeps packets apart, RTP and RTCP as they are."""

    def __init__(
        self,
        connected: socket.socket,
        receive: Callable[[list[bytes]], None],
        on_end: Callable[[], None] = lambda: None,
        on_loss: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_end`: the other end is gone; `on_loss`: it was slow for long, packets were lost."""
        self._socket = connected
        self._receive = receive
        self._on_end = on_end
        self._on_loss = on_loss
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(connected.fileno(), self._readable)
        self._backlog: deque[bytes] = deque()

    def send(self, packet: bytes) -> None:
        """Send one packet, or queue it; dropped where the other end is slow for long, or gone."""
        if self._backlog:
            if len(self._backlog) >= MAX_BACKLOG:
                self._backlog.clear()  # all at once: what is that old serves nobody
                self._loop.remove_writer(self._socket.fileno())
                self._on_loss()
            else:
                self._backlog.append(packet)
                return
        try:
            self._socket.send(packet)
        except BlockingIOError:
            self._backlog.append(packet)
            self._loop.add_writer(self._socket.fileno(), self._writable)
        except OSError:
            pass

    def close(self) -> None:
        """Release the socket."""
        if self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket.fileno())
            self._loop.remove_writer(self._socket.fileno())
            self._socket.close()

    def _writable(self) -> None:
        """The kernel has room again: for a connected socket, in the receiver's queue."""
        try:
            while self._backlog:
                self._socket.send(self._backlog[0])
                self._backlog.popleft()
        except BlockingIOError:
            return
        except OSError:
            self._backlog.clear()
        self._loop.remove_writer(self._socket.fileno())

    def _readable(self) -> None:
        packets = []
        ended = False
        for _ in range(BATCH):
            try:
                packet = self._socket.recv(MAX_PACKET)
            except BlockingIOError:
                break
            except OSError:
                packet = b""
            if not packet:  # nothing sends an empty packet: a connection's end
                ended = self._socket.type == socket.SOCK_SEQPACKET
                break
            packets.append(packet)
        self._receive(packets)
        if ended:
            self.close()
            self._on_end()


class EgressSocket(LocalSocket):
    """A Unix datagram socket towards an egress process: RTP out, RTCP in."""

    def __init__(
        self,
        remote: str,
        receive: Callable[[list[bytes]], None],
        on_loss: Callable[[], None] = lambda: None,
    ) -> None:
        self._bound = BoundSocket(socket.SOCK_DGRAM)
        self.path = self._bound.path
        try:
            self._bound.socket.connect(remote)
        except OSError as error:
            self._bound.close()
            raise BadEgress(f"The egress socket {remote} cannot be reached.") from error
        super().__init__(self._bound.socket, receive, on_loss=on_loss)

    def close(self) -> None:
        """Release the socket and its file."""
        super().close()
        self._bound.close()


class PipeDoor:
    """The leaf's end of a pipe: its path takes one connection, the home's."""

    def __init__(self, receive: Callable[[list[bytes]], None], on_end: Callable[[], None]) -> None:
        self._receive = receive
        self._on_end = on_end
        self._bound = BoundSocket(socket.SOCK_SEQPACKET)
        self._bound.socket.listen(1)
        self.path = self._bound.path
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._bound.socket.fileno(), self._accept)
        self._connected: LocalSocket | None = None

    def send(self, packet: bytes) -> None:
        """Send one packet to the home, if it has connected."""
        if self._connected is not None:
            self._connected.send(packet)

    def close(self) -> None:
        """Release the sockets and the path."""
        self._shut()
        if self._connected is not None:
            self._connected.close()

    def _accept(self) -> None:
        with contextlib.suppress(BlockingIOError):
            connection, _ = self._bound.socket.accept()
            connection.setblocking(False)
            self._shut()
            self._connected = LocalSocket(connection, self._receive, self._on_end)

    def _shut(self) -> None:
        if self._bound.socket.fileno() >= 0:
            self._loop.remove_reader(self._bound.socket.fileno())
            self._bound.close()


def connect_pipe(path: str) -> socket.socket:
    """The home's end of the pipe to the leaf at `path`; raises `BadPipe`."""
    pipe = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pipe.setblocking(False)
    pipe.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    try:
        pipe.connect(path)
    except OSError as error:
        pipe.close()
        raise BadPipe(f"The worker at {path} cannot be reached.") from error
    return pipe


class LocalSockets:
    """All local sockets of a worker, by router."""

    def __init__(
        self, relay: Relay, flush: Callable[[], None], on_bug: Callable[[float], None]
    ) -> None:
        """`flush` sends what an input led to; `on_bug` is told of an exception being handled."""
        self._relay = relay
        self._flush = flush
        self._on_bug = on_bug
        self._egress: dict[str, Callable[[], None]] = {}
        """What ends each; the same for the others."""
        self._doors: dict[str, Callable[[], None]] = {}
        self._pipes: dict[str, list[Callable[[], None]]] = {}

    def __bool__(self) -> bool:
        """Whether there is any, which needs the relay's timers."""
        return bool(self._egress or self._doors or any(self._pipes.values()))

    def handle(self, body: Body) -> Answer:
        """Carry out one request; `MediaError` refuses it."""
        match body:
            case AttachEgress():
                return EgressAttached(self._attach_egress(body))
            case DetachEgress():
                _end(self._egress, body.router)
            case OpenPipe():
                return PipeOpened(self._open_pipe(body.router))
            case AttachPipe():
                self._attach_pipe(body)
            case _:
                assert_never(body)
        return Done()

    def close_router(self, name: str) -> None:
        """End all of one router's."""
        _end(self._egress, name)
        _end(self._doors, name)
        for end in self._pipes.pop(name, []):
            end()

    def close(self) -> None:
        """End them all."""
        for name in [*self._egress, *self._doors, *self._pipes]:
            self.close_router(name)

    def _attach_egress(self, body: AttachEgress) -> str:
        _end(self._egress, body.router)
        router = self._relay.router(body.router)
        egress = EgressSocket(
            body.path,
            lambda packets: self._take(router, tap.link, packets),
            lambda: tap.want_key_frames(),
        )
        tap = Tap(egress.send)
        router.attach(tap)

        def end() -> None:
            router.detach(tap)
            egress.close()

        self._egress[body.router] = end
        return egress.path

    def _open_pipe(self, name: str) -> str:
        _end(self._doors, name)
        router = self._relay.router(name)

        def end() -> None:
            router.close_pipe()
            door.close()

        door = PipeDoor(
            lambda packets: self._take(router, link, packets), lambda: _end(self._doors, name)
        )
        link = router.open_pipe(PlainSender(door.send))
        self._doors[name] = end
        return door.path

    def _attach_pipe(self, body: AttachPipe) -> None:
        router = self._relay.router(body.router)
        pipes = self._pipes.setdefault(body.router, [])

        def end() -> None:
            router.detach(tap)
            pipe.close()

        def lost() -> None:
            end()
            pipes.remove(end)

        pipe = LocalSocket(
            connect_pipe(body.path),
            lambda packets: self._take(router, tap.link, packets),
            lost,
            lambda: tap.want_key_frames(),
        )
        tap = PipeTap(pipe.send)
        router.attach(tap)
        pipes.append(end)

    def _take(self, router: Router, link: Link, packets: list[bytes]) -> None:
        now = time.monotonic()
        self._relay.serving = None  # a bug in this is no peer's
        for packet in packets:
            try:
                if is_rtcp(packet):
                    router.receive_rtcp(link, packet, now)
                else:
                    router.receive_rtp(link, packet, now)
            except Exception:  # a bug, which must not cost the rest of the batch
                self._on_bug(now)
        self._flush()


def _end(ends: dict[str, Callable[[], None]], name: str) -> None:
    end = ends.pop(name, None)
    if end is not None:
        end()
