"""The composed programme as one source: its tiles' tracks, its clock, its key frames."""

from collections.abc import Collection, Mapping

from media.egress.beside import Begin
from media.egress.composer import FRAME_TICKS, Coded, Placed
from media.egress.compositor import (
    MOST,
    Compose,
    Composed,
    Compositor,
    ForceKey,
    SetScene,
    TakePicture,
    composing,
)
from media.egress.config import VIDEO_RATE
from media.egress.program import RETRIES, RETRY, SLOW_RETRY
from media.egress.scene import MAX_TILES, Scene, Tile
from media.messages import TrackInfo

COMPOSED = -1
"""Stands for the composed picture among the tracks, whose numbers are SSRCs."""
LAG_TICKS = VIDEO_RATE * 6 // 100
"""A composed picture stands this far back: what it shows was captured about then."""


START_TICKS = VIDEO_RATE * 8 // 10
"""So long it waits for every tile's first picture; whoever was on programme stays meanwhile."""


class Composition:
    """What is composed while `scene` says so; `at` is in programme ticks, `now` in seconds.

    The compositor is begun with the first composed scene and ended by `stop`.
    """

    def __init__(self, beside: Begin) -> None:
        self._beside = beside
        self._compositor: Compositor | None = None
        self._said: tuple[Scene, tuple[Placed, ...]] | None = None
        self._next = 0
        self._starts = 0
        self._missing: frozenset[int] = frozenset()
        """Of which tracks no picture came yet."""
        self._asked: dict[int, tuple[int, float]] = {}
        """Of each track without a key frame, how often and when it was asked for one."""
        self.tracks: frozenset[int] = frozenset()
        """Those whose pictures it takes."""

    @property
    def runs(self) -> bool:
        """Whether pictures are made."""
        return self._compositor is not None

    def show(self, scene: Scene, tracks: Mapping[int, TrackInfo], at: int) -> None:
        """Compose `scene` from `at` on, of what there is in `tracks`."""
        if self._compositor is None:
            self._compositor, self._next = self._beside(composing, MOST), at
            self._starts = at + START_TICKS
        placed = tuple(_placed(tile, tracks.values()) for tile in scene.tiles[:MAX_TILES])
        tracks_before = self.tracks
        self.tracks = frozenset(one.track for one in placed if one.track is not None)
        self._missing = (self._missing & self.tracks) | (self.tracks - tracks_before)
        self._asked = {key: value for key, value in self._asked.items() if key in self.tracks}
        if self._said != (scene, placed):
            self._said = (scene, placed)
            self._compositor.do(SetScene(scene, placed, at))

    def stop(self) -> None:
        """Compose no more."""
        if self._compositor is not None:
            self._compositor.close()
        self._compositor, self._said = None, None
        self.tracks, self._missing, self._asked = frozenset(), frozenset(), {}

    def take(self, track: int, at: int, coded: Coded) -> bool:
        """A tile's picture; False if it was left out, so that the next must be a key frame."""
        if self._compositor is None or track not in self.tracks:
            return True
        self._asked.pop(track, None)
        self._missing -= {track}
        return self._compositor.do(TakePicture(track, at, coded))

    def force_key(self) -> None:
        """Make the next composed picture a key frame."""
        if self._compositor is not None:
            self._compositor.do(ForceKey())

    def tick(self, at: int) -> list[Composed]:
        """Have the picture that is due made; give those that are ready."""
        if self._compositor is None:
            return []
        if self._missing and at < self._starts:
            return []
        if at >= self._next:
            self._compositor.do(Compose(at - LAG_TICKS))
            self._next += FRAME_TICKS
            if at >= self._next + 2 * FRAME_TICKS:  # late: leave out, do not catch up
                self._next = at
        return self._compositor.take()

    def asks(self, now: float, broken: Collection[int]) -> list[int]:
        """Which of its tracks, `broken` being those without a key frame, to ask for one now."""
        asked = []
        for track in self.tracks.intersection(broken):
            times, last = self._asked.get(track, (0, now - SLOW_RETRY))
            if now - last >= (RETRY if times < RETRIES else SLOW_RETRY):
                self._asked[track] = (times + 1, now)
                asked.append(track)
        return sorted(asked)


def _placed(tile: Tile, tracks: Collection[TrackInfo]) -> Placed:
    for track in tracks:
        if (track.owner, track.kind, track.source) == (tile.owner, "video", tile.source):
            return Placed(track.track_id, track.codec.lower())
    return Placed(None)
