"""The livestream as files: media playlist (RFC 8216), initialization segments, media segments."""

from collections import deque
from collections.abc import Sequence
from datetime import datetime

import msgspec

from media.egress.boxes import init_segment
from media.egress.config import VIDEO_RATE
from media.egress.dateranges import DateRanges, iso
from media.egress.h264 import Parameters
from media.egress.packager import Chunk

PLAYLIST = "index.m3u8"
TARGET_DURATION = 4
"""Seconds; constant, as RFC 8216 section 6.2.1 asks, and above the longest segment."""
WINDOW_SEGMENTS = 12
"""Segments in the playlist: 24 s, twice what a player stays behind the live edge."""
WINDOW_SECONDS = 24.0
"""Where switches of speaker made segments short, the playlist holds more of them…"""
MAX_WINDOW_SEGMENTS = 60
"""… up to what `packager.MIN_PARAMETERS_TICKS` allows in that time."""
FIRST_SECONDS = 1.0
"""The playlist is held until it has this much: a stream often begins with a fragment of slate, and
a player that is given only that stalls at once."""
KEPT_BYTES = 4 << 30
"""Segments stay on disk as raw material of recordings, the oldest being deleted above this: about
six hours at 1.5 Mbit/s, in one consultation."""


class Entry(msgspec.Struct, frozen=True):
    """One segment in a playlist."""

    uri: str
    init: str
    duration: float
    """Seconds."""
    begins: float
    """When its first picture was captured, in Unix seconds (`EXT-X-PROGRAM-DATE-TIME`)."""
    discontinuity: bool
    """Decoders start afresh: other parameters, or another timeline."""


class Playlist(msgspec.Struct):
    """A sliding window over the segments."""

    sequence: int = 0
    """Number of the first entry (`EXT-X-MEDIA-SEQUENCE`)."""
    discontinuities: int = 0
    """Discontinuities that have left the window (`EXT-X-DISCONTINUITY-SEQUENCE`)."""
    entries: deque[Entry] = msgspec.field(default_factory=deque)
    ended: bool = False

    def add(self, entry: Entry) -> None:
        """Append a segment and let the oldest leave."""
        self.entries.append(entry)
        while self._too_long():
            left = self.entries.popleft()
            self.sequence += 1
            self.discontinuities += left.discontinuity

    def _too_long(self) -> bool:
        count = len(self.entries)
        later = sum(entry.duration for entry in self.entries) - self.entries[0].duration
        return count > WINDOW_SEGMENTS and (later >= WINDOW_SECONDS or count > MAX_WINDOW_SEGMENTS)

    def text(self, ranges: Sequence[str] = ()) -> str:
        """The playlist file (RFC 8216 section 4); `ranges` are its date range tags."""
        lines = [
            "#EXTM3U",
            "#EXT-X-VERSION:7",
            f"#EXT-X-TARGETDURATION:{TARGET_DURATION}",
            f"#EXT-X-MEDIA-SEQUENCE:{self.sequence}",
            f"#EXT-X-DISCONTINUITY-SEQUENCE:{self.discontinuities}",
            *ranges,
        ]
        init = None
        for entry in self.entries:
            if entry.discontinuity:
                lines.append("#EXT-X-DISCONTINUITY")
            if entry.init != init:
                init = entry.init
                lines.append(f'#EXT-X-MAP:URI="{init}"')
            lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{iso(entry.begins)}")
            lines.append(f"#EXTINF:{entry.duration:.5f},")
            lines.append(entry.uri)
        if self.ended:
            lines.append("#EXT-X-ENDLIST")
        return "\n".join(lines) + "\n"


def read_playlist(text: str) -> Playlist:
    """Read back what `Playlist.text` wrote; raise ValueError if it is something else."""
    playlist = Playlist()
    init, duration, begins, discontinuity = "", 0.0, 0.0, False
    for line in text.splitlines():
        tag, _, value = line.partition(":")
        if tag == "#EXT-X-MEDIA-SEQUENCE":
            playlist.sequence = int(value)
        elif tag == "#EXT-X-DISCONTINUITY-SEQUENCE":
            playlist.discontinuities = int(value)
        elif tag == "#EXT-X-DISCONTINUITY":
            discontinuity = True
        elif tag == "#EXT-X-MAP":
            init = value.split('"')[1]
        elif tag == "#EXT-X-PROGRAM-DATE-TIME":
            begins = datetime.fromisoformat(value).timestamp()
        elif tag == "#EXTINF":
            duration = float(value.rstrip(","))
        elif tag == "#EXT-X-ENDLIST":
            playlist.ended = True
        elif not line.startswith("#"):
            playlist.entries.append(Entry(line, init, duration, begins, discontinuity))
            discontinuity = False
    return playlist


class Write(msgspec.Struct, frozen=True):
    """Put `data` under `name`, at once and whole."""

    name: str
    data: bytes


class Delete(msgspec.Struct, frozen=True):
    """Remove `name`."""

    name: str


FileChange = Write | Delete


class KeptFile(msgspec.Struct, frozen=True):
    """A segment file found on disk from an earlier run."""

    name: str
    size: int


class HlsFiles:
    """Chunks in, changes of files out, in the order in which they must be made.

    Names carry the `stamp` of this run beside a number, so that no name is used twice and caches
    may keep files for ever. A run that takes over `earlier` goes on counting where that one
    stopped, after a discontinuity.
    """

    def __init__(
        self,
        stamp: str,
        audio_config: bytes,
        earlier: Playlist | None = None,
        kept: tuple[KeptFile, ...] = (),
        kept_bytes: int = KEPT_BYTES,
    ) -> None:
        self._stamp = stamp
        self._audio_config = audio_config
        self._playlist = earlier or Playlist()
        self._playlist.ended = False
        self._resumed = bool(self._playlist.entries)
        self._kept = deque((file.name, "", file.size) for file in kept)
        self._bytes = sum(file.size for file in kept)
        self._kept_bytes = kept_bytes
        self._inits: dict[Parameters, str] = {}
        self._init_count = 0
        self._segment: list[Chunk] = []
        self._begins = 0.0
        self.ranges = DateRanges(stamp)
        """Who speaks when, for the playlist."""

    def add(self, chunk: Chunk, begins: float) -> list[FileChange]:
        """Take the next chunk; `begins` is its first picture's capture in Unix seconds."""
        if chunk.first:
            self._begins = begins
        self._segment.append(chunk)
        return self._complete() if chunk.last else []

    def end(self) -> list[FileChange]:
        """Say in the playlist that nothing follows."""
        self._playlist.ended = True
        return [self._write_playlist()]

    def _write_playlist(self) -> Write:
        entries = self._playlist.entries
        ranges = self.ranges.lines(entries[0].begins) if entries else []
        return Write(PLAYLIST, self._playlist.text(ranges).encode())

    def _complete(self) -> list[FileChange]:
        chunks, self._segment = self._segment, []
        init, changes = self._init(chunks[0].parameters)
        data = b"".join(chunk.data for chunk in chunks)
        number = self._playlist.sequence + len(self._playlist.entries)
        name = f"seg-{self._stamp}-{number}.m4s"
        duration = sum(chunk.duration for chunk in chunks) / VIDEO_RATE
        discontinuity = chunks[0].discontinuity or self._resumed
        self._resumed = False
        self._playlist.add(Entry(name, init, duration, self._begins, discontinuity))
        self._kept.append((name, init, len(data)))
        self._bytes += len(data)
        changes.append(Write(name, data))
        if sum(entry.duration for entry in self._playlist.entries) >= FIRST_SECONDS:
            changes.append(self._write_playlist())
        return changes + self._delete_oldest()

    def _init(self, parameters: Parameters) -> tuple[str, list[FileChange]]:
        name = self._inits.get(parameters)
        if name is not None:
            return name, []
        name = f"init-{self._stamp}-{self._init_count}.mp4"
        self._init_count += 1
        self._inits[parameters] = name
        return name, [Write(name, init_segment(parameters, self._audio_config))]

    def _delete_oldest(self) -> list[FileChange]:
        changes: list[FileChange] = []
        shown = len(self._playlist.entries)
        while self._bytes > self._kept_bytes and len(self._kept) > shown:
            name, init, size = self._kept.popleft()
            self._bytes -= size
            changes.append(Delete(name))
            if init and all(init != other for _, other, _ in self._kept):
                self._inits = {key: value for key, value in self._inits.items() if value != init}
                changes.append(Delete(init))
        return changes
