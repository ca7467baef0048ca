"""Watches a stream's files as they are written, for as long as one likes, in little memory."""

import io
import math
from random import Random

import av
import m3u8

from media.egress.playlist import PART_TARGET, TARGET_DURATION
from tests.media.egress.sending import (
    Broadcast,
    Camera,
    Microphone,
    camera_track,
    microphone_track,
)
from tests.support.network import Network

AAC_FRAME = 1024
LOOK = 0.4
"""Seconds between two looks: sooner than anything is deleted."""


class Judge:
    """Raises AssertionError at the first file that a player could not go on with."""

    def __init__(self, broadcast: Broadcast) -> None:
        self._broadcast = broadcast
        self._sound_ends: int | None = None
        self._picture_at = -1
        self._sequence = 0
        self._discontinuities = 0
        self._parts: list[bytes] = []
        self.parts = 0
        self.pictures = 0
        self.playlists = 0
        self.worst_gap = 0.0
        """Seconds between two pictures."""

    def look(self) -> None:
        """Judge what was written since the last look."""
        written, self._broadcast.written = self._broadcast.written, []
        for _, name in written:
            data = self._broadcast.files.get(name)
            if data is None:
                continue
            if name.startswith("part-"):
                self._parts.append(data)
        if any(name == "video.m3u8" for _, name in written):
            self._judge_parts()
            for file in ("video.m3u8", "sound.m3u8"):
                self._judge_playlist(m3u8.loads(self._broadcast.files[file].decode()))
            self._sequence_of(m3u8.loads(self._broadcast.files["video.m3u8"].decode()))

    def _judge_parts(self) -> None:
        """The times of what is in the parts, by FFmpeg's demuxer; any init segment will do."""
        init = next(data for name, data in self._broadcast.files.items() if name[:5] == "init-")
        parts, self._parts = self._parts, []
        for part in parts:
            self.parts += 1
            with av.open(io.BytesIO(init + part), "r") as container:
                for packet in container.demux():
                    if packet.size and packet.pts is not None:
                        self._judge_packet(packet.stream_index, packet.pts)

    def _judge_packet(self, stream: int, at: int) -> None:
        if stream == 0:
            assert at > self._picture_at, "a picture goes back"
            if self.pictures:
                self.worst_gap = max(self.worst_gap, (at - self._picture_at) / 90_000)
            self._picture_at = at
            self.pictures += 1
        else:
            assert self._sound_ends in (None, at), "a gap in the sound"
            self._sound_ends = at + AAC_FRAME

    def _judge_playlist(self, listed: m3u8.M3U8) -> None:
        self.playlists += 1
        before = None
        for segment in listed.segments:
            assert segment.uri is None or segment.duration < TARGET_DURATION + 0.5
            if segment.uri is not None:
                assert segment.uri in self._broadcast.files
                assert segment.init_section.uri in self._broadcast.files
            for number, part in enumerate(segment.parts):
                assert part.uri in self._broadcast.files
                assert part.duration <= PART_TARGET + 1e-4
                last = segment.uri is not None and number == len(segment.parts) - 1
                assert last or part.duration >= 0.85 * PART_TARGET - 1e-4
            if segment.uri is None:
                continue
            begins = segment.program_date_time.timestamp()
            if before is not None:
                assert math.isclose(begins, before, abs_tol=0.002), "a gap in the timeline"
            before = begins + segment.duration

    def _sequence_of(self, listed: m3u8.M3U8) -> None:
        assert listed.media_sequence >= self._sequence
        assert listed.discontinuity_sequence >= self._discontinuities
        self._sequence = listed.media_sequence
        self._discontinuities = listed.discontinuity_sequence


def meeting(seconds: float, changes: int, seed: int) -> Judge:
    """A meeting in virtual time on a lossy network: `changes` of speaker, and cameras that fail."""
    random = Random(seed)
    broadcast = Broadcast(Network(seed, loss=0.01, delay=0.02, jitter=0.05))
    cameras = [
        Camera(camera_track(1, "a"), 160, 120, (200, 30, 30), fps=20),
        Camera(camera_track(2, "b"), 192, 108, (30, 30, 200), fps=15),
        Camera(camera_track(5, "c", source="screen"), 128, 96, (30, 200, 30), fps=1),
    ]
    microphones = [
        Microphone(microphone_track(3, "a"), 440),
        Microphone(microphone_track(4, "b"), 900),
    ]
    broadcast.add(*cameras, *microphones)
    judge = Judge(broadcast)
    owners = ["a", "b", "c", None]
    for number in range(changes):
        broadcast.show(owners[number % 4 if random.random() < 0.8 else 0], "a", "b")
        failing = random.choice(cameras)
        failing.muted = random.random() < 0.2
        for _ in range(round(seconds / changes / LOOK)):
            broadcast.run(LOOK)
            judge.look()
        failing.muted = False
    broadcast.end()
    judge.look()
    return judge
