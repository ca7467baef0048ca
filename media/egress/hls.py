"""The livestream as files: playlists (RFC 8216), initialization segments, segments, parts."""

from collections import deque

import msgspec

from media.egress.boxes import init_segment, sound_init_segment
from media.egress.h264 import Parameters
from media.egress.multivariant import Multivariant
from media.egress.packager import Chunk
from media.egress.playlist import Playlist
from media.egress.rendition import Rendition

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
KEPT_BYTES = 4 << 30
"""Segments stay on disk as raw material of recordings, the oldest being deleted above this: about
six hours at 1.5 Mbit/s, in one consultation."""


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
        self._kept = deque((file.name, "", file.size) for file in kept)
        self._bytes = sum(file.size for file in kept)
        self._kept_bytes = kept_bytes
        self._inits: dict[Parameters, str] = {}
        self._init_count = 0
        self._sound_init = ""

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
        """End the segment in both renditions."""
        changes: list[FileChange] = []
        gone: list[str] = []
        sizes = []
        for rendition in (self._video, self._sound):
            growing = rendition.playlist.growing
            done = rendition.complete()
            if done is None or growing is None:
                continue
            name, data, left = done
            changes.append(Write(name, data))
            gone += left
            sizes.append(len(data))
            self._kept.append((name, growing.init, len(data)))
            self._bytes += len(data)
        if len(sizes) == 2:
            seconds = self._video.playlist.entries[-1].duration
            self._multivariant.measure(sizes[0], sizes[1], seconds)
        changes += [Delete(name) for name in gone]
        return changes + self._delete_oldest()

    def _playlists(self, held: bool = True) -> list[FileChange]:
        """All playlists that changed; the one that names the others comes last."""
        entries = self._video.playlist.entries
        if held and sum(entry.duration for entry in entries) < FIRST_SECONDS:
            return []
        changes: list[FileChange] = [
            Write(rendition.file, rendition.playlist.text().encode())
            for rendition in (self._video, self._sound)
        ]
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
        self._multivariant.see(parameters)
        return name, [Write(name, init_segment(parameters, self._audio_config))]

    def _init_sound(self) -> tuple[str, list[FileChange]]:
        if self._sound_init:
            return self._sound_init, []
        self._sound_init = f"{SOUND_PREFIX}init-{self._stamp}-0.mp4"
        return self._sound_init, [Write(self._sound_init, sound_init_segment(self._audio_config))]

    def _delete_oldest(self) -> list[FileChange]:
        changes: list[FileChange] = []
        shown = sum(len(one.playlist.entries) for one in (self._video, self._sound))
        while self._bytes > self._kept_bytes and len(self._kept) > shown:
            name, init, size = self._kept.popleft()
            self._bytes -= size
            changes.append(Delete(name))
            if init and init != self._sound_init and self._unused(init):
                self._inits = {key: value for key, value in self._inits.items() if value != init}
                changes.append(Delete(init))
        return changes

    def _unused(self, init: str) -> bool:
        growing = self._video.playlist.growing
        named = growing is not None and growing.init == init
        return not named and all(init != other for _, other, _ in self._kept)


def _beside(video: Playlist, sound: Playlist | None) -> Playlist:
    """The earlier playlist of the sound if it keeps step with the picture's, else an empty one."""
    numbers = (video.sequence, video.following)
    if sound is not None and (sound.sequence, sound.following) == numbers:
        return sound
    gone = video.discontinuities + sum(entry.discontinuity for entry in video.entries)
    return Playlist(sequence=video.following, discontinuities=gone)
