"""The livestream's files in an object store (S3), for CDNs: beside the disk, and never waited for.

The store gets plain HLS (RFC 8216): whole segments, and playlists that name no parts, for parts
would be four writes in a quarter of a second. What a playlist names is read from the disk and put
before the playlist is; only the newest playlist counts, so an outage is caught up by itself.
"""

import asyncio
import os
from pathlib import Path

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, from_url

from media.egress.delivery import FILE_CACHE, FILE_TYPES, PLAYLIST_CACHE, PLAYLIST_TYPE
from media.egress.hls import MULTIVARIANT, PLAYLIST, SOUND_PLAYLIST, Delete, FileChange, Write
from media.egress.playlist import read_playlist

KEPT = ("seg-", "sound-seg-", "init-", "sound-init-")
"""Beginnings of the names that are put there; nothing else is the public's, or worth a write."""
LOW_LATENCY = (
    "#EXT-X-PART",
    "#EXT-X-SERVER-CONTROL",
    "#EXT-X-PRELOAD-HINT",
    "#EXT-X-RENDITION-REPORT",
)
MAX_GONE = 10_000
"""Names to delete that wait for the store: more than 4 GiB of segments; then objects are left."""
FIRST_PAUSE = 0.5
MAX_PAUSE = 15.0
"""Seconds between attempts, doubled from the first to this."""
REQUEST_TIMEOUT = "10s"
"""For one request: a segment of 1 MB at 1 Mbit/s."""

log = structlog.get_logger("media.egress")


def open_store(url: str) -> ObjectStore:
    """The store at `s3://bucket/prefix`; endpoint and credentials are the environment's `AWS_…`."""
    allow_http = os.environ.get("AWS_ALLOW_HTTP", "").lower() == "true"  # else it is not read
    return from_url(
        url,
        client_options={"timeout": REQUEST_TIMEOUT, "allow_http": allow_http},
        retry_config={"max_retries": 0},
    )


class Objects:
    """One consultation's files below `live/{consultation}/`: `offer` them, while `run` puts them.

    `directory` has on disk what the playlists that are offered name.
    """

    def __init__(self, store: ObjectStore, consultation: str, directory: Path) -> None:
        self._store = store
        self._directory = directory
        self._path = f"live/{consultation}"
        self._log = log.bind(consultation=consultation)
        self._playlists: dict[str, bytes] = {}
        self._gone: set[str] = set()
        self._sent: dict[str, bytes] = {}
        self._there: set[str] = set()
        self._work = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self.lost = False
        """The last attempt failed; another will be made."""

    def offer(self, changes: list[FileChange]) -> None:
        """Take what has just been done on disk; returns at once."""
        for change in changes:
            match change:
                case Write(name=name, data=data):
                    self._offer_playlist(name, data)
                case Delete(name=name) if name.startswith(KEPT) and len(self._gone) < MAX_GONE:
                    self._gone.add(name)
        if self._playlists or self._gone:
            self._idle.clear()
            self._work.set()

    async def run(self) -> None:
        """Put what is offered, until cancelled."""
        pause = FIRST_PAUSE
        while True:
            await self._work.wait()
            self._work.clear()
            try:
                await self._round()
            except (BaseError, OSError, ValueError) as error:
                if not self.lost:  # the type alone: texts name addresses
                    self._log.error("storage_lost", error=type(error).__name__)
                self.lost = True
                self._work.set()
                await asyncio.sleep(pause)
                pause = min(2 * pause, MAX_PAUSE)
                continue
            pause = FIRST_PAUSE
            if self.lost:
                self.lost = False
                self._log.info("storage_back")
            if not self._work.is_set():
                self._idle.set()

    async def finish(self) -> None:
        """Return when everything that was offered is there; the caller bounds the wait."""
        await self._idle.wait()

    def _offer_playlist(self, name: str, data: bytes) -> None:
        if name in (PLAYLIST, SOUND_PLAYLIST):
            plain = plain_text(data.decode()).encode()
            if plain and plain != self._sent.get(name):
                self._playlists[name] = plain
        elif name == MULTIVARIANT:
            self._playlists[name] = data

    async def _round(self) -> None:
        listed: set[str] = set()
        for name in (PLAYLIST, SOUND_PLAYLIST):
            text = self._playlists.get(name)
            if text is not None:
                await self._put_files(text)
                await self._put(name, text, PLAYLIST_TYPE, PLAYLIST_CACHE)
                self._settle(name, text)
            listed |= files_of(self._sent.get(name, b""))
        self._there &= listed
        index = self._playlists.get(MULTIVARIANT)
        if index is not None and PLAYLIST in self._sent:
            await self._put(MULTIVARIANT, index, PLAYLIST_TYPE, PLAYLIST_CACHE)
            self._settle(MULTIVARIANT, index)
        if gone := list(self._gone):
            await obstore.delete_async(self._store, [f"{self._path}/{name}" for name in gone])
            self._gone.difference_update(gone)

    def _settle(self, name: str, text: bytes) -> None:
        self._sent[name] = text
        if self._playlists[name] is text:  # else a newer one came meanwhile
            del self._playlists[name]

    async def _put_files(self, playlist: bytes) -> None:
        for name in sorted(files_of(playlist) - self._there):
            path = self._directory / name
            try:
                data = await asyncio.to_thread(path.read_bytes)
            except FileNotFoundError:
                continue  # players skip what the disk lost too
            await self._put(name, data, FILE_TYPES[path.suffix], f"public, {FILE_CACHE}")
            self._there.add(name)

    async def _put(self, name: str, data: bytes, media_type: str, cache: str) -> None:
        attributes = {"Content-Type": media_type, "Cache-Control": cache}
        await obstore.put_async(
            self._store, f"{self._path}/{name}", data, attributes=attributes, use_multipart=False
        )


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
