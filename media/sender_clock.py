"""A publisher's wall clock against ours, so that all its tracks share one timeline (lip sync)."""

from collections import deque

SAMPLES = 16
"""Sender reports among which the fastest counts: its delay is nearest to the path's own."""
TOLERANCE = 0.015
"""Seconds; half of what anybody notices between lips and sound. Less is jitter, not drift."""


class SenderClock:
    """Maps times in a publisher's sender reports to ours: `ours = theirs + offset`.

    One per transport, not per track: whatever error the offset has is then common to sound and
    picture, and cancels.
    """

    def __init__(self) -> None:
        self._samples: deque[float] = deque(maxlen=SAMPLES)
        self.offset: float | None = None
        """Seconds; None before the first report."""

    def receive(self, theirs: float, now: float) -> bool:
        """Take a report's time (seconds since 1900); whether `offset` changed."""
        sample = now - theirs
        if self.offset is not None and abs(sample - self.offset) > 10:
            self._samples.clear()  # their clock was set
        self._samples.append(sample)
        fastest = min(self._samples)
        if self.offset is not None and abs(fastest - self.offset) <= TOLERANCE:
            return False
        self.offset = fastest
        return True
