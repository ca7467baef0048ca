"""Files that change under us, kept in memory until they do."""

from pathlib import Path

from web.http import Content, content_of

CACHED_FILES = 256
"""Playlists and pages; the longest unread one goes first."""


class FileCache:
    """Reads small files; one `stat` a request, one read a change.

    The files are small and in the page cache, so they are read without a thread; the largest, the
    player, takes 30 ms to zip, once.
    """

    def __init__(self) -> None:
        self._kept: dict[Path, tuple[int, int, Content]] = {}

    def read(self, path: Path) -> Content | None:
        """The file as it is now, None if there is none."""
        try:
            stat = path.stat()
            kept = self._kept.pop(path, None)
            if kept is None or kept[:2] != (stat.st_mtime_ns, stat.st_ino):
                kept = (stat.st_mtime_ns, stat.st_ino, content_of(path.read_bytes()))
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        self._kept[path] = kept
        if len(self._kept) > CACHED_FILES:
            del self._kept[next(iter(self._kept))]
        return kept[2]
