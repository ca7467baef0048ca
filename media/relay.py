"""The relay of one worker, without I/O: requests, datagrams and time in; replies,
datagrams and events out.

It owns routers and peers by name; whose a datagram is, `peer_table.py` knows. The shell
(`server.py`) gives it a socket.
"""

from typing import TypeVar, assert_never

from media.config import RelayConfig
from media.dtls import Certificate
from media.ear import Opened, Taken, Told
from media.errors import BadStun, UnknownPeer, UnknownRouter
from media.ice import Address, is_stun, parse_check
from media.load import LoadMeter
from media.messages import (
    ClosePeer,
    CloseRouter,
    Done,
    Drain,
    Event,
    GetStats,
    Load,
    Offered,
    PeerClosed,
    PeerConnected,
    PeerSilent,
    Publish,
    Published,
    Route,
    SetPiped,
    Stats,
    Subscribe,
    TakeAnswer,
    TrackStarted,
    Trickle,
    Trickled,
    View,
    Viewed,
    Watch,
)
from media.peer import Peer, Site
from media.peer_maker import PeerMaker
from media.peer_table import PeerTable
from media.reports import Reports
from media.router import Router
from media.srtp import is_rtcp
from media.subscriber import Subscriber
from media.transport import Closed, Connected, Outgoing, Restored, Silent
from media.wake import LEEWAY, Wake
from media.whip import parse_fragment
from media.wire import sdp

CONSENT_INTERVAL = 0.5
"""Seconds between looks for peers that fell silent."""

Body = (
    Publish
    | Subscribe
    | TakeAnswer
    | View
    | Watch
    | Trickle
    | Route
    | SetPiped
    | ClosePeer
    | CloseRouter
    | Drain
    | GetStats
)
Answer = Done | Published | Offered | Viewed | Trickled | Stats
A = TypeVar("A", bound=Answer)


class Relay:
    """Routers and peers of one UDP socket."""

    def __init__(
        self,
        config: RelayConfig,
        certificate: Certificate,
        site: Site,
        ntp_offset: float = 0.0,
        outgoing: Outgoing | None = None,
    ) -> None:
        self.routers: dict[str, Router] = {}
        self.peers: dict[str, Peer] = {}
        self.events: list[Event] = []
        self.outgoing = outgoing or Outgoing()
        self._packets_received = 0
        self.datagrams_refused = 0
        self.load = LoadMeter(config.full_load)
        """Fed by the shell; without, the worker is never busy."""
        self.serving: str | None = None
        """Whose input or timer is being worked on: over whom a bug, where one shows, shows."""
        self._ntp_offset = ntp_offset
        self.table = PeerTable(self.outgoing.inbox)
        self._maker = PeerMaker(
            config,
            certificate,
            site,
            self.outgoing,
            self.load,
            self.peers,
            self.routers,
            self.router,
        )
        self._shaking: set[Peer] = set()
        """Peers in their handshake, which has timers of its own."""
        self._reports = Reports(self.peers, self.routers, self.outgoing, self.load)
        self.wake = Wake()
        """When to call `tick` next."""
        self.wake.soon()
        self._consent_due = 0.0

    # --- requests -------------------------------------------------------------------------------

    def handle(self, body: Body, now: float) -> Answer:
        """Carry out one request; a `MediaError` refuses it and leaves no trace."""
        match body:
            case Publish():
                answer: Answer = self._registered(*self._maker.publish(body, now))
            case Subscribe():
                answer = self._registered(*self._maker.subscribe(body, now))
            case TakeAnswer():
                answer = self._take_answer(body)
            case View():
                answer = self._registered(*self._maker.view(body, now))
            case Watch():
                answer = self._watch(body)
            case Trickle():
                answer = self._trickle(body)
            case Route():
                router = self.router(body.router)
                router.route(body.audible, body.programme_video, body.programme_audio)
                answer = Done()
            case SetPiped():
                answer = self._set_piped(body)
            case ClosePeer():
                self._close(body.peer)
                answer = Done()
            case CloseRouter():
                self._close_router(body.router)
                answer = Done()
            case Drain():
                self._maker.draining = True
                answer = Done()
            case GetStats():
                refused, waiting = self.datagrams_refused, len(self.events)
                answer = self._reports.stats(self.packets_received, refused, waiting, now)
            case _:
                assert_never(body)
        return answer

    def router(self, name: str) -> Router:
        """The router called `name`, made at its first mention."""
        if name not in self.routers:
            self.routers[name] = Router(name, self._ntp_offset, self.wake)
            self.routers[name].withhold(self.load.shed)
        return self.routers[name]

    def known_router(self, name: str) -> Router:
        """The router called `name`, or `UnknownRouter`."""
        if name not in self.routers:
            raise UnknownRouter(f"There is no router {name}.")
        return self.routers[name]

    def _set_piped(self, body: SetPiped) -> Done:
        router = self.known_router(body.router)
        if router.pipe is None:
            raise UnknownRouter(f"The router {body.router} has no pipe.")
        router.set_piped(body.tracks)
        return Done()

    def _take_answer(self, body: TakeAnswer) -> Done:
        peer = self.peers.get(body.peer)
        if not isinstance(peer, Subscriber):
            raise UnknownPeer(f"There is no subscriber {body.peer}.")
        if body.revision == peer.revision:
            peer.take_answer(sdp.parse(body.sdp))
            self._after(peer)
        return Done()

    def _watch(self, body: Watch) -> Done:
        peer = self.peers.get(body.peer)
        if not isinstance(peer, Subscriber):
            raise UnknownPeer(f"There is no subscriber {body.peer}.")
        peer.link.allocator.watch(body.shown)
        return Done()

    def _trickle(self, body: Trickle) -> Trickled:
        fragment = parse_fragment(body.sdpfrag)
        peer = self.peers.get(body.peer)
        if peer is None or isinstance(peer, Subscriber):  # those restart by an offer of ours
            raise UnknownPeer(f"There is no WHIP or WHEP peer {body.peer}.")
        answer = peer.trickle(fragment)
        self._register(peer)
        return Trickled(answer)

    def _close_router(self, name: str) -> None:
        router = self.routers.pop(name, None)
        for peer in [p for p in self.peers.values() if p.router is router]:
            self._close(peer.name)

    @property
    def packets_received(self) -> int:
        """RTP packets since the start, by whichever way."""
        inbox = self.outgoing.inbox
        return self._packets_received + (inbox.taken if inbox else 0)

    # --- datagrams ------------------------------------------------------------------------------

    def receive(self, datagram: bytes, source: Address, now: float) -> None:
        """Take one datagram; whatever follows from it is in `outgoing` and `events`."""
        self.serving = None
        if is_stun(datagram):
            self._receive_check(datagram, source, now)
            return
        peer = self.table.by_address.get(source)
        if peer is None or not peer.transport.ice.is_validated(source):
            self.datagrams_refused += 1
            return
        self.serving = peer.name
        packet = peer.transport.receive(datagram, source, now)
        if packet is None or peer.transport.events:
            self._after(peer)
        if packet is not None:
            self._take(peer, packet, is_rtcp(packet), now)

    def receive_opened(self, opened: Opened, now: float) -> None:
        """Take one datagram that was opened already; the same follows as from `receive`."""
        self.serving = None
        peer = self.table.by_ear.get(opened.ear)
        if peer is None:  # closed over a datagram before it
            self.datagrams_refused += 1
            return
        self.serving = peer.name
        content = opened.content
        peer.transport.receive_opened(content is not None, now)
        if content is None or peer.transport.events:
            self._after(peer)
        if isinstance(content, Told):
            peer.link.estimate.receive_news(*content, now)
            peer.link.follow_estimate()
        elif isinstance(content, Taken):
            peer.link.receive_taken(content, now)
        elif content is not None:
            self._take(peer, content, opened.control, now)

    def _take(self, peer: Peer, packet: bytes, control: bool, now: float) -> None:
        if control:
            peer.router.receive_rtcp(peer.link, packet, now)
        else:
            self._packets_received += 1
            peer.router.receive_rtp(peer.link, packet, now)

    def _receive_check(self, datagram: bytes, source: Address, now: float) -> None:
        try:
            request = parse_check(datagram)
        except BadStun:
            return
        peer = self.table.by_ufrag.get(request.ufrag)
        if peer is None:
            return
        self.serving = peer.name
        # A check's integrity proves whose credentials its sender has, not where it is: a source can
        # be forged, and a lite agent sends no checks that would show it (RFC 8445 section 2.5). So
        # an address in use is not taken over; like one lost, the check comes again.
        holder = self.table.by_address.get(source)
        if holder is not None and holder is not peer and holder.transport.holds(source, now):
            return
        check = peer.transport.receive_check(request, source, now)
        if check is None:
            return
        if check.retired is not None:
            self.table.retire(check.retired.ufrag)
        if check.evicted is not None:
            self.table.forget(check.evicted, peer)
        if check.validated:
            self.table.learn(source, peer)
        self._after(peer)

    def knows(self, source: Address) -> bool:
        """Whether `source` passed a check and is still a peer's."""
        return source in self.table.by_address

    def disconnected(self, source: Address) -> None:
        """A TCP connection ended: its peer lives on by its other addresses, or until silent."""
        peer = self.table.by_address.get(source)
        if peer is not None:
            self.table.forget(source, peer)
            peer.transport.ice.forget(source)

    def tick(self, now: float) -> None:
        """Run the timers that are due; `wake` then says when more will be.

        A call before that does no harm.
        """
        if now >= self._consent_due:
            self._consent_due = now + CONSENT_INTERVAL
            self._tick_transports(list(self.peers.values()), now)
        elif self._shaking:
            self._tick_transports(list(self._shaking), now)
        for router in self.routers.values():
            if now >= router.wake.at:
                router.tick(now)
                self.events += [TrackStarted(track_id) for track_id in router.take_started()]
        self.events += self._reports.due(now)
        self.wake.at = self._next()

    def _next(self) -> float:
        """When to tick again, if nothing happens till then."""
        recurring = self._consent_due, self._reports.next_at, self.load.next_at
        routers = [router.wake.at for router in self.routers.values()]
        handshakes = [peer.transport.due for peer in self._shaking]
        return min([min(recurring) + LEEWAY, *routers, *handshakes])

    def _tick_transports(self, peers: list[Peer], now: float) -> None:
        for peer in peers:
            self.serving = peer.name
            if not isinstance(peer, Subscriber) or peer.has_lines:
                peer.transport.tick(now)
                self._after(peer)
        self.serving = None

    # --- tables ---------------------------------------------------------------------------------

    def measure(self, ran: float, waited: float, now: float) -> None:
        """Take how long the process has run, and waited for a processor (`media/load.py`)."""
        if self.load.update(ran, waited, now):
            load = self.load
            self.events.append(Load(round(load.level, 2), load.shed, load.full))
            for router in self.routers.values():
                router.withhold(load.shed)

    def _registered(self, peer: Peer, answer: A) -> A:
        self._register(peer)
        return answer

    def _register(self, peer: Peer) -> None:
        """Put a peer, new or renegotiated, into the tables."""
        self.peers[peer.name] = peer
        self.table.put(peer)
        if not peer.transport.connected:
            self._shaking.add(peer)
        self._after(peer)

    def _after(self, peer: Peer) -> None:
        """Drain a transport's events into ours, and wake for its handshake."""
        self.wake.by(peer.transport.due)
        events, peer.transport.events = peer.transport.events, []
        for event in events:
            match event:
                case Connected():
                    self._shaking.discard(peer)
                    self.events.append(PeerConnected(peer.name))
                    peer.connected()
                case Closed(reason):
                    self._close(peer.name)
                    self.events.append(PeerClosed(peer.name, reason))
                case Restored(at, interrupted):
                    for down in peer.link.down_tracks:
                        down.resume(at, interrupted)
                case Silent():
                    self.events.append(PeerSilent(peer.name))
                case _:
                    assert_never(event)

    def abandon(self, name: str) -> None:
        """Close a peer over which a bug showed, and tell the hub: it is to cost nobody else."""
        if name in self.peers:
            self.events.append(PeerClosed(name, "internal"))
            self._close(name)

    def _close(self, name: str) -> None:
        peer = self.peers.pop(name, None)
        if peer is None:
            return
        self._shaking.discard(peer)
        self.table.remove(peer)
        self._reports.leave(peer)
        peer.close()
