"""The relay's shell: one UDP socket for everybody, and timers."""

import asyncio
import time
from collections.abc import Callable

import structlog

from media.binding import bind_both, candidate_addresses
from media.config import RelayConfig
from media.dtls import Certificate
from media.ear import Closed
from media.fan import Fan
from media.ice import Address
from media.inbox import HELD_FROM, HOLD, Inbox
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
from media.native import load
from media.peer import Site
from media.relay import Relay
from media.tcp_flows import TcpFlows
from media.transport import Outgoing
from media.udp import UdpSocket

GRAIN = 0.0015
"""Seconds by which timers are set late: the loop's have whole milliseconds, and may be early."""
BUG_LOG_INTERVAL = 10.0
"""Seconds between log entries on bugs that no peer can be given up for; timers would repeat them
fifty times a second."""
NTP_EPOCH = 2_208_988_800
"""Seconds from 1900 to 1970 (RFC 5905)."""

log = structlog.get_logger("media")


class RelayServer:
    """Gives a `Relay` its socket and its clock. `on_event` is called for each event, in order."""

    def __init__(
        self,
        config: RelayConfig,
        on_event: Callable[[Event], None],
        processor_time: Callable[[], tuple[float, float]] | None = None,
    ) -> None:
        """`processor_time` measures the load; None in a process that has other work too."""
        self._config = config
        self._on_event = on_event
        self._processor_time = processor_time
        self._socket, listener = bind_both(config)
        self.port: int = self._socket.getsockname()[1]
        certificate = Certificate()
        site = Site(
            certificate.fingerprint,
            candidate_addresses(config, self._socket.family),
            self.port,
            tcp=listener is not None,
        )
        ntp_offset = time.time() + NTP_EPOCH - time.monotonic()
        library = load() if config.native else None
        fan = Fan(library, self._socket.fileno()) if library else None
        self.forwards = "C" if fan else "Python"
        """For the log, as is the next: how much a worker takes depends on both."""
        self.cipher = fan.cipher if fan else "libsrtp"
        self._udp = UdpSocket(self._socket)
        self._inbox = Inbox(library, self._socket.fileno()) if library else None
        self._outgoing = Outgoing(fan, self._inbox)
        self.relay = Relay(config, certificate, site, ntp_offset, self._outgoing)
        self.tcp = TcpFlows(listener, self.relay, self._receive, self._flush) if listener else None
        self._locals = LocalSockets(self.relay, self._flush, self._met_bug)
        self._loop = asyncio.get_running_loop()
        readable = self._receive_singly if self._inbox is None else self._receive_held
        self._loop.add_reader(self._socket.fileno(), readable)
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = self._ticked_at = 0.0
        self._sending: asyncio.TimerHandle | None = None
        self._last_input = 0.0
        """Of others than the socket."""
        self._unsent_by_tcp = 0
        self._bug_logged_at = -BUG_LOG_INTERVAL

    def handle(self, body: RequestBody) -> ReplyBody:
        """Carry out one request; `MediaError` refuses it."""
        self._last_input = time.monotonic()
        self._measure(self._last_input)
        match body:
            case AttachEgress() | DetachEgress() | OpenPipe() | AttachPipe():
                reply: ReplyBody = self._locals.handle(body)
            case CloseRouter():
                self._locals.close_router(body.router)
                reply = self.relay.handle(body, time.monotonic())
            case _:
                reply = self.relay.handle(body, time.monotonic())
        self._flush()
        return reply

    def abandon(self, name: str | None) -> None:
        """Close the peer over which a bug showed, if it is known and there still."""
        if name is not None:
            try:
                self.relay.abandon(name)
            except Exception:
                log.exception("peer did not close", peer=name)
        self._flush()

    def close(self) -> None:
        """Tell every peer goodbye and release the sockets."""
        for peer in list(self.relay.peers.values()):
            peer.close()
        self._flush()
        if self.tcp is not None:
            self.tcp.close()
        self._send_media()
        self._locals.close()
        for timer in (self._timer, self._sending):
            if timer is not None:
                timer.cancel()
        self._loop.remove_reader(self._socket.fileno())
        self._socket.close()

    # --- the socket -----------------------------------------------------------------------------

    def _receive_held(self) -> None:
        """Work on what has come and send what follows; where much is going on, on what comes in the
        next moment too.
        """
        assert self._inbox is not None
        assert self._outgoing.fan is not None
        # No clock is to go back for anybody.
        items = self._inbox.turn(self._outgoing.fan, self._last_input)
        if not items:
            return
        for item in items:
            try:
                if isinstance(item, Closed):
                    self.relay.receive(item.datagram, item.source, item.arrived)
                else:
                    self.relay.receive_opened(item, item.arrived)
            except Exception:  # a bug, which must not cost the rest of the batch
                self._met_bug(item.arrived)
        self._send_urgent()
        self._send_media()
        self._settle()

    def _receive_singly(self) -> None:
        now = time.monotonic()
        media = []
        for datagram, source in self._udp.receive():
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
        """Send what follows from something else than what came to the socket."""
        self._last_input = time.monotonic()
        self._send_urgent()
        waiting = self._outgoing.waiting
        if waiting and self._sending is None:
            if waiting < HELD_FROM:
                self._send_media()
            else:
                self._sending = self._loop.call_later(HOLD, self._send_media)
        self._settle()

    def _settle(self) -> None:
        """Have the timers run in time for what follows, and tell what has happened."""
        self._set_timer()
        events, self.relay.events = self.relay.events, []
        for event in events:
            self._on_event(event)

    def _send_urgent(self) -> None:
        if self._outgoing.batch:
            self._send(self._outgoing.drain_batch())

    def _send_media(self) -> None:
        """Send what waited: at most the fan's batch and what one wake-up adds to it."""
        if self._sending is not None:
            self._sending.cancel()
            self._sending = None
        outgoing = self._outgoing
        if outgoing.media:
            self._send(outgoing.drain_media())
        if outgoing.fan is not None:
            outgoing.fan.flush()

    def _send(self, batch: list[tuple[bytes, Address]]) -> None:
        if self.tcp is not None:
            over_tcp = [item for item in batch if item[1][0] == "tcp"]
            self._unsent_by_tcp += self.tcp.send_all(over_tcp)
            batch = [item for item in batch if item[1][0] != "tcp"]
        if batch:
            self._udp.send(batch)

    @property
    def datagrams_unsent(self) -> int:
        """Dropped because the socket's buffer was full or the network refused them."""
        fan = self._outgoing.fan
        return self._udp.unsent + self._unsent_by_tcp + (fan.unsent if fan else 0)

    # --- time -----------------------------------------------------------------------------------

    def _set_timer(self) -> None:
        """Tick when the relay wants it, if there is anybody; not twice in `RelayConfig.tick`."""
        at = max(self.relay.wake.at, self._ticked_at + self._config.tick)
        if self._timer is not None:
            if at >= self._timer_at:
                return
            self._timer.cancel()
        elif not (self.relay.peers or self._locals):
            return
        self._timer_at = at
        self._timer = self._loop.call_later(max(0.0, at - time.monotonic()) + GRAIN, self._tick)

    def _tick(self) -> None:
        self._timer = None
        now = self._last_input = self._ticked_at = time.monotonic()
        self._measure(now)
        try:
            self.relay.tick(now)
        except Exception:  # a bug, which must not stop everybody's timers
            self._met_bug(now)
        self._flush()

    def _measure(self, now: float) -> None:
        if self._processor_time is not None and self.relay.load.due(now):
            self.relay.measure(*self._processor_time(), now)
