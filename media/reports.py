"""What a relay tells the hub of its peers and of itself: now and then, and when asked."""

import resource
from collections.abc import Mapping

from media.load import LoadMeter
from media.messages import Event, Levels, PeerQuality, Stats
from media.peer import Peer
from media.router import Router
from media.stats import Counts
from media.transport import Outgoing

QUALITY_INTERVAL = 1.0
LEVELS_INTERVAL = 0.2
"""Seconds; a level meter that moves five times a second looks alive."""


class Reports:
    """Of all that the tables hold, which are the relay's; and of what they held."""

    def __init__(
        self,
        peers: Mapping[str, Peer],
        routers: Mapping[str, Router],
        outgoing: Outgoing,
        load: LoadMeter,
    ) -> None:
        self._peers = peers
        self._routers = routers
        self._outgoing = outgoing
        self._load = load
        self._gone = Counts()
        self._quality_at = 0.0
        self._levels_at = 0.0

    @property
    def next_at(self) -> float:
        """When `due` has something next."""
        return min(self._quality_at, self._levels_at)

    def due(self, now: float) -> list[Event]:
        """Who is loud, and how well each peer is reached, each in its own rhythm."""
        events: list[Event] = []
        if now >= self._levels_at:
            self._levels_at = now + LEVELS_INTERVAL
            events += self._levels(now)
        if now >= self._quality_at:
            self._quality_at = now + QUALITY_INTERVAL
            events += self._qualities(now)
        return events

    def leave(self, peer: Peer) -> None:
        """Keep the counts of a peer that goes."""
        self._gone.add(peer.link.totals())

    def stats(self, received: int, refused: int, waiting: int, now: float) -> Stats:
        """All counters; those of the relay are given: RTP packets received, datagrams refused,
        events waiting.
        """
        usage = resource.getrusage(resource.RUSAGE_SELF)
        load, counts = self._load, Counts()
        for one in (self._gone, *(peer.link.totals() for peer in self._peers.values())):
            counts.add(one)
        return Stats(
            peers=len(self._peers),
            tracks=[t for router in self._routers.values() for t in router.track_stats(now)],
            packets_received=received,
            packets_forwarded=self._outgoing.packets,
            datagrams_refused=refused,
            cpu_seconds=usage.ru_utime + usage.ru_stime,
            load=load.level,
            shed=load.shed,
            bytes_received=counts.bytes_in,
            bytes_sent=counts.bytes_out,
            nacked=counts.asked,
            nacks=counts.wanted,
            resent=counts.resent,
            key_frames_asked=counts.key_asked,
            key_frames_wanted=counts.key_wanted,
            events_waiting=waiting,
        )

    def _levels(self, now: float) -> list[Levels]:
        levels = {name: router.levels(now) for name, router in self._routers.items()}
        return [Levels(name, loud) for name, loud in levels.items() if loud]

    def _qualities(self, now: float) -> list[PeerQuality]:
        return [
            _quality(peer, now)
            for peer in self._peers.values()
            if peer.transport.connected and not peer.transport.silent
        ]


def _quality(peer: Peer, now: float) -> PeerQuality:
    q = peer.link.quality(now)
    return PeerQuality(
        peer=peer.name,
        loss=q.loss,
        rtt=q.rtt,
        bitrate_in=q.bitrate_in,
        bitrate_out=q.bitrate_out,
        estimate=q.estimate,
        layers=peer.link.allocator.layers,
        pictures=peer.link.pictures(),
    )
