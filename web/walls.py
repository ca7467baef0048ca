"""The walls that are being watched: their chunks encoded once, however many viewers ask."""

from collections.abc import Callable, Sequence

import msgspec

from sessions.opinion_views import wall
from sessions.state import Consultation
from web.http import Content, content_of
from web.responses.wall import Wall, WallHead, WallOpinion
from web.wall_feed import WallFeed

WALLS_KEPT = 256
"""Walls in memory; the one that nobody asked for longest makes room, and begins anew if it must."""

_encode = msgspec.json.Encoder().encode


class WatchedWall:
    """One wall: its feed, and every answer about it as bytes."""

    def __init__(self, state: Consultation, now_ms: int) -> None:
        self._id = state.id
        self._seq = state.wall_seq
        self._opinions = on_the_wall(state)
        self._total = len(state.published)
        self._feed = WallFeed(self._opinions, self._total, now_ms)
        self._snapshot: Content | None = None
        self._head: Content | None = None
        self._chunks: dict[int, Content] = {}

    @property
    def next(self) -> int:
        """Number of the first chunk that a snapshot taken now lacks."""
        return self._feed.next

    @property
    def snapshot(self) -> Content:
        """`wall.json`."""
        if self._snapshot is None:
            reading = Wall(self._id, self._total, list(self._opinions), self._feed.next)
            self._snapshot = content_of(_encode(reading))
        return self._snapshot

    @property
    def head(self) -> Content:
        """`wall-head.json`."""
        if self._head is None:
            self._head = content_of(_encode(WallHead(self._feed.next)))
        return self._head

    @property
    def is_behind(self) -> bool:
        """Whether something has changed that is in no chunk yet."""
        return self._feed.is_behind

    @property
    def chunks(self) -> dict[str, Content]:
        """All that are kept, by the names of their files."""
        return {f"wall-{number}.json": one for number, one in self._chunks.items()}

    def chunk(self, number: int) -> Content | None:
        """`wall-<number>.json`, if it was made and is kept."""
        return self._chunks.get(number)

    def look(self, state: Consultation, now_ms: int) -> None:
        """Take the state as it is committed now; cut a chunk if one is due."""
        if state.wall_seq != self._seq:
            self._seq, self._total = state.wall_seq, len(state.published)
            self._opinions = on_the_wall(state)
            self._feed.look(self._opinions, self._total)
            self._snapshot = None
        if self._feed.cut(now_ms):
            self._snapshot = self._head = None
        for number, chunk in self._feed.take_changes().items():
            if chunk is None:
                self._chunks.pop(number, None)
            else:
                self._chunks[number] = content_of(_encode(chunk))


class Walls:
    """The walls of all consultations. `clock` answers Unix ms."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._kept: dict[str, WatchedWall] = {}

    def look(self, state: Consultation) -> WatchedWall:
        """The wall of a consultation as it is committed now."""
        now_ms = self._clock()
        kept = self._kept.pop(state.id, None)
        if kept is None:
            kept = WatchedWall(state, now_ms)
        else:
            kept.look(state, now_ms)
        self._kept[state.id] = kept
        if len(self._kept) > WALLS_KEPT:
            del self._kept[next(iter(self._kept))]
        return kept


def on_the_wall(state: Consultation) -> Sequence[WallOpinion]:
    """The newest that are public, newest first."""
    return [
        WallOpinion(
            o.opinion_id,
            o.text,
            o.name,
            o.region,
            o.published_at or 0,
            state.published[o.opinion_id],
            o.supports,
        )
        for o in wall(state).opinions
    ]
