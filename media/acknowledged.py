"""How many bit/s of what was sent arrive, by transport-wide feedback."""

from media.arrivals import Packet, Told

WINDOW = 200_000
"""Microseconds of arrivals to one sample: some frames of a picture, as single ones vary."""
SMOOTHING = 0.5
MAX_PAUSE = 2_000_000
"""Microseconds; a longer silence is no part of a rate."""


class Acknowledged:
    """The rates at which packets were sent and arrived, over the same stretch of time."""

    def __init__(self) -> None:
        self.bitrate = 0
        """bit/s that arrived, smoothed."""
        self.latest = 0
        """bit/s that arrived, in the last window alone."""
        self.proven = 0
        """bit/s that the path carried in the last window without emptying a queue meanwhile."""
        self.sent = 0
        """bit/s of the packets sent in the last window, lost ones too."""
        self.offered = 0
        """The same over the time in which they were sent, not that in which they arrived."""
        self._last: Packet | None = None
        """The newest packet told of."""
        self._arriving = self._sending = 0
        """Microseconds in which what is counted arrived, and in which it was sent."""
        self._received = self._sent = 0.0

    def receive(self, told: Told) -> bool:
        """Take a feedback's news; whether the rates are new."""
        first, last = told.packets[0], told.packets[-1]
        before, self._last = self._last, last
        whole = before is not None and told.continues and 0 <= last[1] - before[1] <= MAX_PAUSE
        # How much came before `first` is not known else: its packet only begins the stretch.
        share = 1.0 if whole else 1 - 1 / len(told.packets)
        start = before if before is not None and whole else first
        if not 0 <= last[1] - start[1] <= MAX_PAUSE:
            return False
        self._arriving += last[1] - start[1]
        self._sending += last[0] - start[0]
        self._received += share * told.received_bytes
        self._sent += share * told.sent_bytes
        if self._arriving < WINDOW:
            return False
        self._measure()
        return True

    def _measure(self) -> None:
        self.latest = round(self._received * 8_000_000 / self._arriving)
        self.proven = round(self._received * 8_000_000 / max(self._arriving, self._sending))
        self.sent = round(self._sent * 8_000_000 / self._arriving)
        self.offered = round(self._sent * 8_000_000 / max(1, self._sending))
        change = self.latest - self.bitrate
        self.bitrate = round(self.bitrate + SMOOTHING * change) if self.bitrate else self.latest
        self._arriving = self._sending = 0
        self._received = self._sent = 0.0
