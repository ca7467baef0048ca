"""Builders of RTP packets and payloads, independent of the code under test."""

import struct
from collections.abc import Mapping

from media.messages import Source, TrackInfo
from media.wire.codecs import Codec, HeaderExtensions, Kind, ReceiveParameters, SendParameters

MID, LEVEL, WIDE, TIME = 1, 2, 3, 4
EXTENSIONS = HeaderExtensions(mid=MID, audio_level=LEVEL, transport_sequence=WIDE)

VIDEO_FEEDBACK = frozenset({"nack", "nack pli", "transport-cc", "goog-remb"})
H264 = Codec(
    "H264",
    90000,
    102,
    fmtp="packetization-mode=1;profile-level-id=42e01f",
    rtx_payload_type=103,
    feedback=VIDEO_FEEDBACK,
)
VP8 = Codec("VP8", 90000, 98, rtx_payload_type=99, feedback=VIDEO_FEEDBACK)
OPUS = Codec("opus", 48000, 111, channels=2, feedback=frozenset({"transport-cc"}))


def rtp(
    sequence: int,
    payload: bytes = b"payload",
    *,
    timestamp: int = 0,
    ssrc: int = 0x11111111,
    payload_type: int = 102,
    marker: bool = False,
    extensions: Mapping[int, bytes] | None = None,
    two_byte: bool = False,
    padding: int = 0,
) -> bytes:
    """One RTP packet; `extensions` by id."""
    first = 0x80 | (0x10 if extensions else 0) | (0x20 if padding else 0)
    second = payload_type | (0x80 if marker else 0)
    packet = struct.pack("!BBHII", first, second, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc)
    if extensions:
        block = b"".join(
            (bytes([i, len(v)]) if two_byte else bytes([i << 4 | len(v) - 1])) + v
            for i, v in extensions.items()
        )
        block += bytes(-len(block) % 4)
        packet += struct.pack("!HH", 0x1000 if two_byte else 0xBEDE, len(block) // 4) + block
    packet += payload
    if padding:
        packet += bytes(padding - 1) + bytes([padding])
    return packet


def rtx(sequence: int, original: int, payload: bytes, **fields: object) -> bytes:
    """One RTX packet (RFC 4588) for the `original` sequence number."""
    return rtp(sequence, struct.pack("!H", original) + payload, **fields)  # type: ignore[arg-type]


def h264_key(filling: bytes = b"") -> bytes:
    """A STAP-A of SPS, PPS and a small IDR slice."""
    units = [b"\x67\x42\xc0\x1f", b"\x68\xce", b"\x65" + filling]
    return b"\x78" + b"".join(struct.pack("!H", len(unit)) + unit for unit in units)


def h264_delta(filling: bytes = b"") -> bytes:
    """A single NAL unit: a slice of a P picture."""
    return b"\x41" + filling


def sender_report(ssrc: int, ntp: float, timestamp: int) -> bytes:
    """An SR without report blocks; `ntp` in seconds since 1900."""
    whole = int(ntp)
    fraction = int((ntp - whole) * 4294967296)
    return struct.pack("!BBHIIIIII", 0x80, 200, 6, ssrc, whole, fraction, timestamp, 10, 1000)


def receive_parameters(
    kind: Kind = "video",
    codecs: tuple[Codec, ...] = (H264, VP8),
    ssrc: int | None = None,
    rtx_ssrc: int | None = None,
    mid: str = "0",
    extensions: HeaderExtensions = EXTENSIONS,
    rid: str | None = None,
) -> ReceiveParameters:
    """How a published track, or a layer of it, arrives."""
    return ReceiveParameters(mid, kind, codecs, extensions, ssrc, rtx_ssrc, rid)


def send_parameters(
    kind: Kind = "video",
    codecs: tuple[Codec, ...] = (H264, VP8),
    ssrc: int = 0x22222222,
    rtx_ssrc: int | None = 0x33333333,
    mid: str = "v",
    extensions: HeaderExtensions = EXTENSIONS,
    cname: str = "relay",
) -> SendParameters:
    """How a track is sent."""
    return SendParameters(mid, kind, codecs, extensions, ssrc, rtx_ssrc, cname)


def track_info(
    track_id: int, owner: str = "alice", kind: Kind = "video", source: Source | None = None
) -> TrackInfo:
    """A published track of `owner`."""
    if source is None:
        source = "camera" if kind == "video" else "microphone"
    codec = "H264" if kind == "video" else "opus"
    return TrackInfo(track_id, f"{owner}-up", owner, kind, source, codec)
