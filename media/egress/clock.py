"""When a packet was captured, in our own monotonic time: RTP timestamps and sender reports."""

from media.egress.config import (
    MAX_DELAY_RISE,
    MAX_LIP_CORRECTION,
    MIN_DELAY_WINDOW,
    SOUND_RATE,
)

REANCHOR_SAMPLES = SOUND_RATE * 60 // 1000
"""Packets follow one another sample by sample until they are this far from where they belong: half
of the sound's delay, and less than viewers notice of lips and sound (ITU-R BT.1359). Two crystals
take twenty minutes to it, so the step is heard seldom."""


class _Least:
    """The least of what was observed in the last one to two windows, so that it can rise again."""

    def __init__(self, window: float) -> None:
        self._window = window
        self._since: float | None = None
        self._current = 0.0
        self._previous = 0.0

    def observe(self, value: float, now: float) -> None:
        if self._since is None:
            self._since, self._current, self._previous = now, value, value
        elif now - self._since >= self._window:
            self._since, self._previous, self._current = now, self._current, value
        else:
            self._current = min(self._current, value)

    @property
    def value(self) -> float | None:
        return None if self._since is None else min(self._current, self._previous)


class SenderClock:
    """One sender's wall clock against ours, common to all its tracks, by their sender reports.

    With both tracks of a sender measured by the same clock and shifted by the same delay, lips
    match sound (RFC 3550 section 6.4.1).
    """

    def __init__(self) -> None:
        self._delay = _Least(MIN_DELAY_WINDOW)

    def observe(self, sender_time: float, arrival: float) -> None:
        """A packet captured at `sender_time` (the sender's NTP clock) arrived at `arrival`."""
        self._delay.observe(arrival - sender_time, arrival)

    def at(self, sender_time: float) -> float | None:
        """`sender_time` in our monotonic seconds; None before the first packet."""
        delay = self._delay.value
        return None if delay is None else sender_time + delay


class TrackClock:
    """One track's RTP timestamps in our monotonic seconds.

    The packet with the least (arrival − timestamp) of the last seconds is taken for the one that
    met no queue; all others are placed by it, so network jitter does not show. Sender reports
    replace this track's own estimate by its sender's, unless the two differ by more than a network
    can explain.
    """

    def __init__(self, clock_rate: int, sender: SenderClock) -> None:
        self._rate = clock_rate
        self._sender = sender
        self._delay = _Least(MIN_DELAY_WINDOW)
        self._unwrapped: int | None = None
        self._report: tuple[float, int] | None = None
        self._arrived = float("-inf")

    def observe(self, timestamp: int, arrival: float) -> None:
        """A packet stamped `timestamp` arrived at `arrival`."""
        self._arrived = arrival
        ticks = self._unwrap(timestamp)
        delay, known = arrival - ticks / self._rate, self._delay.value
        if known is not None and delay - known > MAX_DELAY_RISE:
            self._unwrapped, self._report = ticks, None
            self._delay = _Least(MIN_DELAY_WINDOW)
        elif self._unwrapped is None or ticks > self._unwrapped:
            self._unwrapped = ticks
        self._delay.observe(delay, arrival)
        sender_time = self._sender_time(ticks)
        if sender_time is not None:
            self._sender.observe(sender_time, arrival)

    def report(self, sender_time: float, timestamp: int) -> None:
        """A sender report: at `sender_time` (NTP seconds) the RTP clock showed `timestamp`."""
        if self._unwrapped is not None:
            self._report = (sender_time, self._unwrap(timestamp))

    def at(self, timestamp: int) -> float:
        """When the packet stamped `timestamp` was captured, plus the least network delay.

        At least one packet was observed.
        """
        ticks, delay = self._unwrap(timestamp), self._delay.value
        assert delay is not None
        # No packet comes before it was captured. Of one that waited behind a hole while its sender
        # began its timestamps anew, the stamp says nothing any more.
        own = min(ticks / self._rate + delay, self._arrived)
        sender_time = self._sender_time(ticks)
        common = None if sender_time is None else self._sender.at(sender_time)
        if common is None or abs(common - own) > MAX_LIP_CORRECTION:
            return own
        return common

    def ticks(self, timestamp: int) -> int:
        """`timestamp` without wrap-around, relative to the newest observed."""
        return self._unwrap(timestamp)

    def _sender_time(self, ticks: int) -> float | None:
        if self._report is None:
            return None
        at, reported = self._report
        return at + (ticks - reported) / self._rate

    def _unwrap(self, timestamp: int) -> int:
        if self._unwrapped is None:
            return timestamp
        ahead = ((timestamp - self._unwrapped + 0x80000000) & 0xFFFFFFFF) - 0x80000000
        return self._unwrapped + ahead


class SampleLine:
    """Packets of sound on a line of samples, one joining the other without a seam.

    They follow one another sample by sample, unless the two clocks have drifted apart.
    """

    def __init__(self) -> None:
        self._anchor: tuple[int, int] | None = None

    def place(self, ticks: int, index: int) -> int:
        """Where a packet stamped `ticks` (unwrapped), captured at about sample `index`, belongs."""
        if self._anchor is not None:
            place, anchored = self._anchor
            exact = place + ticks - anchored
            if abs(exact - index) <= REANCHOR_SAMPLES:
                index = exact
        self._anchor = (index, ticks)
        return index
