"""The whole relay in virtual time with clients that negotiate, connect and send, all in memory."""

import itertools
import re
from pathlib import Path

from media.config import RelayConfig
from media.dtls import Certificate
from media.ice import Address
from media.messages import (
    Event,
    Offered,
    PeerClosed,
    PeerConnected,
    Publish,
    Published,
    Subscribe,
    TakeAnswer,
    View,
    Viewed,
)
from media.peer import Site
from media.relay import Relay
from media.wire import sdp
from tests.support.clock import VirtualClock
from tests.support.peers import DtlsClient, SrtpClient, check

OFFERS = Path(__file__).parent.parent / "media" / "wire" / "offers"
CERTIFICATE = Certificate()


def offer(client: str) -> str:
    """A real client's SDP, with CRLF."""
    return (OFFERS / f"{client}.sdp").read_text(encoding="utf-8").replace("\n", "\r\n")


class Scene:
    """A relay, its clock, and a network that delivers at once."""

    def __init__(self, config: RelayConfig | None = None) -> None:
        self.clock = VirtualClock()
        site = Site(CERTIFICATE.fingerprint, ("127.0.0.1",), 4000)
        self.relay = Relay(config or RelayConfig(), CERTIFICATE, site)
        self.clients: dict[Address, Client] = {}
        self.seen: list[Event] = []
        self._ports = itertools.count(10_000)

    def client(self) -> "Client":
        """A new client at an address of its own."""
        return Client(self, ("192.0.2.7", next(self._ports)))

    def give(self, datagram: bytes, source: Address) -> None:
        """Deliver one datagram to the relay."""
        self.relay.receive(datagram, source, self.clock.now)
        self.settle()

    def settle(self) -> None:
        """Deliver everything on its way and collect events."""
        while True:
            self.seen += self.relay.events
            self.relay.events.clear()
            batch = self.relay.outgoing.drain()
            if not batch:
                return
            for datagram, address in batch:
                if address in self.clients:
                    self.clients[address].receive(datagram)

    def run(self, seconds: float, step: float = 0.01) -> None:
        """Let time pass."""
        for _ in range(round(seconds / step)):
            self.relay.tick(self.clock.advance(step))
            self.settle()

    def connected(self) -> list[str]:
        """Peers told of as connected."""
        return [e.peer for e in self.seen if isinstance(e, PeerConnected)]

    def closed(self) -> list[tuple[str, str]]:
        """Peers told of as closed, and why."""
        return [(e.peer, e.reason) for e in self.seen if isinstance(e, PeerClosed)]


class Client:
    """One browser: negotiates with Chromium's SDP, its own certificate and ICE credentials."""

    def __init__(self, scene: Scene, address: Address) -> None:
        self.scene = scene
        self.address = address
        self.dtls = DtlsClient(scene.clock)
        self.ufrag = f"frag{address[1]}"
        self.remote: sdp.Transport | None = None
        self.srtp: SrtpClient | None = None
        self.rtp: list[bytes] = []
        self.rtcp: list[bytes] = []
        self.answers: list[bytes] = []
        """STUN responses."""
        scene.clients[address] = self

    # --- negotiation ----------------------------------------------------------------------------

    def mine(self, text: str) -> str:
        """A template with this client's fingerprint and ICE credentials."""
        text = re.sub(
            r"a=fingerprint:.*", f"a=fingerprint:sha-256 {self.dtls.fingerprint.value}\r", text
        )
        text = re.sub(r"a=ice-ufrag:.*", f"a=ice-ufrag:{self.ufrag}\r", text)
        return text

    def take(self, text: str) -> sdp.Description:
        """Adopt the relay's transport of its offer or answer."""
        description = sdp.parse(text)
        self.remote = next(m.transport for m in description.media if m.port)
        return description

    def publish(
        self, peer: str, owner: str, text: str | None = None, router: str = "r"
    ) -> Published:
        """Publish camera and microphone, or what `text` offers."""
        body = Publish(router, peer, owner, self.mine(text or offer("chromium")))
        published = self.scene.relay.handle(body, self.scene.clock.now)
        assert isinstance(published, Published)
        self.take(published.sdp)
        self.scene.settle()
        return published

    def view(self, peer: str, owner: str | None = None) -> Viewed:
        """Play the programme, or an owner."""
        text = self.mine(offer("chromium").replace("a=sendonly", "a=recvonly"))
        viewed = self.scene.relay.handle(View("r", peer, owner, text), self.scene.clock.now)
        assert isinstance(viewed, Viewed)
        self.take(viewed.sdp)
        return viewed

    def subscribe(self, peer: str, tracks: list[int], restart: bool = False) -> Offered:
        """Be offered `tracks`."""
        body = Subscribe("r", peer, tracks, restart)
        offered = self.scene.relay.handle(body, self.scene.clock.now)
        assert isinstance(offered, Offered)
        if sdp.parse(offered.sdp).media:
            self.take(offered.sdp)
        self.scene.settle()
        return offered

    def answer(self, peer: str, offered: Offered) -> None:
        """Accept all of an offer."""
        body = TakeAnswer(peer, offered.revision, self.answer_to(offered))
        self.scene.relay.handle(body, self.scene.clock.now)
        self.scene.settle()

    def answer_to(self, offered: Offered) -> str:
        """What a browser makes of an offer."""
        text = re.sub(r"a=(ssrc|ssrc-group|msid|candidate).*\r\n", "", offered.sdp)
        text = text.replace("a=ice-lite\r\n", "").replace("a=sendonly", "a=recvonly")
        return self.mine(text.replace("a=setup:actpass", "a=setup:active"))

    # --- transport ------------------------------------------------------------------------------

    def check(self, source: Address | None = None) -> None:
        """Send a nominating check."""
        assert self.remote is not None
        assert self.remote.ufrag is not None
        assert self.remote.password is not None
        datagram = check(self.remote.ufrag, self.remote.password, remote=self.ufrag)
        self.scene.give(datagram, source or self.address)

    def connect(self) -> None:
        """Go through ICE and DTLS."""
        self.check()
        self.dtls.start()
        while self.dtls.outgoing:
            sent, self.dtls.outgoing = self.dtls.outgoing, []
            for datagram in sent:
                self.scene.give(datagram, self.address)

    def move(self, address: Address) -> None:
        """Take another address, as behind a NAT that forgot."""
        self.scene.clients[address] = self.scene.clients.pop(self.address)
        self.address = address

    def receive(self, datagram: bytes) -> None:
        """Take a datagram of the relay."""
        if datagram[0] < 4:
            self.answers.append(datagram)
        elif datagram[0] < 64:
            self.dtls.receive(datagram)
            if self.dtls.keys is not None and self.srtp is None:
                self.srtp = SrtpClient(self.dtls.keys)
        elif self.srtp is not None:
            if 192 <= datagram[1] <= 223:
                self.rtcp.append(self.srtp.into.unprotect_rtcp(datagram))
            else:
                self.rtp.append(self.srtp.into.unprotect(datagram))

    def send(self, packet: bytes) -> None:
        """Send one RTP packet."""
        assert self.srtp is not None
        self.scene.give(self.srtp.out.protect(packet), self.address)
