"""Two workers' routers of one consultation, joined by a pipe in memory."""

from collections.abc import Callable

from media.cascade import PipeTap
from media.router import Router
from media.srtp import is_rtcp
from media.tap import PlainSender
from tests.support.clock import VirtualClock
from tests.support.forwarding import NTP_OFFSET


class Pipe:
    """Carries packets between a home and a leaf when told to; the home's may be lost."""

    def __init__(self, home: Router, leaf: Router) -> None:
        self.home = home
        self.leaf = leaf
        self.crossed: list[bytes] = []
        """All RTP that the leaf was given."""
        self.loses: Callable[[bytes], bool] = lambda packet: False
        self._to_leaf: list[bytes] = []
        self._to_home: list[bytes] = []
        self.tap = PipeTap(self._to_leaf.append)
        home.attach(self.tap)
        self.link = leaf.open_pipe(PlainSender(self._to_home.append))

    def carry(self, now: float) -> None:
        """Deliver what was sent since, both ways."""
        for packet in _taken(self._to_home):
            self.home.receive_rtcp(self.tap.link, packet, now)
        for packet in _taken(self._to_leaf):
            if is_rtcp(packet):
                self.leaf.receive_rtcp(self.link, packet, now)
            elif self.loses(packet):
                self.tap.want_key_frames()
            else:
                self.crossed.append(packet)
                self.leaf.receive_rtp(self.link, packet, now)

    def tell(self) -> None:
        """Have the leaf know what is published at the home."""
        self.leaf.set_piped([track.info for track in self.home._publications.values()])


class Pair:
    """A home and a leaf over a `Pipe`, in virtual time."""

    def __init__(self) -> None:
        self.clock = VirtualClock(1000.0)
        self.home = Router("r", NTP_OFFSET)
        self.leaf = Router("r", NTP_OFFSET)
        self.pipe = Pipe(self.home, self.leaf)

    @property
    def now(self) -> float:
        return self.clock.now

    def run(self, seconds: float = 0.02, step: float = 0.01) -> None:
        """Let time pass: both routers' timers, and what crosses."""
        for _ in range(round(seconds / step)):
            self.clock.advance(step)
            self.home.tick(self.now)
            self.leaf.tick(self.now)
            self.pipe.carry(self.now)

    def route(self, *audible: str, picture: str | None = None) -> None:
        """Say at both who is heard, as a hub does."""
        self.home.route(audible, picture)
        self.leaf.route(audible, picture)


def _taken(packets: list[bytes]) -> list[bytes]:
    taken = list(packets)
    packets.clear()
    return taken
