"""Probing upward: short clusters of padding that find out what the path takes beyond the estimate.

Who sends asks `Estimate.probe_due`; given a `Probe`, it calls `probe_started` with the transport-
wide number the next packet will have, sends `bytes` of padding or retransmissions, stamped in
`Estimate.sent` like everything else, and calls `probe_ended` with the last number it gave. Media
may go between. Best spread over `duration`, a few packets each tick: sent at once, they measure how
fast the path is, not how much others leave of it.
"""

from math import inf
from typing import NamedTuple

from media.sent_log import SENT_HISTORY, TICKS, SentLog
from media.wire.rtcp import DELTA_TICKS, TransportFeedback

DURATION = 0.03
"""Seconds; libwebrtc's 15 ms, lengthened to outlast a tick of ours (`wake.TICK`)."""
MAX_DURATION = 0.05
"""Seconds; each probe that finds nothing makes the next twice as long: jitter of 30 ms stretches a
short one beyond recognition, and a token bucket lets one through that is far above its rate."""
MIN_BYTES = 5_000
"""Five packets at the least: fewer arrive in too few ticks of 250 µs to be measured."""
MAX_BYTES = 60_000
"""Of one probe: bounds the queue it makes on a path that is worse than thought."""
FIRST = 3.0, 6.0
"""Times the start, as libwebrtc probes after connecting."""
NEXT = 2.0
"""Times the estimate, for every probe after these."""
HEADROOM = 1.1
"""Times what is wanted: so that what a probe finds, less what it loses to noise, suffices."""
GOOD = 0.7
"""Of what was probed: a result above it lets the next probe follow at once."""
SATURATED, UTILISATION = 0.9, 0.95
"""A cluster that arrives slower than this share of its rate found the path's end; the estimate
then stays a little below it."""
MIN_SHARE = 0.6
"""Of a cluster that must arrive for a result: a path that loses 20 % by chance often takes more of
so few packets, and what a full queue drops shows in the rate of the rest."""
INTERVAL, MAX_INTERVAL = 5.0, 10.0
"""Seconds between probes; doubled each time one finds nothing."""
HELD = 6.0
"""Seconds within which a fall refutes what a probe found."""
MAX_DOUBT = 60.0
"""Seconds for which probes are doubted at most; doubled each time one is refuted."""
WAKE = 0.3
"""Seconds after a probe in which the queue it made may be seen."""
PATIENCE = 1.0
"""Seconds to wait for the start, the end or the result of a probe."""


class Probe(NamedTuple):
    """A cluster to send now."""

    bitrate: int
    """bit/s it tests."""
    bytes: int
    """Of payload, padding or retransmission, in packets of usual size."""
    duration: float
    """Seconds over which to spread it, as far as ticks allow."""


class Cluster:
    """A probe under way, and what feedback has told of it."""

    def __init__(self, probe: Probe, now: float) -> None:
        self.probe = probe
        self.made_at = now
        self.first: int | None = None
        self.last: int | None = None
        self._told: dict[int, tuple[int, int, int]] = {}
        """(sent µs, arrival ticks, bytes), by place in the cluster."""

    def receive(self, feedback: TransportFeedback, sent: SentLog) -> bool:
        """Take what a feedback tells of it; whether it is told of to its end."""
        if self.first is None or self.last is None:
            return False
        count = (self.last - self.first & 0xFFFF) + 1
        start = self.first - feedback.base_sequence & 0xFFFF
        skip = 0 if start < 0x8000 else 0x10000 - start
        begin = 0 if skip else start
        end = begin + max(0, count - skip)
        for place, arrival in enumerate(feedback.arrivals[begin:end], skip):
            if arrival is not None:
                slot = self.first + place & SENT_HISTORY - 1
                self._told[place] = (sent.times[slot], arrival, sent.sizes[slot])
        newest = feedback.base_sequence + len(feedback.arrivals) - 1
        return newest - self.last & 0xFFFF < 0x8000  # or past it, if a feedback was lost

    def result(self) -> float | None:
        """bit/s the path takes by this cluster; None if too little of it arrived."""
        told = [self._told[place] for place in sorted(self._told)]
        size = sum(size for _, _, size in told)
        if len(told) < 2 or size < MIN_SHARE * self.probe.bytes:
            return None
        sending = (told[-1][0] - told[0][0] & 0xFFFFFFFF) / TICKS
        arriving = (max(t[1] for t in told) - min(t[1] for t in told)) / DELTA_TICKS
        # The first packet only begins the time of arriving, the last ends that of sending.
        received = _rate(size - told[0][2], arriving)
        offered = min(self.probe.bitrate, _rate(size - told[-1][2], sending))
        if received < SATURATED * offered:
            return UTILISATION * received
        return min(received, offered)


def _rate(size: int, seconds: float) -> float:
    return size * 8 / max(seconds, 1 / DELTA_TICKS)


class Prober:
    """When to probe, how high, and what came of it."""

    def __init__(self, sent: SentLog, start: int) -> None:
        self._sent = sent
        self._start = start
        self._cluster: Cluster | None = None
        self._first = list(FIRST)
        self._next_at = 0.0
        self._interval = INTERVAL
        self._duration = DURATION
        self._doubt = INTERVAL
        """Seconds after a refutation in which no leap is believed."""
        self._refuted_at = -inf
        self._believed_at: float | None = None
        self._wake_until = 0.0

    @property
    def waits(self) -> bool:
        """Whether a probe is under way, of which feedback may tell."""
        return self._cluster is not None

    def disturbs(self, now: float) -> bool:
        """Whether a queue that is seen now may be a probe's own."""
        return self._cluster is not None or now < self._wake_until

    def doubted(self, now: float) -> bool:
        """Whether a rate found of late turned out to be more than the path takes."""
        return now - self._refuted_at < self._doubt

    def fallen(self, now: float) -> None:
        """The queue brought the estimate down: what was found just before was no truth."""
        if self._believed_at is not None and now - self._believed_at < HELD:
            self._doubt = min(MAX_DOUBT, 2 * self._doubt)
            self._refuted_at, self._believed_at = now, None

    def due(self, estimate: int, wanted: int, now: float) -> Probe | None:
        """The probe to send now, if `wanted` is above `estimate`; the path is known to be calm."""
        if self._cluster is not None:
            if now - self._cluster.made_at < PATIENCE:
                return None
            self._fail(now)
        if now < self._next_at or wanted <= estimate:
            return None
        target = NEXT * estimate
        if self._first:
            target = max(target, self._first.pop(0) * self._start)
        bitrate = round(min(target, HEADROOM * wanted))
        size = min(MAX_BYTES, max(MIN_BYTES, round(bitrate * self._duration / 8)))
        probe = Probe(bitrate, size, size * 8 / bitrate)
        self._cluster = Cluster(probe, now)
        return probe

    def started(self, number: int) -> None:
        """The next packet, with that number, is the probe's first."""
        if self._cluster is not None:
            self._cluster.first = number & 0xFFFF

    def ended(self, number: int) -> None:
        """The packet with that number was the probe's last."""
        if self._cluster is not None and self._cluster.first is not None:
            self._cluster.last = number & 0xFFFF

    def receive(self, feedback: TransportFeedback, now: float) -> float | None:
        """Take a feedback; the bit/s found, once it tells of a probe's end."""
        cluster = self._cluster
        if cluster is None or not cluster.receive(feedback, self._sent):
            return None
        self._cluster = None
        self._wake_until = now + WAKE
        result = cluster.result()
        if result is None or result < GOOD * cluster.probe.bitrate:
            self._fail(now)
        else:
            self._believe(now)
        return result

    def _believe(self, now: float) -> None:
        doubted = self.doubted(now)
        if not doubted and self._believed_at is not None and now - self._believed_at >= HELD:
            self._doubt = INTERVAL
        self._believed_at = None if doubted else now
        self._next_at = now + INTERVAL if doubted else now
        self._interval = INTERVAL

    def _fail(self, now: float) -> None:
        """Wait, longer each time; the leaps of the start are over."""
        self._cluster = None
        self._first.clear()
        self._next_at = now + self._interval
        self._interval = min(MAX_INTERVAL, 2 * self._interval)
        self._duration = min(MAX_DURATION, 2 * self._duration)

    def postpone(self, now: float) -> None:
        """Something is wrong with the path: a probe under way tells nothing, none goes out soon."""
        self._first.clear()
        self._cluster = None
        self._next_at = max(self._next_at, now + INTERVAL)
