"""Files that change under us, kept in memory until they do."""

from pathlib import Path

import msgspec

from web.http import etag_of

CACHED_FILES = 256
"""Playlists and pages; the longest unread one goes first."""


class Content(msgspec.Struct, frozen=True):
    """A file's bytes and their entity tag."""

    data: bytes
    etag: str


class FileCache:
    """Reads small files; one `stat` a request, one read a change.

    The files are a few kilobytes and in the page cache, so they are read without a thread.
    """

    def __init__(self) -> None:
        self._kept: dict[Path, tuple[int, int, Content]] = {}

    def read(self, path: Path) -> Content | None:
        """The file as it is now, None if there is none."""
        try:
            stat = path.stat()
            kept = self._kept.pop(path, None)
            if kept is None or kept[:2] != (stat.st_mtime_ns, stat.st_ino):
                data = path.read_bytes()
                kept = (stat.st_mtime_ns, stat.st_ino, Content(data, etag_of(data)))
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        self._kept[path] = kept
        if len(self._kept) > CACHED_FILES:
            del self._kept[next(iter(self._kept))]
        return kept[2]
