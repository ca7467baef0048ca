"""The livestream as files: playlists (RFC 8216), initialization segments, segments, parts."""

import msgspec

from media.egress.boxes import init_segment, sound_init_segment
from media.egress.dateranges import DateRanges
from media.egress.h264 import Parameters
from media.egress.multivariant import Multivariant
from media.egress.packager import Chunk
from media.egress.playlist import Playlist
from media.egress.rendition import Rendition
from media.egress.shelf import SHELF, kept_of, shelf_line

MULTIVARIANT = "index.m3u8"
"""What players are given."""
PLAYLIST = "video.m3u8"
"""Picture and sound together."""
SOUND_PLAYLIST = "sound.m3u8"
"""The same sound alone, part by part under the same numbers."""
SOUND_PREFIX = "sound-"
"""Beginning of the names of its files."""
FIRST_SECONDS = 1.0
"""The playlists are held until they have this much: a stream often begins with a fragment of slate,
and a player that is given only that stalls at once."""
KNOWN_INITS = 256
"""Initialization segments that are used again: more than a meeting has cameras. Parameters that
come back after so many others are written once more."""


class Write(msgspec.Struct, frozen=True):
    """Put `data` under `name`, at once and whole."""

    name: str
    data: bytes


class Delete(msgspec.Struct, frozen=True):
    """Remove `name`."""

    name: str


class Append(msgspec.Struct, frozen=True):
    """Add `data`, a whole line, to the end of `name`."""

    name: str
    data: bytes


FileChange = Write | Append | Delete


class HlsFiles:
    """Chunks in, changes of files out, in the order in which they must be made.

    Names carry the `stamp` of this run beside a number, so that no name is used twice and caches
    may keep files for ever. A run that takes over `earlier` goes on counting where that one
    stopped, after a discontinuity. Segments stay for good, as the recording, of which `SHELF` has a
    line for each; how long, the log says.
    """

    def __init__(
        self,
        stamp: str,
        audio_config: bytes,
        earlier: Playlist | None = None,
        earlier_sound: Playlist | None = None,
    ) -> None:
        self._stamp = stamp
        self._audio_config = audio_config
        video = earlier or Playlist()
        self._video = Rendition(PLAYLIST, "", stamp, video)
        sound = _beside(video, earlier_sound)
        self._sound = Rendition(SOUND_PLAYLIST, SOUND_PREFIX, stamp, sound)
        video.report, sound.report = SOUND_PLAYLIST, PLAYLIST
        self._multivariant = Multivariant(PLAYLIST, SOUND_PLAYLIST)
        self._multivariant_written = ""
        self._inits: dict[Parameters, str] = {}
        self._init_count = 0
        self._sound_init = ""
        self.ranges = DateRanges(stamp)
        """Who speaks when, for the playlists."""

    def add(self, chunk: Chunk, begins: float) -> list[FileChange]:
        """Take the next chunk; `begins` is its first picture's capture in Unix seconds."""
        changes = self._complete() if chunk.first else []
        init, made = self._init(chunk.parameters)
        changes += made
        name = self._video.add_part(chunk, chunk.data, init, begins)
        changes.append(Write(name, chunk.data))
        if chunk.sound:
            sound_init, made = self._init_sound()
            changes += made
            name = self._sound.add_part(chunk, chunk.sound, sound_init, begins)
            changes.append(Write(name, chunk.sound))
        if chunk.last:
            changes += self._complete()
        return changes + self._playlists()

    def end(self) -> list[FileChange]:
        """Complete the last segment, and say in the playlists that nothing follows."""
        changes = self._complete()
        for rendition in (self._video, self._sound):
            rendition.playlist.ended = True
        return changes + self._playlists(held=False)

    def _complete(self) -> list[FileChange]:
        """End the segment in both renditions. The picture's stays, the sound's leaves in time."""
        changes: list[FileChange] = []
        sizes = []
        for rendition in (self._video, self._sound):
            done = rendition.complete()
            if done is None:
                continue
            name, data, segments, parts = done
            changes.append(Write(name, data))
            sizes.append(len(data))
            if rendition is self._video:
                kept = kept_of(rendition.playlist.entries[-1], len(data))
                changes.append(Append(SHELF, shelf_line(kept)))
            else:
                parts += segments
            changes += [Delete(name) for name in parts]
        if len(sizes) == 2:
            seconds = self._video.playlist.entries[-1].duration
            self._multivariant.measure(sizes[0], sizes[1], seconds)
        return changes

    def _playlists(self, held: bool = True) -> list[FileChange]:
        """All playlists that changed; the one that names the others comes last."""
        entries = self._video.playlist.entries
        if held and sum(entry.duration for entry in entries) < FIRST_SECONDS:
            return []
        ranges = self.ranges.lines(entries[0].begins) if entries else []
        changes: list[FileChange] = []
        for rendition in (self._video, self._sound):
            rendition.playlist.ranges = ranges
            changes.append(Write(rendition.file, rendition.playlist.text().encode()))
        text = self._multivariant.text()
        if text != self._multivariant_written:
            self._multivariant_written = text
            changes.append(Write(MULTIVARIANT, text.encode()))
        return changes

    def _init(self, parameters: Parameters) -> tuple[str, list[FileChange]]:
        name = self._inits.get(parameters)
        if name is not None:
            return name, []
        name = f"init-{self._stamp}-{self._init_count}.mp4"
        self._init_count += 1
        self._inits[parameters] = name
        if len(self._inits) > KNOWN_INITS:
            del self._inits[next(iter(self._inits))]
        self._multivariant.see(parameters)
        return name, [Write(name, init_segment(parameters, self._audio_config))]

    def _init_sound(self) -> tuple[str, list[FileChange]]:
        if self._sound_init:
            return self._sound_init, []
        self._sound_init = f"{SOUND_PREFIX}init-{self._stamp}-0.mp4"
        return self._sound_init, [Write(self._sound_init, sound_init_segment(self._audio_config))]


def _beside(video: Playlist, sound: Playlist | None) -> Playlist:
    """The earlier playlist of the sound if it keeps step with the picture's, else an empty one."""
    numbers = (video.sequence, video.following)
    if sound is not None and (sound.sequence, sound.following) == numbers:
        return sound
    gone = video.discontinuities + sum(entry.discontinuity for entry in video.entries)
    return Playlist(sequence=video.following, discontinuities=gone)
