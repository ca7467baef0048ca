"""Gap-free renumbering of one outgoing stream over packets held back and sources switched.

All numbers are indices without wrap-around; the caller cuts them to 16 bits. Packets lost on the
way to us keep their gap, so that a late arrival still has its place. After Galène's `packetmap`.
"""

from collections import deque
from typing import Generic, TypeVar

Feed = TypeVar("Feed")

MAX_RUNS = 64
"""Stretches remembered for answering NACKs; older ones are forgotten with their packets."""


class Run(Generic[Feed]):
    """A stretch of one feed that goes out with one difference: `index + delta`."""

    __slots__ = ("delta", "feed", "first", "last")

    def __init__(self, feed: Feed, first: int, delta: int) -> None:
        self.feed = feed
        self.first = first
        self.last: int | None = None
        """None while it is the newest."""
        self.delta = delta


class Cursor:
    """Where the numbering stands: whoever maps plain packets needs no more than this."""

    __slots__ = ("delta", "first", "highest")

    def __init__(self) -> None:
        self.first = 0
        """Index of the current run's first packet."""
        self.delta = 0
        """Of the current run."""
        self.highest = 0
        """The highest outgoing index given."""


class SequenceMap(Generic[Feed]):
    """Maps incoming indices to outgoing ones, both strictly growing, and back.

    Plain packets, those from `cursor.first` on, may be mapped by anybody who does as `map` does.
    """

    __slots__ = ("_runs", "current", "cursor")

    def __init__(self, first: int, cursor: Cursor | None = None) -> None:
        """`first` is the outgoing index of the first packet."""
        self._runs: deque[Run[Feed]] = deque(maxlen=MAX_RUNS)
        self.current: Run[Feed] | None = None
        self.cursor = cursor or Cursor()
        self.cursor.highest = first - 1

    @property
    def highest(self) -> int:
        """The highest outgoing index given."""
        return self.cursor.highest

    def restart(self, feed: Feed, index: int) -> None:
        """Let `index` of `feed` follow what was sent last; what came before it is not mapped."""
        if self.current is not None:
            self.current.last = self.cursor.highest - self.current.delta
        self._begin(feed, index, self.cursor.highest + 1 - index)

    def _begin(self, feed: Feed, index: int, delta: int) -> None:
        self.current = Run(feed, index, delta)
        self._runs.append(self.current)
        self.cursor.first, self.cursor.delta = index, delta

    def map(self, index: int) -> int | None:
        """The outgoing index of the current feed's `index`; None if it has none."""
        run = self.current
        if run is None:
            return None
        if index < run.first:
            return self._map_late(run.feed, index)
        out = index + run.delta
        if out > self.cursor.highest:
            self.cursor.highest = out
        return out

    def _map_late(self, feed: Feed, index: int) -> int | None:
        for run in reversed(self._runs):
            if run.feed is not feed:
                return None
            if index >= run.first:
                return index + run.delta if run.last is None or index <= run.last else None
        return None

    def drop(self, index: int) -> None:
        """Hold `index` of the current feed back without leaving a gap for it.

        Only the newest packet can vanish; a late one's place was already given away.
        """
        run = self.current
        if run is None or index < run.first:
            return
        out = index + run.delta
        if out <= self.cursor.highest:
            return
        run.last = index - 1
        self.cursor.highest = out - 1  # whatever was lost before `index` keeps its place
        self._begin(run.feed, index + 1, run.delta - 1)

    def origin(self, sequence: int) -> tuple[Feed, int] | None:
        """The feed and index of what went out as the 16-bit `sequence`; None if unknown."""
        out = self.highest - (self.highest - sequence & 0xFFFF)
        for run in reversed(self._runs):
            index = out - run.delta
            if index >= run.first:
                return (run.feed, index) if run.last is None or index <= run.last else None
        return None
