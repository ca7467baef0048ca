"""One transport as its datagrams are heard before they come to it, and what is made of them.

`inbox.py` fills these from a socket; nothing here touches one.
"""

from typing import Any, NamedTuple

from media.ice import Address
from media.native import ffi
from media.observed import NativeObserved, News, Observed
from media.srtp import MAX_SSRCS, SrtpSession
from media.wire.rtcp import FoldedFeedback


class Told(NamedTuple):
    """A transport-wide feedback that the path's observer has taken already."""

    feedback: FoldedFeedback
    news: News | None


class Taken(NamedTuple):
    """A packet that C has counted, kept and forwarded, but not to everybody."""

    ssrc: int
    packet_index: int
    places: list[int]
    """Of the legs left to Python."""


class Opened(NamedTuple):
    """One datagram of a peer: plain RTP or RTCP, what a feedback told, what is left of a packet
    taken, or None: not authentic.
    """

    ear: int
    content: bytes | Told | Taken | None
    arrived: float
    control: bool = False
    """Whether it is RTCP."""


class Closed(NamedTuple):
    """One datagram as it came."""

    datagram: bytes
    source: Address
    arrived: float


class Ear:
    """One transport as it is heard; deaf until `open`. `number` is its own for good."""

    def __init__(self, number: int, library: Any) -> None:
        self.number = number
        self.library = library
        struct: Any = ffi.new("inbox_ear *")
        self.struct = struct
        self.struct.number = number
        self._ssrcs: list[int] = []
        self._intakes: dict[int, Any] = {}
        """By SSRC, authentic or not yet."""
        self._kept: tuple[SrtpSession | None, Observed | None] = (None, None)

    def observe(self, observed: Observed) -> None:
        """Give `observed` the feedback that comes."""
        if isinstance(observed, NativeObserved):
            self._kept = (self._kept[0], observed)
            self.struct.observer = observed.struct

    def open(self, session: SrtpSession) -> None:
        """Unprotect as `session` does, with its very state."""
        self._kept = (session, self._kept[1])
        self.struct.session = ffi.cast("void *", session.inbound_address)

    def close(self) -> None:
        """Open nothing more, and let go of the session: its keys are wiped with it."""
        self.struct.session = ffi.NULL
        self._kept = (None, self._kept[1])

    def learn(self, ssrc: bytes) -> None:
        """Open the stream `ssrc`, of which a packet was authentic."""
        number = int.from_bytes(ssrc)
        if number not in self._ssrcs and len(self._ssrcs) < MAX_SSRCS:
            self._ssrcs.append(number)
            self._tell()

    def forget(self, ssrc: int) -> None:
        """Leave `ssrc` to Python again."""
        if ssrc in self._ssrcs:
            self._ssrcs.remove(ssrc)
            self._tell()

    def entrust(self, ssrc: int, intake: Any | None) -> None:
        """Let `intake` have the plain packets of `ssrc`; None: Python has all of them."""
        self._intakes.pop(ssrc, None)
        if intake is not None:
            self._intakes[ssrc] = intake
        self._tell()

    def _tell(self) -> None:
        self.struct.ssrcs[0 : len(self._ssrcs)] = self._ssrcs
        self.struct.intakes[0 : len(self._ssrcs)] = [
            self._intakes.get(ssrc, ffi.NULL) for ssrc in self._ssrcs
        ]
        self.struct.count = len(self._ssrcs)

    @property
    def heard_at(self) -> float:
        """When something authentic came last."""
        return float(self.struct.heard_at)

    @heard_at.setter
    def heard_at(self, now: float) -> None:
        self.struct.heard_at = now

    @property
    def bytes(self) -> int:
        """Of RTP that intakes have taken."""
        return int(self.struct.bytes)

    def note(self, identifier: int | None) -> None:
        """Note the transport-wide numbers in the header extension of that id."""
        self.struct.stamps.id = identifier or 0

    def stamps(self) -> list[tuple[int, float]]:
        """Of what intakes have taken since the last call: the numbers, and when each came."""
        stamps = self.struct.stamps
        count, stamps.count = stamps.count, 0
        return list(zip(stamps.sequences[0:count], stamps.arrivals[0:count], strict=True))
