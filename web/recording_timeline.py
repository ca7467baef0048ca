"""Where in a recording a moment is: seconds of play, and the clock time of each.

Runs of a stream follow one another in the recording without their pauses; each segment says when
its first picture was captured.
"""

from bisect import bisect_right
from collections.abc import Iterable

import msgspec

from media.egress.shelf import Kept

SAME_RUN = 0.25
"""Seconds by which a segment may begin beside where the one before ended: less than is seen when a
link jumps there."""


class Span(msgspec.Struct, frozen=True):
    """A stretch without a pause: from `at` seconds of the recording, which was `begins` (Unix ms),
    for `seconds`.
    """

    at: float
    begins: int
    seconds: float


class Timeline:
    """Grows by segments, oldest first."""

    def __init__(self, kept: Iterable[Kept] = ()) -> None:
        self._spans: list[list[float]] = []
        self.seconds = 0.0
        for one in kept:
            self.add(one)

    def add(self, kept: Kept) -> None:
        """One segment more."""
        last = self._spans[-1] if self._spans else None
        if last is not None and abs(last[1] + last[2] - kept.begins) <= SAME_RUN:
            last[2] += kept.duration
        else:
            self._spans.append([self.seconds, kept.begins, kept.duration])
        self.seconds += kept.duration

    @property
    def spans(self) -> list[Span]:
        """All of it, in order."""
        return [
            Span(round(at, 3), round(begins * 1000), round(seconds, 3))
            for at, begins, seconds in self._spans
        ]

    def at(self, unix_ms: int) -> float:
        """Seconds into the recording of a moment; of one that was not recorded, where the recording
        goes on after it, or its end.
        """
        moment = unix_ms / 1000
        place = bisect_right(self._spans, moment, key=lambda span: span[1]) - 1
        if place < 0:
            return 0.0
        at, begins, seconds = self._spans[place]
        return round(at + min(moment - begins, seconds), 3)
