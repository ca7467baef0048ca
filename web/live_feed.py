"""A media playlist that changes under us, and everybody who waits for its next part."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

from media.egress.playlist import PART_TARGET, TARGET_DURATION, Playlist, read_playlist
from web.http import Content, content_of

LOOK_EVERY = 0.02
"""Seconds between two looks at a playlist for which somebody waits: one `stat`, 2 µs. Files tell of
each other without a word from egress, also after its restart and from a shared directory."""
WAIT = 3.0 * TARGET_DURATION
"""Seconds that a reader is kept waiting (draft-pantos-hls-rfc8216bis section 6.2.5.2)."""
MAX_WAITING = 4000
"""Readers kept waiting at a time, two for each viewer: some 2,000 viewers without a CDN."""
MAX_FEEDS = 128
"""Playlists kept in memory: more than egress can have on air, in two renditions."""
FUTURE_SEGMENTS = 2
"""Whoever asks for a segment further than this after the last one is told so (the same)."""
FUTURE_PARTS = round(3 / PART_TARGET)
"""The same of parts: three seconds of them."""


class Feed:
    """One playlist file, read once a change, and the same bytes for all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.playlist = Playlist()
        self.full: Content | None = None
        self.delta: Content | None = None
        self.waiting = 0
        self._version = (0, 0)
        self._changed = asyncio.Event()

    def look(self) -> None:
        """Read the file if it is another than before, and wake who waits."""
        try:
            stat = self.path.stat()
            version = (stat.st_mtime_ns, stat.st_ino)
            if version == self._version:
                return
            text = self.path.read_bytes()
            playlist = read_playlist(text.decode())
        except (OSError, ValueError, IndexError):
            self.full = self.delta = None
            self._version = (0, 0)
            return
        self.playlist, self._version = playlist, version
        self.full = content_of(text)
        self.delta = content_of(playlist.text(delta=True).encode())
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait(self, condition: Callable[[], bool]) -> bool:
        """Wait until `condition` holds of a new playlist; False if it does not in `WAIT`."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(WAIT):
                while not condition():
                    await self._changed.wait()
                return True
        return False


class Feeds:
    """All playlists that are asked for; the longest unasked one is forgotten first."""

    def __init__(self) -> None:
        self._feeds: dict[Path, Feed] = {}
        self._wanted = asyncio.Event()
        self.waiting = 0

    def read(self, path: Path) -> Feed:
        """The playlist at `path` as it is now; it has no content if there is none."""
        feed = self._feeds.pop(path, None) or Feed(path)
        feed.look()
        if feed.full is not None or feed.waiting:
            self._feeds[path] = feed
        if len(self._feeds) > MAX_FEEDS:
            idle = next((key for key, one in self._feeds.items() if not one.waiting), None)
            if idle is not None:
                del self._feeds[idle]
        return feed

    async def wait(self, feed: Feed, condition: Callable[[], bool]) -> bool:
        """Wait for `condition` of `feed`; False if it took too long, or too many wait already."""
        if condition():
            return True
        if self.waiting >= MAX_WAITING:
            return False
        feed.waiting += 1
        self.waiting += 1
        self._wanted.set()
        try:
            return await feed.wait(condition)
        finally:
            feed.waiting -= 1
            self.waiting -= 1

    async def run(self) -> None:
        """Look at what is waited for, until cancelled; idle while nobody waits."""
        while True:
            await self._wanted.wait()
            if not self.waiting:
                self._wanted.clear()
                continue
            for feed in list(self._feeds.values()):
                if feed.waiting:
                    feed.look()
            await asyncio.sleep(LOOK_EVERY)
