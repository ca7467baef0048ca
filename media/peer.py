"""One peer: a transport bound with a router, and what every session of ours says in SDP.

There are three kinds: `publisher.py`, `subscriber.py`, `viewer.py`. Each checks a request wholly
before it changes anything, so that a refused request leaves no trace.
"""

import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

import msgspec

from media import negotiation
from media.down_track import DownTrack
from media.errors import BadSdp
from media.ice import Credentials, new_credentials
from media.link import Link
from media.retransmission import must_repeat
from media.router import Router
from media.transport import Transport
from media.whip import Fragment, write_fragment
from media.wire.codecs import SendParameters
from media.wire.sdp import Fingerprint, Media
from media.wire.sdp_write import LocalMedia, LocalTransport, write


class Site(msgspec.Struct, frozen=True):
    """Where this worker is reached, and its certificate: what every SDP of ours says."""

    fingerprint: Fingerprint
    addresses: tuple[str, ...]
    port: int
    tcp: bool = False


class Peer(ABC):
    """What all kinds share: the transport, ICE restarts, and the session's o-line."""

    def __init__(self, name: str, router: Router, transport: Transport, site: Site) -> None:
        self.name = name
        self.router = router
        self.transport = transport
        self.link = Link(name, transport, transport.path, transport.ear)
        transport.observe(self.link.estimate.observed)
        self.retired: list[Credentials] = []
        """ICE credentials that no longer count, for the owner of the table to drain."""
        self.holder: str | None = None
        """Who publishes or receives by it; None for viewers, whom nobody knows."""
        self._site = site
        self._session = secrets.randbits(62)
        self._version = 0
        self._generation = 0
        self._remote_ufrag: str | None = None
        self._fingerprints: tuple[Fingerprint, ...] = ()
        self._ssrcs: set[int] = set()
        self._waiting: dict[str, Callable[[], None]] = {}
        """By m-line: who answers without end and never connects fills nothing."""
        router.add_link(self.link)

    def connected(self) -> None:
        """Media may flow: do what waited for it."""
        waiting, self._waiting = self._waiting, {}
        for action in waiting.values():
            action()

    def trickle(self, fragment: Fragment) -> str:
        """Take a PATCH body; returns our fragment where it restarted ICE, else nothing."""
        if fragment.ufrag is None or fragment.ufrag == self._remote_ufrag:
            return ""
        if fragment.password is None:  # both change (RFC 8839 section 4.4.1.1.1)
            raise BadSdp("An ICE restart names a new password too.")
        self._remote_ufrag = fragment.ufrag
        self._restart_ice()
        return write_fragment(self._local(self.transport.setup), self._first_line())

    def close(self) -> None:
        """End the transport and every track of the peer."""
        self.transport.close()
        self.router.remove_link(self.link)

    @abstractmethod
    def _first_line(self) -> LocalMedia:
        """The m-line that a fragment stands under (RFC 8840); each kind of peer has its own."""

    def _restart_ice(self) -> None:
        self._generation += 1
        obsolete = self.transport.ice.restart(new_credentials())
        if obsolete is not None:
            self.retired.append(obsolete)

    def _local(self, setup: str) -> LocalTransport:
        credentials, site = self.transport.ice.credentials, self._site
        return LocalTransport(
            credentials.ufrag,
            credentials.password,
            site.fingerprint,
            setup,
            site.addresses,
            site.port,
            site.tcp,
            self._generation,
        )

    def _write(self, lines: Sequence[LocalMedia], setup: str) -> str:
        self._version += 1
        return write(lines, self._local(setup), self._session, self._version)

    def _check_remote(self, first: Media) -> None:
        """Whether `first`'s transport may be this peer's; raises before anything is changed."""
        negotiation.check_setup(first, self.transport.setup)
        if self._fingerprints and first.transport.fingerprints != self._fingerprints:
            raise BadSdp("The certificate's fingerprint must not change within a session.")

    def _take_remote(self, first: Media) -> bool:
        """Adopt the other end's transport; returns whether its ICE credentials are new."""
        if not self._fingerprints:
            self._fingerprints = first.transport.fingerprints
            self.transport.set_fingerprints(self._fingerprints)
        known, self._remote_ufrag = self._remote_ufrag, first.transport.ufrag
        return known is not None and known != self._remote_ufrag

    def _when_connected(self, mid: str, action: Callable[[], None]) -> None:
        """Begin to send on an m-line once DTLS is up: what is sent before is lost."""
        if self.transport.connected:
            action()
        else:
            self._waiting[mid] = action

    def _new_ssrc(self) -> int:
        while (ssrc := secrets.randbits(32)) in self._ssrcs or ssrc == 0:
            pass
        self._ssrcs.add(ssrc)
        return ssrc

    def _down_track(self, params: SendParameters) -> DownTrack:
        down_track = DownTrack(params, self.link)
        if must_repeat(params):
            self.transport.allow_repeats(params.ssrc)
        return down_track
