"""The wall as a snapshot and numbered chunks of changes: what is public goes in, chunks come out.

A chunk says for every opinion that was touched since the chunk before how it stands at the end of
the chunk, so that applying one twice, or upon a snapshot that was read half-way, leads to the same
wall. Numbers grow with the clock (one for each `SPACING_MS`), never by more, so that a server that
starts again uses none twice and need not remember any.

What is taken back disappears from every chunk kept here at once, and the chunk says that it is
gone: the only way in which a chunk's bytes ever change.
"""

from collections import OrderedDict
from collections.abc import Sequence

from web.responses.wall import WallChunk, WallOpinion

SPACING_MS = 2_000
"""Between two chunks: viewers ask for `now.json` as often, and are half a minute behind the room
where they watch through a CDN."""
CHUNKS_KEPT = 150
"""Five minutes of uninterrupted change. Whoever slept for longer reads the snapshot again, which is
the smaller answer by then."""


class WallFeed:
    """The wall of one consultation; times are Unix ms."""

    def __init__(self, opinions: Sequence[WallOpinion], total: int, now_ms: int) -> None:
        """`opinions` are on the wall already, newest first, of `total` that are public."""
        self.next = now_ms // SPACING_MS + 1
        """Number of the chunk that comes next: the first that a snapshot taken now lacks."""
        self._shown = {one.opinion_id: one for one in opinions}
        self._total = total
        self._touched: set[str] = set()
        self._cut_at = now_ms
        self._chunks: OrderedDict[int, WallChunk] = OrderedDict()
        self._changes: dict[int, WallChunk | None] = {}

    def look(self, opinions: Sequence[WallOpinion], total: int) -> None:
        """Take what is on the wall now."""
        shown = {one.opinion_id: one for one in opinions}
        gone = self._shown.keys() - shown.keys()
        self._touched |= gone
        self._touched |= {id for id, one in shown.items() if self._shown.get(id) != one}
        self._shown, self._total = shown, total
        for number, chunk in self._chunks.items():
            if any(one.opinion_id in gone for one in chunk.put):
                self._chunks[number] = self._changes[number] = without(chunk, gone)

    def cut(self, now_ms: int) -> bool:
        """Make the next chunk if there is something for it and it is time; whether one was made."""
        early = now_ms - self._cut_at < SPACING_MS or now_ms // SPACING_MS < self.next
        if early or not self._touched:
            return False
        put = [one for id, one in self._shown.items() if id in self._touched]
        gone = sorted(self._touched - self._shown.keys())
        chunk = WallChunk(number=self.next, total=self._total, put=put, gone=gone)
        self._chunks[self.next] = self._changes[self.next] = chunk
        self._touched = set()
        self._cut_at = now_ms
        self.next += 1
        if len(self._chunks) > CHUNKS_KEPT:
            oldest, _ = self._chunks.popitem(last=False)
            self._changes[oldest] = None
        return True

    @property
    def is_behind(self) -> bool:
        """Whether the next chunk has something in it."""
        return bool(self._touched)

    def take_changes(self) -> dict[int, WallChunk | None]:
        """Chunks made or rewritten since this was last asked, in order; None: no longer kept."""
        changes, self._changes = self._changes, {}
        return changes


def without(chunk: WallChunk, gone: set[str]) -> WallChunk:
    """The chunk as if these opinions had been taken back before it was cut."""
    return WallChunk(
        number=chunk.number,
        total=chunk.total,
        put=[one for one in chunk.put if one.opinion_id not in gone],
        gone=sorted({*chunk.gone, *(o.opinion_id for o in chunk.put if o.opinion_id in gone)}),
    )
