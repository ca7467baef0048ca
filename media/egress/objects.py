"""A stream's files in an object store (S3), for CDNs: beside the disk, and never waited for.

The store gets plain HLS (RFC 8216): whole segments, and playlists that name no parts, for parts
would be four writes in a quarter of a second. What a playlist names is read from the disk and put
before the playlist is; only the newest playlist counts. Then whatever else of the shelf the store
lacks follows, oldest first, and the playlist of the whole stream: an outage is caught up by itself,
also by the next process.
"""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import structlog

from media.egress.backlog import Backlog
from media.egress.bucket import Bucket
from media.egress.delivery import DVR, STREAMED, headers_of
from media.egress.dvr import DvrPlaylist
from media.egress.errors import StorageFailure, StorageLost
from media.egress.hls import (
    MULTIVARIANT,
    PLAYLIST,
    SOUND_PLAYLIST,
    SOUND_PREFIX,
    Append,
    Delete,
    FileChange,
    Write,
)
from media.egress.messages import StorageNoted
from media.egress.playlist import TARGET_DURATION, read_playlist
from media.egress.shelf import SHELF, Kept

KEPT = ("seg-", "sound-seg-", "init-", "sound-init-")
"""Beginnings of the names that are put there; nothing else is the public's, or worth a write."""
LOW_LATENCY = (
    "#EXT-X-PART",
    "#EXT-X-SERVER-CONTROL",
    "#EXT-X-PRELOAD-HINT",
    "#EXT-X-RENDITION-REPORT",
)
MAX_GONE = 10_000
"""Names to delete that wait for the store: the sound's segments of five hours; what is more stays
until the recording leaves the store."""
FIRST_PAUSE = 0.5
MAX_PAUSE = 15.0
"""Seconds between attempts, doubled from the first to this."""
DVR_EVERY = float(TARGET_DURATION)
"""Seconds between two playlists of the whole stream, which has 1 MB after a day."""

log = structlog.get_logger("media.egress")


class Objects:
    """One consultation's files below `live/{consultation}/`: `offer` them, while `run` puts them.

    `directory` has on disk what the playlists that are offered name. `tell` hears how it stands
    whenever that changes.
    """

    def __init__(
        self,
        bucket: Bucket,
        consultation: str,
        directory: Path,
        tell: Callable[[StorageNoted], None] = lambda noted: None,
    ) -> None:
        self._bucket = bucket
        self._consultation = consultation
        self._directory = directory
        self._tell = tell
        self._log = log.bind(consultation=consultation)
        self._playlists: dict[str, bytes] = {}
        self._gone: set[str] = set()
        self._sent: dict[str, bytes] = {}
        self._there: set[str] = set()
        """Of what the live playlists name."""
        self._ahead: set[str] = set()
        """Segments that are there though the backlog has not come to them, and all inits."""
        self._begun = False
        self._ready = False
        self._backlog = Backlog(directory)
        self._dvr = DvrPlaylist()
        self._dvr_due = -DVR_EVERY
        self._dvr_old = False
        self._finishing = False
        self._noted: StorageNoted | None = None
        self._work = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self.failure: StorageFailure | None = None
        """Why the last attempt failed; another will be made."""

    @property
    def waiting(self) -> int:
        """Segments and playlists that the store lacks."""
        return self._backlog.waiting + len(self._playlists)

    def offer(self, changes: list[FileChange]) -> None:
        """Take what has just been done on disk; returns at once."""
        for change in changes:
            match change:
                case Write(name=name, data=data):
                    self._offer_playlist(name, data)
                case Append(name=name, data=data) if name == SHELF and self._begun:
                    self._backlog.add(data)
                case Delete(name=name) if name.startswith(KEPT) and len(self._gone) < MAX_GONE:
                    self._gone.add(name)
        if self.waiting or self._gone:
            self._wake()

    async def run(self) -> None:
        """Put what is offered, until cancelled."""
        pause = FIRST_PAUSE
        self._wake()
        while True:
            await self._work.wait()
            self._work.clear()
            try:
                await self._round()
            except (StorageLost, OSError) as error:
                self._fail(error)
                self._work.set()
                await asyncio.sleep(pause)
                pause = min(2 * pause, MAX_PAUSE)
                continue
            pause = FIRST_PAUSE
            if self.failure is not None:
                self.failure = None
                self._log.info("storage_back", waiting=self.waiting)
            self._note()
            if self._backlog.waiting:
                self._work.set()
            if not self._work.is_set():
                self._idle.set()

    async def finish(self) -> None:
        """Return when everything that was offered is there; the caller bounds the wait."""
        self._finishing = True
        self._wake()
        await self._idle.wait()

    def _wake(self) -> None:
        self._idle.clear()
        self._work.set()

    def _fail(self, error: Exception) -> None:
        failure = error.failure if isinstance(error, StorageLost) else "unreachable"
        if failure != self.failure:
            self._log.error("storage_lost", failure=failure, error=type(error).__name__)
        self.failure = failure
        self._note()

    def _note(self) -> None:
        noted = StorageNoted(self._consultation, self._ready, self.waiting, self.failure)
        if noted != self._noted:
            self._noted = noted
            self._tell(noted)

    def _offer_playlist(self, name: str, data: bytes) -> None:
        if name in (PLAYLIST, SOUND_PLAYLIST):
            plain = plain_text(data.decode()).encode()
            if plain and plain != self._sent.get(name):
                self._playlists[name] = plain
        elif name == MULTIVARIANT and data != self._sent.get(name):
            self._playlists[name] = data

    async def _round(self) -> None:
        if not self._begun:
            await self._begin()
        await self._put_playlists()
        if gone := list(self._gone):
            await self._bucket.delete(self._consultation, gone)
            self._gone.difference_update(gone)
        await self._put_backlog()

    async def _begin(self) -> None:
        """Learn what an earlier process left there, and what it did not come to delete."""
        names = await self._bucket.names(self._consultation)
        media = {name for name in names if STREAMED.fullmatch(name)}
        self._ahead = {name for name in media if name.startswith(("seg-", "init-"))}
        sounds = {name for name in media if name.startswith(KEPT) and name.startswith(SOUND_PREFIX)}
        self._gone |= sounds - {path.name for path in self._directory.glob(f"{SOUND_PREFIX}*")}
        self._backlog.begin()
        self._begun = True

    # --- live ---------------------------------------------------------------------------------

    async def _put_playlists(self) -> None:
        listed: set[str] = set()
        for name in (PLAYLIST, SOUND_PLAYLIST):
            text = self._playlists.get(name)
            if text is not None:
                await self._put_files(text)
                await self._put(name, text)
                self._settle(name, text)
            listed |= files_of(self._sent.get(name, b""))
        self._there &= listed
        index = self._playlists.get(MULTIVARIANT)
        if index is not None and PLAYLIST in self._sent:
            await self._put(MULTIVARIANT, index)
            self._settle(MULTIVARIANT, index)
            self._ready = True

    def _settle(self, name: str, text: bytes) -> None:
        self._sent[name] = text
        if self._playlists[name] is text:  # else a newer one came meanwhile
            del self._playlists[name]

    async def _put_files(self, playlist: bytes) -> None:
        for name in sorted(files_of(playlist) - self._there):
            if name in self._ahead or await self._put_file(name):
                self._there.add(name)

    # --- from the beginning -------------------------------------------------------------------

    async def _put_backlog(self) -> None:
        kept, lines, size = await asyncio.to_thread(self._backlog.next)
        whole = [one for one in kept if await self._put_kept(one)]
        self._backlog.passed(lines, size)
        self._ahead.difference_update(one.uri for one in kept)
        self._dvr.add(whole)
        self._dvr_old = self._dvr_old or bool(whole)
        now = time.monotonic()
        if self._dvr_old and (now >= self._dvr_due or self._finishing):
            self._dvr_due = now + DVR_EVERY
            await self._put(DVR, self._dvr.text(ended=False).encode())
            self._dvr_old = False

    async def _put_kept(self, one: Kept) -> bool:
        """Whether the store has the segment and what it begins with."""
        for name in (one.init, one.uri):
            if name not in self._ahead and not await self._put_file(name):
                return False
        return True

    # --- objects ------------------------------------------------------------------------------

    async def _put_file(self, name: str) -> bool:
        """False if the disk has lost it: players skip it."""
        try:
            data = await asyncio.to_thread((self._directory / name).read_bytes)
        except FileNotFoundError:
            return False
        await self._put(name, data)
        if not name.startswith(SOUND_PREFIX):
            self._ahead.add(name)
        return True

    async def _put(self, name: str, data: bytes) -> None:
        await self._bucket.put(self._consultation, name, data, headers_of(name))


def plain_text(text: str) -> str:
    """A media playlist without all that is low latency; empty while no segment is complete."""
    lines = [line for line in text.splitlines() if not line.startswith(LOW_LATENCY)]
    last = max((n for n, line in enumerate(lines) if not line.startswith("#")), default=None)
    if last is None:
        return ""
    end = [line for line in lines[last + 1 :] if line == "#EXT-X-ENDLIST"]
    return "\n".join(lines[: last + 1] + end) + "\n"


def files_of(playlist: bytes) -> set[str]:
    """The segments and initialization segments that a playlist names."""
    entries = read_playlist(playlist.decode()).entries
    return {name for entry in entries for name in (entry.uri, entry.init) if name.startswith(KEPT)}
