"""The sample entries of takes: H.264, VP8 and Opus as browsers send them, in an MP4 file."""

from collections.abc import Sequence
from struct import pack

import msgspec

from media.egress.boxes import (
    box,
    full_box,
    h264_entry,
    length_prefixed,
    movie,
    picture_entry,
    sound_entry,
    track_box,
)
from media.egress.h264 import AccessUnit
from media.egress.take_shelf import Lane
from media.egress.vp8 import Frame, key_size
from media.wire.sps import parse_sps

OPUS_CHANNELS = 2
"""Of Opus over RTP, whatever was encoded (RFC 7587 section 7)."""


class Entry(msgspec.Struct, frozen=True):
    """How the samples of a track are to be read, and how large its pictures are at first."""

    data: bytes
    size: tuple[int, int] = (0, 0)


def picture_of(picture: AccessUnit | Frame) -> tuple[bytes, Entry | None]:
    """A picture as it is stored, and a key frame's entry.

    Cameras change size as their line allows, so H.264 brings its parameter sets in the stream.
    """
    if isinstance(picture, Frame):
        return picture.data, _vp8(picture) if picture.key else None
    sets = picture.parameters
    if sets is None:
        return length_prefixed(picture.nals), None
    size = parse_sps(sets.sps)
    entry = Entry(h264_entry(b"avc3", sets), (size.width, size.height))
    return length_prefixed([sets.sps, *sets.pps, *picture.nals]), entry


def opus_entry() -> Entry:
    """Encapsulation of Opus in ISO Base Media File Format, section 4.3; no sample is skipped, so
    that sound stays beside its picture.
    """
    configuration = pack(">BBHIhB", 0, OPUS_CHANNELS, 0, 48_000, 0, 0)
    return Entry(sound_entry(b"Opus", OPUS_CHANNELS, box(b"dOps", configuration)))


def _vp8(frame: Frame) -> Entry:
    """VP Codec ISO Media File Format Binding, section 2: 8 bits, 4:2:0, colours not said."""
    size = key_size(frame.data) or (0, 0)  # the depacketizer lets no other key frame pass
    configuration = full_box(b"vpcC", 1, 0, pack(">BBBBBBH", 0, 0, 8 << 4 | 1 << 1, 2, 2, 2, 0))
    return Entry(picture_entry(b"vp08", *size, configuration), size)


def take_head(lanes: Sequence[Lane], entries: Sequence[Entry]) -> bytes:
    """ftyp and moov of a take; its tracks count from 1."""
    tracks = []
    for number, (lane, entry) in enumerate(zip(lanes, entries, strict=True), start=1):
        handler = b"soun" if lane.kind == "audio" else b"vide"
        header = (
            full_box(b"smhd", 0, 0, bytes(4))
            if lane.kind == "audio"
            else full_box(b"vmhd", 0, 1, bytes(8))
        )
        tracks.append(track_box(number, lane.rate, entry.size, handler, header, entry.data))
    return movie(tracks, range(1, len(tracks) + 1))
