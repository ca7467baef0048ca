"""Reads back what `boxes.py` writes: initialization segments and movie fragments of ours.

Files of a disk that was full, or of a machine that lost power, may be anything: whatever does not
fit raises `BrokenSegment`, and nothing is read beyond the bytes that are there.
"""

import struct
from collections.abc import Iterator
from struct import unpack_from
from typing import NamedTuple

import msgspec

from media.egress.boxes import SOUND_TRACK, VIDEO_TRACK, Sample
from media.egress.errors import BrokenSegment
from media.egress.h264 import Parameters

MAX_SAMPLES = 100_000
"""In one run: a fragment of ours has some dozens."""
_NON_SYNC = 0x00010000
"""sample_is_non_sync_sample (ISO/IEC 14496-12 section 8.8.3.1)."""


class Fragment(msgspec.Struct, frozen=True):
    """What `boxes.fragment` was given; times in ticks of 90 kHz and in samples of 48 kHz."""

    video_at: int
    video: list[Sample]
    sound_at: int
    sound: list[bytes]

    @property
    def video_end(self) -> int:
        """Where the last picture ends."""
        return self.video_at + sum(sample.duration for sample in self.video)


class _Row(NamedTuple):
    duration: int
    size: int
    flags: int


def read_boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and body of each box; raises `BrokenSegment` where one does not fit."""
    at = 0
    while at < len(data):
        if at + 8 > len(data):
            raise BrokenSegment("A box has no room for its header.")
        size = int(unpack_from(">I", data, at)[0])
        if size < 8 or at + size > len(data):
            raise BrokenSegment(f"A box of {size} bytes does not fit.")
        yield data[at + 4 : at + 8], data[at + 8 : at + size]
        at += size


def read_fragments(segment: bytes) -> list[Fragment]:
    """The fragments of a segment, in order; raises `BrokenSegment`."""
    found = []
    head: bytes | None = None
    try:
        for kind, body in read_boxes(segment):
            if kind == b"moof":
                head = body
            elif kind == b"mdat" and head is not None:
                found.append(_fragment(head, body))
                head = None
    except struct.error as error:
        raise BrokenSegment("A table ends early.") from error
    return found


def _fragment(head: bytes, data: bytes) -> Fragment:
    video: list[Sample] = []
    sound: list[bytes] = []
    times = {VIDEO_TRACK: 0, SOUND_TRACK: 0}
    for kind, traf in read_boxes(head):
        if kind != b"traf":
            continue
        parts = dict(read_boxes(traf))
        track = int(unpack_from(">I", _part(parts, b"tfhd"), 4)[0])
        times[track] = int(unpack_from(">Q", _part(parts, b"tfdt"), 4)[0])
        # Offsets count from the moof, which stands before the mdat's eight bytes of header.
        samples = _run(_part(parts, b"trun"), data, len(head) + 16)
        if track == VIDEO_TRACK:
            video = samples
        elif track == SOUND_TRACK:
            sound = [sample.data for sample in samples]
    return Fragment(times[VIDEO_TRACK], video, times[SOUND_TRACK], sound)


def read_lengths(moof: bytes) -> dict[int, int]:
    """Where each track of a fragment ends, in its own ticks, by the body of the fragment's moof;
    raises `BrokenSegment`.
    """
    ends = {}
    try:
        for traf in (body for kind, body in read_boxes(moof) if kind == b"traf"):
            parts = dict(read_boxes(traf))
            track = int(unpack_from(">I", _part(parts, b"tfhd"), 4)[0])
            at = int(unpack_from(">Q", _part(parts, b"tfdt"), 4)[0])
            ends[track] = at + sum(row.duration for row in _rows(_part(parts, b"trun")))
    except struct.error as error:
        raise BrokenSegment("A table ends early.") from error
    return ends


def _part(parts: dict[bytes, bytes], kind: bytes) -> bytes:
    if kind not in parts:
        raise BrokenSegment(f"There is no {kind.decode('latin-1')}.")
    return parts[kind]


def _run(trun: bytes, data: bytes, before: int) -> list[Sample]:
    """The samples of one run."""
    place = int(unpack_from(">i", trun, 8)[0]) - before
    samples = []
    for row in _rows(trun):
        if place < 0 or place + row.size > len(data):
            raise BrokenSegment("A sample lies outside of its data.")
        key = not row.flags & _NON_SYNC
        samples.append(Sample(data[place : place + row.size], row.duration, key))
        place += row.size
    return samples


def _rows(trun: bytes) -> Iterator[_Row]:
    """What a run says of its samples (ISO/IEC 14496-12 section 8.8.8)."""
    flags = int(unpack_from(">I", trun)[0]) & 0xFFFFFF
    count = int(unpack_from(">I", trun, 4)[0])
    if count > MAX_SAMPLES or not flags & 0x1:
        raise BrokenSegment("A run of samples is none of ours.")
    at = 12
    for _ in range(count):
        duration, sample_flags = 0, 0
        if flags & 0x100:
            duration = int(unpack_from(">I", trun, at)[0])
            at += 4
        size = int(unpack_from(">I", trun, at)[0])
        at += 4
        if flags & 0x400:
            sample_flags = int(unpack_from(">I", trun, at)[0])
            at += 4
        yield _Row(duration, size, sample_flags)


# --- initialization segments ------------------------------------------------------------------


def read_parameters(init: bytes) -> Parameters:
    """The parameter sets of an initialization segment; raises `BrokenSegment`."""
    at = init.find(b"avcC")
    if at < 4:
        raise BrokenSegment("There is no avcC.")
    try:
        body = init[at + 4 : at - 4 + int(unpack_from(">I", init, at - 4)[0])]
        size = int(unpack_from(">H", body, 6)[0])
        sps, place = body[8 : 8 + size], 9 + size
        pps = []
        for _ in range(body[8 + size]):
            length = int(unpack_from(">H", body, place)[0])
            pps.append(body[place + 2 : place + 2 + length])
            place += 2 + length
    except (struct.error, IndexError) as error:
        raise BrokenSegment("The avcC ends early.") from error
    return Parameters(sps, tuple(pps))
