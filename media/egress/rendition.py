"""One media playlist and its files: parts as they come, segments made of them."""

import msgspec

from media.egress.config import VIDEO_RATE
from media.egress.packager import Chunk
from media.egress.playlist import Entry, Part, Playlist


class Rendition:
    """Names files and keeps the playlist; what is in the files is the caller's."""

    def __init__(self, file: str, prefix: str, stamp: str, playlist: Playlist) -> None:
        """`file` is the playlist's; names of parts and segments begin with `prefix`."""
        self.file = file
        self.playlist = playlist
        self._prefix = prefix
        self._stamp = stamp
        self._resumed = bool(playlist.entries)
        self._parts = 0
        self._data: list[bytes] = []
        self._ticks = 0
        playlist.ended = False
        playlist.growing = None
        playlist.hint = self._part_name()

    def add_part(self, chunk: Chunk, data: bytes, init: str, begins: float) -> str:
        """Put `chunk`, whose file has `data`, at the end; the file's name.

        `init` and `begins` count where it is the first of a segment.
        """
        name = self._part_name()
        self._parts += 1
        part = Part(name, chunk.duration / VIDEO_RATE, chunk.independent)
        growing = self.playlist.growing
        if growing is None:
            discontinuity = chunk.discontinuity or self._resumed
            self._resumed = False
            growing = Entry("", init, 0.0, begins, discontinuity)
        self._data.append(data)
        self._ticks += chunk.duration
        self.playlist.growing = msgspec.structs.replace(growing, parts=(*growing.parts, part))
        self.playlist.hint = self._part_name()
        return name

    def complete(self) -> tuple[str, bytes, list[str], list[str]] | None:
        """End the segment: its name and file, and the segments and parts that are listed no more;
        None if none grows.
        """
        growing = self.playlist.growing
        if growing is None:
            return None
        name = f"{self._prefix}seg-{self._stamp}-{self.playlist.following}.m4s"
        data, seconds = b"".join(self._data), self._ticks / VIDEO_RATE
        self._data, self._ticks = [], 0
        self.playlist.growing = None
        whole = msgspec.structs.replace(growing, uri=name, duration=seconds)
        return name, data, *self.playlist.add(whole)

    def _part_name(self) -> str:
        """Numbered through all segments, so that the next part's name is known before its place."""
        return f"{self._prefix}part-{self._stamp}-{self._parts}.m4s"
