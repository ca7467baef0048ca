"""What one path does, by its feedback: how its queue grows and what arrives, in Python or in C."""

from struct import Struct
from typing import Any, NamedTuple

from media.acknowledged import Acknowledged
from media.arrivals import Arrivals
from media.delay import DelayDetector, Usage
from media.native import ffi
from media.sent_log import SentLog
from media.wire.rtcp import FoldedFeedback

USAGES = (Usage.NORMAL, Usage.OVER, Usage.UNDER)
"""In the order in which C counts them."""
_RATES = Struct("=5q")
"""`Rates` as they stand in C's struct, read at once: feedback asks for them a thousand times a
second."""


class News(NamedTuple):
    """What one feedback told."""

    usage: Usage
    """What the queue does by now."""
    received: int
    """Packets that arrived, also those told lost before."""
    lost: int
    """Packets told lost, less those that now arrived after all."""
    response: float
    """Seconds from sending the newest packet until now: a round trip and the interval."""


class Rates(NamedTuple):
    """bit/s, of the last window of arrivals (`Acknowledged`)."""

    bitrate: int
    latest: int
    proven: int
    sent: int
    offered: int


class PlainObserved:
    """In Python, which is the specification."""

    def __init__(self, sent: SentLog) -> None:
        self.arrivals = Arrivals(sent)
        self.delay = DelayDetector()
        self.acknowledged = Acknowledged()

    @property
    def usage(self) -> Usage:
        """What the queue does."""
        return self.delay.usage

    @property
    def queueing(self) -> float:
        """Seconds that packets wait in the path."""
        return self.delay.queueing

    def receive(self, feedback: FoldedFeedback, now: float) -> News | None:
        """Take a feedback; None where it is malformed or tells nothing new."""
        unfolded = feedback.unfold()
        told = None if unfolded is None else self.arrivals.receive(unfolded, now)
        if told is None:
            return None
        usage = self.delay.receive(told.packets)
        self.acknowledged.receive(told)
        return News(usage, told.received, told.lost, told.response)

    def rebase(self) -> None:
        """Take the delay of late for the path's own."""
        self.delay.rebase()

    @property
    def bitrate(self) -> int:
        """bit/s that arrived, smoothed."""
        return self.acknowledged.bitrate

    def rates(self) -> Rates:
        """All that is known of what arrives."""
        rates = self.acknowledged
        return Rates(rates.bitrate, rates.latest, rates.proven, rates.sent, rates.offered)


class NativeObserved:
    """In C (`observer.c`), which does the same to the last bit."""

    def __init__(self, library: Any, sent: SentLog) -> None:
        self._library = library
        self._kept = [ffi.from_buffer(a) for a in (sent.sequence, sent.sizes, sent.times)]
        self.struct: Any = ffi.new("observer *")
        kinds = ("uint16_t *", "uint16_t *", "uint32_t *")
        arrays = [ffi.cast(kind, kept) for kind, kept in zip(kinds, self._kept, strict=True)]
        library.observer_init(self.struct, *arrays)
        first = ffi.addressof(self.struct, "bitrate")
        self._rates = memoryview(ffi.buffer(first, _RATES.size))

    @property
    def usage(self) -> Usage:
        """What the queue does."""
        return USAGES[self.struct.usage]

    @property
    def queueing(self) -> float:
        """Seconds that packets wait in the path."""
        return float(self.struct.queueing)

    def receive(self, feedback: FoldedFeedback, now: float) -> News | None:
        """Take a feedback; None where it is malformed or tells nothing new."""
        struct, body = self.struct, feedback.body
        if not self._library.observer_receive(struct, body, len(body), now):
            return None
        return News(USAGES[struct.usage], struct.received, struct.lost, struct.response)

    def rebase(self) -> None:
        """Take the delay of late for the path's own."""
        self._library.observer_rebase(self.struct)

    @property
    def bitrate(self) -> int:
        """bit/s that arrived, smoothed."""
        return int(self.struct.bitrate)

    def rates(self) -> Rates:
        """All that is known of what arrives."""
        return Rates._make(_RATES.unpack_from(self._rates))


Observed = PlainObserved | NativeObserved
