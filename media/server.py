"""The relay's shell: one UDP socket for everybody, and timers."""

import asyncio
import contextlib
import socket
import time
from collections.abc import Callable, Iterable

import structlog

from media.config import RelayConfig
from media.dtls import Certificate
from media.ice import Address
from media.local_sockets import LocalSockets
from media.messages import (
    AttachEgress,
    AttachPipe,
    CloseRouter,
    DetachEgress,
    Event,
    OpenPipe,
    ReplyBody,
    RequestBody,
)
from media.peer import Site
from media.relay import Relay
from media.transport import Outgoing

MAX_DATAGRAM = 2048
BATCH = 128
"""Datagrams taken per wake-up: bounds the time until timers and requests have their turn."""
BUG_LOG_INTERVAL = 10.0
"""Seconds between log entries on bugs that no peer can be given up for; timers would repeat them a
hundred times a second."""
NTP_EPOCH = 2_208_988_800
"""Seconds from 1900 to 1970 (RFC 5905)."""

log = structlog.get_logger("media")


def local_addresses() -> tuple[str, ...]:
    """127.0.0.1 and the addresses from which this machine reaches others; sends nothing."""
    found = ["127.0.0.1"]
    probes = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
    for family, elsewhere in probes:
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((elsewhere, 9))  # picks a route; UDP sends nothing on connect
            found.append(probe.getsockname()[0])
    return tuple(dict.fromkeys(found))


def bind(config: RelayConfig) -> socket.socket:
    """The relay's UDP socket: dual-stack where the machine has IPv6."""
    last: OSError | None = None
    for host in (config.host, "0.0.0.0") if config.host == "::" else (config.host,):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            return _bind(family, host, config)
        except OSError as error:
            last = error
    assert last is not None
    raise last


def _bind(family: socket.AddressFamily, host: str, config: RelayConfig) -> socket.socket:
    udp = socket.socket(family, socket.SOCK_DGRAM)
    try:
        if family == socket.AF_INET6:
            udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, config.socket_buffer)
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, config.socket_buffer)
        udp.setblocking(False)
        udp.bind((host, config.port))
    except OSError:
        udp.close()
        raise
    return udp


def candidate_addresses(config: RelayConfig, family: int) -> tuple[str, ...]:
    """Addresses for SDP: what is announced, else where the socket can be reached."""
    if config.announce:
        return config.announce
    if config.host not in ("::", "0.0.0.0", ""):
        return (config.host,)
    found = local_addresses()
    return found if family == socket.AF_INET6 else tuple(a for a in found if ":" not in a)


class RelayServer:
    """Gives a `Relay` its socket and its clock. `on_event` is called for each event, in order."""

    def __init__(self, config: RelayConfig, on_event: Callable[[Event], None]) -> None:
        self._config = config
        self._on_event = on_event
        self._socket = bind(config)
        self.port: int = self._socket.getsockname()[1]
        certificate = Certificate()
        site = Site(
            certificate.fingerprint, candidate_addresses(config, self._socket.family), self.port
        )
        ntp_offset = time.time() + NTP_EPOCH - time.monotonic()
        self.relay = Relay(config, certificate, site, ntp_offset)
        self.datagrams_unsent = 0
        """Dropped because the socket's buffer was full or the network refused them."""
        self._locals = LocalSockets(self.relay, self._flush, self._met_bug)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._socket.fileno(), self._readable)
        self._timer: asyncio.TimerHandle | None = None
        self._bug_logged_at = -BUG_LOG_INTERVAL

    def handle(self, body: RequestBody) -> ReplyBody:
        """Carry out one request; `MediaError` refuses it."""
        match body:
            case AttachEgress() | DetachEgress() | OpenPipe() | AttachPipe():
                reply: ReplyBody = self._locals.handle(body)
            case CloseRouter():
                self._locals.close_router(body.router)
                reply = self.relay.handle(body, time.monotonic())
            case _:
                reply = self.relay.handle(body, time.monotonic())
        self._flush()
        self._keep_ticking()
        return reply

    def abandon(self, name: str | None) -> None:
        """Close the peer over which a bug showed, if it is known and there still."""
        if name is not None:
            try:
                self.relay.abandon(name)
            except Exception:
                log.exception("peer did not close", peer=name)
        self._flush()
        self._keep_ticking()

    def close(self) -> None:
        """Tell every peer goodbye and release the sockets."""
        for peer in list(self.relay.peers.values()):
            peer.close()
        self._flush()
        if self._timer is not None:
            self._timer.cancel()
        self._locals.close()
        self._loop.remove_reader(self._socket.fileno())
        self._socket.close()

    # --- the socket -----------------------------------------------------------------------------

    def _readable(self) -> None:
        media = []
        now = time.monotonic()
        for _ in range(BATCH):
            try:
                datagram, source = self._socket.recvfrom(MAX_DATAGRAM)
            except (BlockingIOError, InterruptedError):
                break
            except OSError:
                continue  # an ICMP error of a peer that has gone
            if datagram and datagram[0] < 64:
                # STUN and DTLS first: a backlog of media must not cost anyone their connection.
                self._receive(datagram, source, now)
            else:
                media.append((datagram, source))
        for datagram, source in media:
            self._receive(datagram, source, now)
        self._flush()

    def _receive(self, datagram: bytes, source: Address, now: float) -> None:
        try:
            self.relay.receive(datagram, source, now)
        except Exception:  # a bug, which must not cost the rest of the batch
            self._met_bug(now)

    def _met_bug(self, now: float) -> None:
        """Log the exception being handled and give up the peer over which it came."""
        peer = self.relay.serving
        if peer is not None or now - self._bug_logged_at >= BUG_LOG_INTERVAL:
            self._bug_logged_at = now
            log.exception("bug in the relay", peer=peer)
        self.abandon(peer)

    def _flush(self) -> None:
        send_all(self._socket, self.relay.outgoing, self)
        events, self.relay.events = self.relay.events, []
        for event in events:
            self._on_event(event)

    # --- time -----------------------------------------------------------------------------------

    def _keep_ticking(self) -> None:
        if self._timer is None and (self.relay.peers or self._locals):
            self._timer = self._loop.call_later(self._config.tick, self._tick)

    def _tick(self) -> None:
        self._timer = None
        now = time.monotonic()
        try:
            self.relay.tick(now)
        except Exception:  # a bug, which must not stop everybody's timers
            self._met_bug(now)
        finally:
            self._keep_ticking()
        self._flush()


def send_all(udp: socket.socket, outgoing: Outgoing, owner: RelayServer) -> None:
    """Send a batch; what the kernel will not take is dropped, as any network may."""
    batch: Iterable[tuple[bytes, Address]] = outgoing.drain()
    send = udp.sendto
    for datagram, address in batch:
        try:
            send(datagram, address)
        except OSError:
            owner.datagrams_unsent += 1
