"""Whether a path's queue grows: delay gradient, trendline, adaptive threshold, over-use.

draft-ietf-rmcat-gcc-02 sections 5.2 to 5.4, with the line fitted to the last groups instead of the
draft's Kalman filter, as libwebrtc has it.
"""

from collections import deque
from collections.abc import Iterable
from enum import Enum
from math import exp

from media.arrivals import Packet

BURST = 5_000
"""Microseconds of sending that make one group: the order within it tells nothing of the path."""
MAX_BURST = 100_000
"""Microseconds a group may grow to where a path that stalled lets go of everything at once."""
MAX_STEP = 3_000_000
"""Microseconds; the receiver's clock was set if the delay changes by more at once."""

WINDOW = 20
"""Groups to which the line is fitted."""
MIN_FIT = 5
"""Groups that a path which is far too slow from the start needs to show it."""
SMOOTHING = 0.1
GAIN = 4.0
MAX_GROUPS = 60
"""The slope counts for more with each group seen, up to here."""

THRESHOLD_START, THRESHOLD_MIN, THRESHOLD_MAX = 12.5, 6.0, 600.0
THRESHOLD_RISE, THRESHOLD_FALL = 0.0087, 0.039
"""Per ms: the threshold follows the path's own jitter, reluctantly upwards (section 5.4)."""
MAX_OFFSET = 15.0
"""Above the threshold by more is a jump of capacity, to which it must not adapt."""
MAX_ADAPTION = 100.0
"""Milliseconds that count at once."""
OVER_USE_TIME = 10.0
"""Milliseconds of sending during which the slope must have been too steep."""

RECENT = 3
"""Groups of which the least delayed tells how long the queue is: jitter delays only some."""
BASE_WINDOW = 10_000_000
"""Microseconds; the smallest delay of this and the window before is the path without a queue.
Clocks that drift apart by 100 ppm err by 2 ms in it."""


class Usage(Enum):
    """What the queue does."""

    NORMAL = "normal"
    OVER = "over"
    UNDER = "under"


class PacketGroups:
    """Joins packets that were sent, or let go by a stalled path, at once."""

    def __init__(self) -> None:
        self._open: tuple[int, int, int] | None = None
        """Of the group not complete yet: first and last sending, last arrival; microseconds."""

    def receive(self, packets: Iterable[Packet]) -> list[Packet]:
        """Take packets in the order of sending; the groups they complete, by their last packet."""
        complete: list[Packet] = []
        if self._open is None:
            first = next(iter(packets), None)
            if first is None:
                return complete
            self._open = first[0], first[0], first[1]
        start, last, end = self._open
        for sent, arrived in packets:
            if sent - start <= BURST or (
                -BURST <= arrived - end <= BURST
                and arrived - end < sent - last
                and sent - start <= MAX_BURST
            ):
                if arrived > end:
                    end = arrived
            else:
                complete.append((last, end))
                start, end = sent, arrived
            last = sent
        self._open = start, last, end
        return complete


class DelayDetector:
    """Finds over-use in the delays of groups. Feed it once per feedback."""

    def __init__(self) -> None:
        self.usage = Usage.NORMAL
        self.queueing = 0.0
        """Seconds that packets wait in the path: the delay of late above the smallest."""
        self.threshold = THRESHOLD_START
        self._groups = PacketGroups()
        self._line: deque[tuple[float, float]] = deque(maxlen=WINDOW)
        """(arrival, smoothed delay), milliseconds after those of the first group."""
        self._origin: Packet | None = None
        self._last: Packet = 0, 0
        self._detected: Packet = 0, 0
        """The last group when over-use was looked for last."""
        self._count = 0
        self._smoothed = 0.0
        self._slope = 0.0
        self._over_time = 0.0
        self._base = self._next_base = 0.0
        """The smallest delays of the window before and of this one, as in `_line`."""
        self._base_until = 0
        self._recent: deque[float] = deque(maxlen=RECENT)

    def receive(self, packets: Iterable[Packet]) -> Usage:
        """Take the packets of one feedback; what the queue does by now."""
        groups = self._groups.receive(packets)
        if groups:
            for group in groups:
                self._add(group)
            self._detect()
        return self.usage

    def _add(self, group: Packet) -> None:
        sent, arrived = group
        step = (arrived - sent) - (self._last[1] - self._last[0])
        if self._origin is None or abs(step) > MAX_STEP:
            self._begin(group)
        assert self._origin is not None
        self._last = group
        self._count += 1
        x, delay = arrived - self._origin[1], arrived - sent - self._origin[1] + self._origin[0]
        self._smoothed += SMOOTHING * (delay / 1000 - self._smoothed)
        self._line.append((x / 1000, self._smoothed))
        self._measure(sent, delay / 1000)

    def _begin(self, group: Packet) -> None:
        """Forget the delays so far: the new ones do not compare."""
        self._origin = self._detected = group
        self._line.clear()
        self._recent.clear()
        self._count = 0
        self._smoothed = self._slope = self._base = self._next_base = 0.0
        self._base_until = group[0] + BASE_WINDOW
        self.usage = Usage.NORMAL

    def _measure(self, sent: int, delay: float) -> None:
        if sent > self._base_until:
            self._base, self._next_base = self._next_base, delay
            self._base_until = sent + BASE_WINDOW
        self._next_base = min(self._next_base, delay)
        self._base = min(self._base, delay)
        self._recent.append(delay)
        self.queueing = (min(self._recent) - self._base) / 1000

    def rebase(self) -> None:
        """Take the delay of late for the path's own."""
        self._base = self._next_base = min(self._recent, default=0.0)
        self.queueing = 0.0

    def _detect(self) -> None:
        """Compare the slope with the threshold."""
        sending = (self._last[0] - self._detected[0]) / 1000
        arriving = (self._last[1] - self._detected[1]) / 1000
        self._detected = self._last
        slope = self._fit()
        trend = min(self._count, MAX_GROUPS) * GAIN * slope
        if trend > self.threshold:
            self._over_time += sending
            if self._over_time > OVER_USE_TIME and slope >= self._slope:
                self.usage = Usage.OVER
        else:
            self._over_time = 0.0
            self.usage = Usage.UNDER if trend < -self.threshold else Usage.NORMAL
        self._slope = slope
        self._adapt(abs(trend), arriving)

    def _fit(self) -> float:
        """The slope of the delay over the window, ms per ms, by least squares."""
        count = len(self._line)
        if count < MIN_FIT:
            return 0.0
        # Added up one by one, not by `sum`, which compensates from Python 3.12 on: C does alike.
        x = y = spread = product = 0.0
        for arrival, delay in self._line:
            x += arrival
            y += delay
        x, y = x / count, y / count
        for arrival, delay in self._line:
            spread += (arrival - x) * (arrival - x)
            product += (arrival - x) * (delay - y)
        return product / spread if spread else self._slope

    def _adapt(self, trend: float, elapsed: float) -> None:
        if trend > self.threshold + MAX_OFFSET:
            return
        rate = THRESHOLD_FALL if trend < self.threshold else THRESHOLD_RISE
        step = 1 - exp(-rate * max(0.0, min(elapsed, MAX_ADAPTION)))
        self.threshold += step * (trend - self.threshold)
        self.threshold = max(THRESHOLD_MIN, min(THRESHOLD_MAX, self.threshold))
