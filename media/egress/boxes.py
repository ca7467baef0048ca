"""Fragmented MP4 (ISO/IEC 14496-12, -14, -15): initialization segments and movie fragments.

One video track (avc1, 90 kHz) and one sound track (mp4a, 48 kHz), muxed.
"""

from collections.abc import Sequence
from struct import pack, unpack_from

import msgspec

from media.egress.config import SOUND_RATE, VIDEO_RATE
from media.egress.h264 import Parameters
from media.wire.sps import parse_sps

VIDEO_TRACK = 1
SOUND_TRACK = 2
AAC_FRAME = 1024
"""Samples in one AAC-LC frame (ISO/IEC 14496-3)."""

_MATRIX = pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_KEY_FLAGS = 0x02000000  # depends on no other sample
_OTHER_FLAGS = 0x01010000  # depends on others, no sync sample


class Sample(msgspec.Struct, frozen=True):
    """One access unit as stored: length-prefixed NAL units; `duration` in 90 kHz ticks."""

    data: bytes
    duration: int
    key: bool


def box(kind: bytes, *parts: bytes) -> bytes:
    """One box (ISO/IEC 14496-12 section 4.2)."""
    body = b"".join(parts)
    return pack(">I", 8 + len(body)) + kind + body


def full_box(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    """A box with version and flags."""
    return box(kind, pack(">I", version << 24 | flags), *parts)


def init_segment(parameters: Parameters, audio_config: bytes) -> bytes:
    """ftyp and moov; `audio_config` is an AudioSpecificConfig (ISO/IEC 14496-3 section 1.6)."""
    picture = parse_sps(parameters.sps)
    video = track_box(
        VIDEO_TRACK, VIDEO_RATE, (picture.width, picture.height), b"vide",
        full_box(b"vmhd", 0, 1, bytes(8)),
        h264_entry(b"avc1", parameters),
    )  # fmt: skip
    return movie([video, _sound_track(audio_config)], [VIDEO_TRACK, SOUND_TRACK])


def sound_init_segment(audio_config: bytes) -> bytes:
    """The same for fragments of sound alone."""
    return movie([_sound_track(audio_config)], [SOUND_TRACK])


def codecs_of(parameters: Parameters) -> tuple[int, int, int]:
    """profile_idc, constraint flags, level_idc: what RFC 6381 section 3.3 writes after `avc1.`."""
    profile, flags, level = parameters.sps[1:4]
    return profile, flags, level


class Run(msgspec.Struct, frozen=True):
    """Samples of a track that follow one another, from decode time `at` (tfdt), in its ticks."""

    track: int
    at: int
    samples: Sequence[Sample]


class _Traf(msgspec.Struct, frozen=True):
    """A run as it is written: what each sample says of itself, and what all of them share."""

    track: int
    at: int
    flags: int
    defaults: bytes
    rows: list[bytes]
    data: list[bytes]


def fragment(
    number: int, video_at: int, video: Sequence[Sample], sound_at: int, sound: Sequence[bytes]
) -> bytes:
    """moof and mdat with the samples of one stretch of time.

    `video_at` and `sound_at` are the decode times of the first samples (tfdt), in 90 kHz ticks and
    in 48 kHz samples; `sound` are AAC frames. Either list may be empty.
    """
    trafs = [_sampled(Run(VIDEO_TRACK, video_at, video))] if video else []
    if sound:
        defaults = pack(">II", AAC_FRAME, _KEY_FLAGS)
        sizes = [pack(">I", len(frame)) for frame in sound]
        trafs.append(_Traf(SOUND_TRACK, sound_at, 0x200, defaults, sizes, [*sound]))
    return _assembled(number, trafs)


def fragment_of(number: int, runs: Sequence[Run]) -> bytes:
    """The same with runs of any tracks; none of them is empty."""
    return _assembled(number, [_sampled(run) for run in runs])


def _sampled(run: Run) -> _Traf:
    rows = [
        pack(">III", sample.duration, len(sample.data), _KEY_FLAGS if sample.key else _OTHER_FLAGS)
        for sample in run.samples
    ]
    data = [sample.data for sample in run.samples]
    return _Traf(run.track, run.at, 0x700, b"", rows, data)


def _assembled(number: int, trafs: Sequence[_Traf]) -> bytes:
    def moof(data_at: int) -> bytes:
        parts = []
        for one in trafs:
            parts.append(_traf(one, data_at))
            data_at += sum(map(len, one.data))
        return box(b"moof", full_box(b"mfhd", 0, 0, pack(">I", number)), *parts)

    head = moof(len(moof(0)) + 8)
    return head + box(b"mdat", *(piece for one in trafs for piece in one.data))


def segment_type() -> bytes:
    """The styp box that begins a segment file (ISO/IEC 14496-12 section 8.16.2)."""
    return box(b"styp", b"msdh", pack(">I", 0), b"msdh", b"msix")


def read_decode_time(segment: bytes, track: int) -> int | None:
    """`track`'s first baseMediaDecodeTime in a segment of ours; None if there is none."""
    trafs = [traf for kind, moof in _boxes(segment) if kind == b"moof" for traf in _boxes(moof)]
    for kind, body in trafs:
        tfhd, tfdt = _find(body, b"tfhd"), _find(body, b"tfdt")
        if kind != b"traf" or tfhd is None or tfdt is None or len(tfhd) < 8 or len(tfdt) < 12:
            continue
        if unpack_from(">I", tfhd, 4)[0] == track:
            return int(unpack_from(">Q", tfdt, 4)[0])
    return None


def length_prefixed(nals: Sequence[bytes]) -> bytes:
    """NAL units as avc1 stores them (ISO/IEC 14496-15 section 5.3.4.2.1, four-byte lengths)."""
    return b"".join(pack(">I", len(nal)) + nal for nal in nals)


def movie(tracks: Sequence[bytes], ids: Sequence[int]) -> bytes:
    """ftyp and moov of `tracks`, whose numbers are `ids`; the samples come in fragments."""
    header = full_box(
        b"mvhd", 0, 0,
        pack(">IIIIIHHII", 0, 0, 1000, 0, 0x10000, 0x0100, 0, 0, 0),
        _MATRIX, bytes(24), pack(">I", 3),
    )  # fmt: skip
    extends = box(b"mvex", *(_track_extends(track) for track in ids))
    brand = box(b"ftyp", b"iso6", pack(">I", 1), b"iso6", b"cmfc", b"mp41")
    return brand + box(b"moov", header, *tracks, extends)


def track_box(
    track: int, rate: int, size: tuple[int, int], handler: bytes, media_header: bytes, entry: bytes
) -> bytes:
    """A trak without samples; `size` is that of pictures, `entry` its only sample entry."""
    volume = 0x0100 if handler == b"soun" else 0
    header = full_box(
        b"tkhd", 0, 3,  # enabled, in movie
        pack(">IIIII", 0, 0, track, 0, 0), bytes(8), pack(">HHHH", 0, 0, volume, 0),
        _MATRIX, pack(">II", size[0] << 16, size[1] << 16),
    )  # fmt: skip
    data_reference = box(b"dinf", full_box(b"dref", 0, 0, pack(">I", 1), full_box(b"url ", 0, 1)))
    table = box(
        b"stbl",
        full_box(b"stsd", 0, 0, pack(">I", 1), entry),
        full_box(b"stts", 0, 0, bytes(4)),
        full_box(b"stsc", 0, 0, bytes(4)),
        full_box(b"stsz", 0, 0, bytes(8)),
        full_box(b"stco", 0, 0, bytes(4)),
    )
    media = box(
        b"mdia",
        full_box(b"mdhd", 0, 0, pack(">IIIIHH", 0, 0, rate, 0, 0x55C4, 0)),  # language "und"
        full_box(b"hdlr", 0, 0, bytes(4), handler, bytes(12), b"\0"),
        box(b"minf", media_header, data_reference, table),
    )
    return box(b"trak", header, media)


def h264_entry(kind: bytes, parameters: Parameters) -> bytes:
    """A sample entry `avc1`, or `avc3` whose stream brings its parameter sets along (ISO/IEC
    14496-15 section 5.4.2.1).
    """
    sps = parameters.sps
    picture = parse_sps(sps)
    configuration = b"".join(
        (
            b"\x01", sps[1:4], b"\xff",  # four-byte lengths
            bytes([0xE0 | 1]), pack(">H", len(sps)), sps,
            bytes([len(parameters.pps)]),
            *(pack(">H", len(pps)) + pps for pps in parameters.pps),
        )
    )  # fmt: skip
    return picture_entry(kind, picture.width, picture.height, box(b"avcC", configuration))


def picture_entry(kind: bytes, width: int, height: int, configuration: bytes) -> bytes:
    """A sample entry of pictures (ISO/IEC 14496-12 section 12.1.3)."""
    entry = (
        bytes(6) + pack(">H", 1) + bytes(16) + pack(">HH", width, height)
        + pack(">IIIH", 0x480000, 0x480000, 0, 1) + bytes(32) + pack(">Hh", 24, -1)
    )  # fmt: skip
    return box(kind, entry, configuration)


def sound_entry(kind: bytes, channels: int, configuration: bytes) -> bytes:
    """A sample entry of sound at 48 kHz (ISO/IEC 14496-12 section 12.2.3)."""
    entry = (
        bytes(6) + pack(">H", 1) + bytes(8)
        + pack(">HHHHI", channels, 16, 0, 0, SOUND_RATE << 16)
    )  # fmt: skip
    return box(kind, entry, configuration)


def _boxes(data: bytes) -> list[tuple[bytes, bytes]]:
    found = []
    at = 0
    while at + 8 <= len(data):
        size = unpack_from(">I", data, at)[0]
        if size < 8 or at + size > len(data):
            break
        found.append((data[at + 4 : at + 8], data[at + 8 : at + size]))
        at += size
    return found


def _find(data: bytes, kind: bytes) -> bytes | None:
    return next((body for found, body in _boxes(data) if found == kind), None)


def _sound_track(audio_config: bytes) -> bytes:
    return track_box(
        SOUND_TRACK, SOUND_RATE, (0, 0), b"soun",
        full_box(b"smhd", 0, 0, bytes(4)),
        _mp4a(audio_config),
    )  # fmt: skip


def _traf(one: _Traf, data_at: int) -> bytes:
    # 0x020000: offsets count from the moof; 0x28: default duration and flags are given.
    flags = 0x020000 | (0x28 if one.defaults else 0)
    return box(
        b"traf",
        full_box(b"tfhd", 0, flags, pack(">I", one.track), one.defaults),
        full_box(b"tfdt", 1, 0, pack(">Q", one.at)),
        full_box(b"trun", 0, 0x1 | one.flags, pack(">Ii", len(one.rows), data_at), *one.rows),
    )


def _track_extends(track: int) -> bytes:
    return full_box(b"trex", 0, 0, pack(">IIIII", track, 1, 0, 0, 0))


def _mp4a(audio_config: bytes) -> bytes:
    decoder = _descriptor(
        0x04,
        # AAC, audio stream, buffer size, maximal and average bit rate unknown
        pack(">BBBHII", 0x40, 0x15, 0, 0, 0, 0) + _descriptor(0x05, audio_config),
    )
    stream = _descriptor(0x03, pack(">HB", 0, 0) + decoder + _descriptor(0x06, b"\x02"))
    return sound_entry(b"mp4a", 1, full_box(b"esds", 0, 0, stream))


def _descriptor(tag: int, body: bytes) -> bytes:
    """An MPEG-4 descriptor (ISO/IEC 14496-1 section 8.3.3); ours are shorter than 128 bytes."""
    assert len(body) < 128
    return bytes([tag, len(body)]) + body
