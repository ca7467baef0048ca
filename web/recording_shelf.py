"""The shelf of a recording as the web process reads it: each time only what was added since."""

import asyncio
import os
from collections import OrderedDict
from pathlib import Path

from media.egress.dvr import DvrPlaylist
from media.egress.shelf import SHELF, Kept, read
from sessions.state import Consultation
from web.config import Settings
from web.http import Content, content_of
from web.recording_timeline import Timeline

KEPT_SHELVES = 16
"""Recordings that are kept in memory; one of a long day has 20,000 segments and takes 10 MB."""


class Shelf:
    """What egress has written of one recording up to now."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._making = asyncio.Lock()
        self._empty()

    def _empty(self) -> None:
        self.kept: list[Kept] = []
        self.timeline = Timeline()
        self.bytes = 0
        self._playlist = DvrPlaylist()
        self._read = 0
        self._inode = 0
        self._text: tuple[int, bool, Content] | None = None

    async def follow(self) -> None:
        """As `refresh`, off the event loop: a long day is 2 MB the first time."""
        async with self._making:
            await asyncio.to_thread(self.refresh)

    def refresh(self) -> None:
        """Read what is new; a file that is gone, or is another one, is forgotten."""
        try:
            with self._path.open("rb") as file:
                stat = os.fstat(file.fileno())
                if stat.st_ino != self._inode or stat.st_size < self._read:
                    self._empty()
                    self._inode = stat.st_ino
                if stat.st_size > self._read:
                    file.seek(self._read)
                    self._take(file.read())
        except (FileNotFoundError, NotADirectoryError):
            self._empty()

    def _take(self, data: bytes) -> None:
        added, whole = read(data)
        self._read += whole
        self.kept += added
        self._playlist.add(added)
        for one in added:
            self.timeline.add(one)
            self.bytes += one.bytes

    async def playlist(self, ended: bool) -> Content:
        """The playlist of all of it, the same bytes until there is more."""
        async with self._making:
            made = self._text
            if made is None or made[:2] != (len(self.kept), ended):
                count, text = len(self.kept), self._playlist.text(ended)
                made = (count, ended, await asyncio.to_thread(content_of, text.encode()))
                self._text = made
            return made[2]


def recording_address(settings: Settings, state: Consultation) -> str:
    """Where people find the recording; empty where none was made or it was deleted, or where
    `base_url` does not say how they reach this server.
    """
    kept = settings.live_directory / state.id / SHELF
    if not settings.base_url or state.recording.deleted is not None or not kept.is_file():
        return ""
    return f"{settings.base_url.rstrip('/')}/recordings/{state.id}"


class Shelves:
    """Those of the recordings that were asked for last."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._shelves: OrderedDict[str, Shelf] = OrderedDict()

    async def get(self, id: str) -> Shelf:
        """Up to date; `id` is that of a consultation, and so has nothing that means a path."""
        shelf = self._shelves.setdefault(id, Shelf(self._directory / id / SHELF))
        self._shelves.move_to_end(id)
        if len(self._shelves) > KEPT_SHELVES:
            self._shelves.popitem(last=False)
        await shelf.follow()
        return shelf
