"""Peers as the hub asks for them: made, or offered and answered anew."""

import secrets
from collections.abc import Callable, Mapping

from media import negotiation
from media.config import RelayConfig
from media.dtls import Certificate
from media.errors import (
    Draining,
    Overloaded,
    TooManyPeers,
    TooManyTracks,
    UnknownPeer,
    UnknownTrack,
)
from media.load import LoadMeter
from media.messages import Offered, Publish, Published, Subscribe, View, Viewed
from media.peer import Peer, Site
from media.publication import Publication
from media.publisher import Publisher
from media.router import Router
from media.subscriber import Subscriber
from media.transport import Outgoing, Transport
from media.viewer import Viewer, viewed_lines
from media.whip import check_offer
from media.wire import sdp


class PeerMaker:
    """Checks a request wholly before it changes anything; a `MediaError` refuses it."""

    def __init__(
        self,
        config: RelayConfig,
        certificate: Certificate,
        site: Site,
        outgoing: Outgoing,
        load: LoadMeter,
        peers: Mapping[str, Peer],
        routers: Mapping[str, Router],
        router: Callable[[str], Router],
    ) -> None:
        """`peers` and `routers` are those of the relay; `router` makes one at its first mention."""
        self.draining = False
        """Whether newcomers are refused because the worker is to be replaced."""
        self._config = config
        self._certificate = certificate
        self._site = site
        self._outgoing = outgoing
        self._load = load
        self._peers = peers
        self._routers = routers
        self._router = router
        # Not from 1, so that a worker's ids are not taken for those of one that died before it.
        self._last_track_id = secrets.randbits(32)

    def publish(self, body: Publish, now: float) -> tuple[Peer, Published]:
        """The publisher, new or known, with what `body` offers."""
        offer = sdp.parse(body.sdp)
        lines = negotiation.usable(offer)
        if body.whole:
            check_offer(offer, lines)
        setup = negotiation.setup_for(negotiation.check_transport(lines))
        known = self._peers.get(body.peer)
        if known is None:
            transport = self._transport(now, body.router, body.owner)
            transport.take_role(setup)
            peer = Publisher(
                body.peer,
                self._router(body.router),
                transport,
                self._site,
                body.owner,
                self._new_track_id,
            )
            peer.holder = body.owner
        elif isinstance(known, Publisher) and known.router.router_id == body.router:
            peer = known
        else:
            raise UnknownPeer(f"{body.peer} is no publisher of {body.router}.")
        answer = peer.negotiate(lines, offer, body.sources)
        return peer, Published(answer, peer.tracks)

    def subscribe(self, body: Subscribe, now: float) -> tuple[Peer, Offered]:
        """The subscriber, new or known, with an offer of what `body` names."""
        tracks = self._tracks(body.router, body.tracks)
        known = self._peers.get(body.peer)
        if known is None:
            transport = self._transport(now, body.router, body.owner)
            peer = Subscriber(body.peer, self._router(body.router), transport, self._site)
            peer.holder = body.owner
        elif isinstance(known, Subscriber) and known.router.router_id == body.router:
            peer = known
        else:
            raise UnknownPeer(f"{body.peer} is no subscriber of {body.router}.")
        if not peer.has_lines:
            peer.transport.last_heard = now  # silence counts from the first m-line on
        offer = peer.offer(tracks, body.ice_restart)
        return peer, Offered(offer, peer.revision, peer.subscribed())

    def _tracks(self, router: str, track_ids: list[int]) -> list[Publication]:
        """The tracks of these ids, each once, if all are known in the router and fit an SDP."""
        known = self._routers.get(router)
        wanted = list(dict.fromkeys(track_ids))
        found = []
        for track_id in wanted:
            publication = None if known is None else known.publication(track_id)
            if publication is None:
                raise UnknownTrack(f"There is no track {track_id}.")
            found.append(publication)
        if len(wanted) > sdp.MAX_MEDIA:
            raise TooManyTracks(f"A subscriber takes at most {sdp.MAX_MEDIA} tracks.")
        return found

    def view(self, body: View, now: float) -> tuple[Peer, Viewed]:
        """A new viewer."""
        offer = sdp.parse(body.sdp)
        lines = negotiation.usable(offer)
        setup = negotiation.setup_for(negotiation.check_transport(lines))
        chosen = viewed_lines(lines)
        if body.peer in self._peers:
            raise UnknownPeer(f"{body.peer} views already.")
        transport = self._transport(now, body.router, None)
        transport.take_role(setup)
        peer = Viewer(body.peer, self._router(body.router), transport, self._site, body.owner)
        answer = peer.negotiate(lines, chosen, offer)
        return peer, Viewed(answer)

    def _transport(self, now: float, router: str, holder: str | None) -> Transport:
        if len(self._peers) >= self._config.max_peers:
            raise TooManyPeers(f"This worker takes at most {self._config.max_peers} peers.")
        if (self._load.full or self.draining) and not self._knows(router, holder):
            if self.draining:
                raise Draining("The relay is about to be replaced.")
            raise Overloaded("The relay is at its limit.")
        return Transport(
            self._certificate,
            self._outgoing,
            now,
            consent_timeout=self._config.consent_timeout,
            handshake_timeout=self._config.handshake_timeout,
        )

    def _knows(self, router: str, holder: str | None) -> bool:
        """Whether `holder` has a peer already, and is no newcomer with another one."""
        theirs = (p for p in self._peers.values() if p.router.router_id == router)
        return holder is not None and any(peer.holder == holder for peer in theirs)

    def _new_track_id(self) -> int:
        self._last_track_id = self._last_track_id % 0xFFFFFFFF + 1
        return self._last_track_id
