"""How many bit/s of what was sent arrive, by transport-wide feedback."""

from media.arrivals import Told

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
        self.sent = 0
        """bit/s of the packets sent in the last window, lost ones too."""
        self._last: int | None = None
        """When the newest packet told of arrived, µs."""
        self._elapsed = 0
        self._received = self._sent = 0.0

    def receive(self, told: Told) -> bool:
        """Take a feedback's news; whether the rates are new."""
        first, last = told.packets[0][1], told.packets[-1][1]
        before, self._last = self._last, last
        whole = before is not None and told.continues and 0 <= last - before <= MAX_PAUSE
        # How much came before `first` is not known else: its packet only begins the stretch.
        share = 1.0 if whole else 1 - 1 / len(told.packets)
        start = before if before is not None and whole else first
        if not 0 <= last - start <= MAX_PAUSE:
            return False
        self._elapsed += last - start
        self._received += share * told.received_bytes
        self._sent += share * told.sent_bytes
        if self._elapsed < WINDOW:
            return False
        self.latest = round(self._received * 8_000_000 / self._elapsed)
        self.sent = round(self._sent * 8_000_000 / self._elapsed)
        change = self.latest - self.bitrate
        self.bitrate = round(self.bitrate + SMOOTHING * change) if self.bitrate else self.latest
        self._elapsed = 0
        self._received = self._sent = 0.0
        return True
