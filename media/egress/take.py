"""One take under way: pictures and Opus packets of a participant in, fragments of its file out."""

import hashlib
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from media.egress.boxes import Run, Sample, fragment_of
from media.egress.clock import SampleLine
from media.egress.hls import Append
from media.egress.take_boxes import Entry, take_head
from media.egress.take_shelf import INDEX, Lane, Take, take_line

FLUSH = 0.4
"""Seconds between fragments: with the patience for lost packets and the time until they are on the
disk, a crash loses less than one."""


class Piece(msgspec.Struct, frozen=True):
    """One picture or Opus packet; `at` is when it was captured, in our monotonic seconds."""

    lane: Lane
    at: float
    data: bytes
    entry: Entry | None = None
    """Of a picture on which its track can begin, and of sound."""
    ticks: int = 0
    """Unwrapped RTP timestamp of sound."""
    lasts: int = 0
    """Samples of sound; a picture lasts until the next."""


class _Track:
    """One track's samples that are not written yet, each with its decode time."""

    def __init__(self, number: int, lane: Lane) -> None:
        self.lane = lane
        self._number = number
        self._line = SampleLine()
        self._waiting: list[tuple[int, Piece]] = []
        self._gap = 1
        self.end = 0
        """In ticks; the next sample cannot begin before."""

    def add(self, at: float, piece: Piece) -> None:
        """Take a sample captured `at` seconds from the take's beginning.

        The first picture stands from there on: players know no other way to wait for it.
        """
        place = max(round(at * self.lane.rate), 0) if self.end or piece.lasts else 0
        if self.lane.kind == "audio":
            place = self._line.place(piece.ticks, place)
            if place < self.end:  # their clock is faster than ours: one packet less
                return
        place = max(place, self.end)
        if self._waiting:
            self._gap = place - self._waiting[-1][0]
        self._waiting.append((place, piece))
        self.end = place + max(piece.lasts, 1)

    def take(self, now: float, ending: bool) -> Run | None:
        """What is to be written at `now` (seconds from the beginning).

        How long the newest picture lasts is known by the next one only. Where none comes for long,
        as of a screen that stands still, it is written nevertheless; what follows says by its own
        time that it lasted on (ISO/IEC 14496-12 section 8.8.12).
        """
        whole = self._waiting
        if not ending and self.lane.kind == "video" and self._is_new(now):
            whole = whole[:-1]
        if not whole:
            return None
        ends = [at for at, _ in self._waiting[1 : len(whole) + 1]]
        if len(ends) < len(whole):
            self.end = max(self.end, whole[-1][0] + self._gap) if ending else self.end
            ends.append(self.end)
        samples = [
            Sample(piece.data, end - at, piece.entry is not None)
            for (at, piece), end in zip(whole, ends, strict=True)
        ]
        self._waiting = self._waiting[len(whole) :]
        return Run(self._number, whole[0][0], samples)

    def _is_new(self, now: float) -> bool:
        return bool(self._waiting) and now - self._waiting[-1][0] / self.lane.rate < FLUSH


class OpenTake:
    """Begins with the first pieces, among them the first of each lane, which has an entry.

    What it writes comes as file changes: `begin` once, `write` when it is `due`, `finish` at last.
    """

    def __init__(
        self, take: Take, origin: float, first: Sequence[Piece], entries: Sequence[Entry]
    ) -> None:
        """`origin` is the beginning in our monotonic seconds."""
        self._take = take
        self._origin = origin
        self._head = take_head(take.lanes, entries)
        self._tracks = {
            lane: _Track(number, lane) for number, lane in enumerate(take.lanes, start=1)
        }
        self._flushed = origin
        self._number = 0
        self._size = 0
        self._hash = hashlib.sha256()
        for piece in first:
            self.add(piece)

    @property
    def file(self) -> str:
        """Its name."""
        return self._take.file

    def has(self, lane: Lane) -> bool:
        """Whether the file has a track for it."""
        return lane in self._tracks

    def add(self, piece: Piece) -> None:
        """Take a piece of one of its lanes."""
        self._tracks[piece.lane].add(piece.at - self._origin, piece)

    def begin(self) -> list[Append]:
        """The index learns of the file before there is one."""
        return [Append(INDEX, take_line(self._take)), self._grown(self._head)]

    def write(self, now: float) -> list[Append]:
        """A fragment, if it is time and there is anything to write."""
        if now - self._flushed < FLUSH:
            return []
        self._flushed = now
        return self._fragment(now, ending=False)

    def finish(self, now: float) -> list[Append]:
        """All the rest; the index learns how much it was."""
        changes = self._fragment(now, ending=True)
        seconds = max(track.end / track.lane.rate for track in self._tracks.values())
        whole = replace(
            self._take, seconds=round(seconds, 3), bytes=self._size, sha256=self._hash.hexdigest()
        )
        return [*changes, Append(INDEX, take_line(whole))]

    def _fragment(self, now: float, ending: bool) -> list[Append]:
        taken = [track.take(now - self._origin, ending) for track in self._tracks.values()]
        runs = [run for run in taken if run is not None]
        if not runs:
            return []
        self._number += 1
        return [self._grown(fragment_of(self._number, runs))]

    def _grown(self, data: bytes) -> Append:
        self._size += len(data)
        self._hash.update(data)
        return Append(self._take.file, data)
