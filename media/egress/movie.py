"""A recording as one fragmented MP4: its segments joined, without encoding anything again.

Cameras and slates have parameter sets of their own. Where there are several, they go into the
stream in front of each key frame, which is what the sample entry `avc3` says (ISO/IEC 14496-15
section 5.3.3.1): players that follow a change of the sample entry inside a file are rare. Pauses of
the stream are left out, so that the file lasts as long as what is in it.
"""

from collections.abc import Sequence
from struct import pack

import msgspec

from media.egress.boxes import (
    AAC_FRAME,
    VIDEO_TRACK,
    Sample,
    box,
    fragment,
    full_box,
    length_prefixed,
)
from media.egress.boxes_read import Fragment, read_boxes, read_fragments, read_parameters
from media.egress.config import SOUND_RATE, VIDEO_RATE
from media.egress.h264 import Parameters

MAX_CHAPTERS = 255
"""Their count is one byte."""
MAX_TITLE = 255
"""Bytes of a chapter's title, whose length is one byte."""
MOVIE_RATE = 1000
"""Ticks per second of the movie header that `boxes.init_segment` writes."""


class Mark(msgspec.Struct, frozen=True):
    """A chapter in a file; `at` is seconds from its beginning."""

    at: float
    title: str


class Movie:
    """Segments in, bytes of the file out, in the order in which they are written."""

    def __init__(self, inits: Sequence[bytes], seconds: float, marks: Sequence[Mark]) -> None:
        """`inits` are all initialization segments that come, the first one first; raises
        `BrokenSegment`.
        """
        self._inits = inits
        self._seconds = seconds
        self._marks = marks
        self._in_band = len({read_parameters(init) for init in inits}) > 1
        self.seconds = 0.0
        """How much was given out."""
        self._number = 0
        self._size = 0
        self._source_end: int | None = None
        self._shift = 0
        self._last_picture_at = -1
        self._sound_end = 0
        self._keys: list[tuple[int, int]] = []

    def begin(self) -> bytes:
        """The file's head."""
        parts = []
        for kind, body in read_boxes(self._inits[0]):
            parts.append(self._moov(body) if kind == b"moov" else box(kind, body))
        return self._given(b"".join(parts))

    def add(self, init: bytes, segment: bytes, seconds: float) -> bytes:
        """A segment that lasts `seconds`, and its initialization segment; raises `BrokenSegment`,
        nothing being added.
        """
        fragments = read_fragments(segment)
        parameters = read_parameters(init) if self._in_band else None
        data = b"".join(self._given(self._moved(one, parameters)) for one in fragments)
        self.seconds += seconds
        return data

    def end(self) -> bytes:
        """Where the key frames are, so that players find a place without reading all of it."""
        entries = b"".join(pack(">QQBBB", at, offset, 1, 1, 1) for at, offset in self._keys)
        table = pack(">III", VIDEO_TRACK, 0, len(self._keys)) + entries
        tfra = full_box(b"tfra", 1, 0, table)
        size = len(tfra) + 8 + 16
        return box(b"mfra", tfra, full_box(b"mfro", 0, 0, pack(">I", size)))

    def _given(self, data: bytes) -> bytes:
        self._size += len(data)
        return data

    def _moov(self, body: bytes) -> bytes:
        children = []
        for kind, child in read_boxes(body):
            if kind == b"mvex":
                length = full_box(b"mehd", 1, 0, pack(">Q", round(self._seconds * MOVIE_RATE)))
                child = length + child
            elif kind == b"trak" and self._in_band:
                child = child.replace(b"avc1", b"avc3", 1)  # nothing before it can be that
            children.append(box(kind, child))
        if self._marks:
            children.append(box(b"udta", _chapters(self._marks)))
        return box(b"moov", *children)

    def _moved(self, one: Fragment, parameters: Parameters | None) -> bytes:
        self._join(one)
        video_at = one.video_at + self._shift
        sound_at = max(one.sound_at + self._shift * SOUND_RATE // VIDEO_RATE, self._sound_end)
        video = [_with_parameters(sample, parameters) for sample in one.video]
        if video and video[0].key:
            self._keys.append((video_at, self._size))
        if video:
            self._last_picture_at = one.video_end - one.video[-1].duration + self._shift
        if one.sound:
            length = len(one.sound) * AAC_FRAME
            self._source_end = one.sound_at + length
            self._sound_end = sound_at + length
        self._number += 1
        return fragment(self._number, video_at, video, sound_at, one.sound)

    def _join(self, one: Fragment) -> None:
        """Leave out the pause before a new run; within one, sound goes on without a hole, while
        pictures last as long as was known when they were written.
        """
        if self._source_end is not None and (not one.sound or one.sound_at == self._source_end):
            return
        begins = [one.video_at] if one.video else []
        if one.sound:
            begins.append(one.sound_at * VIDEO_RATE // SOUND_RATE)
        if begins:
            end = max(round(self.seconds * VIDEO_RATE), self._last_picture_at + 1)
            self._shift = end - min(begins)


def _with_parameters(sample: Sample, parameters: Parameters | None) -> Sample:
    if parameters is None or not sample.key:
        return sample
    sets = length_prefixed([parameters.sps, *parameters.pps])
    return Sample(sets + sample.data, sample.duration, sample.key)


def _chapters(marks: Sequence[Mark]) -> bytes:
    """Chapters as players have read them since Nero's: start in 100 ns, length, title."""
    entries = []
    for mark in marks[:MAX_CHAPTERS]:
        title = _bounded(mark.title)
        entries.append(pack(">QB", round(mark.at * 10_000_000), len(title)) + title)
    return full_box(b"chpl", 1, 0, bytes(4), bytes([len(entries)]), *entries)


def _bounded(title: str) -> bytes:
    """UTF-8 of at most `MAX_TITLE` bytes, cut between characters."""
    return title.encode()[:MAX_TITLE].decode(errors="ignore").encode()
