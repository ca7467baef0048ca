"""VP8 out of RTP (RFC 7741): whole frames for a decoder."""

import msgspec

MAX_FRAME_BYTES = 4 << 20
"""One picture, as for H.264."""
MAX_SIDE = 4096
"""Luma samples: a decoder reserves memory by the header, which may claim 16,383 × 16,383."""


class Frame(msgspec.Struct, frozen=True):
    """One coded VP8 frame; `timestamp` is RTP's, 32 bits, 90 kHz."""

    timestamp: int
    data: bytes
    key: bool


class Depacketizer:
    """Payloads in order → frames; after a loss `broken` holds until the next whole key frame."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._bytes = 0
        self._timestamp: int | None = None
        self._spoiled = False
        self.broken = True

    def push(self, payload: bytes, timestamp: int, marker: bool, after_gap: bool) -> list[Frame]:
        """Take one packet's payload, in order; give the frames that it completes."""
        frames = []
        if after_gap:
            self._spoil()
        if self._timestamp is not None and timestamp != self._timestamp:
            frames += self._finish()
        if after_gap and self._timestamp is None:
            # The first packet of a frame says so: what is missing belongs to the one before.
            self._spoiled = not payload or payload[0] & 0x17 != 0x10
        if payload:  # empty ones are padding: bandwidth probes
            self._timestamp = timestamp
            self._take(payload)
            if marker:
                frames += self._finish()
        return frames

    def _take(self, payload: bytes) -> None:
        size = descriptor_size(payload)
        self._bytes += len(payload)
        starts = payload[0] & 0x17 == 0x10  # S set, partition 0
        if size is None or starts == bool(self._pieces) or self._bytes > MAX_FRAME_BYTES:
            self._spoil()
        else:
            self._pieces.append(payload[size:])

    def _spoil(self) -> None:
        self._spoiled = True
        self.broken = True

    def _finish(self) -> list[Frame]:
        data, spoiled, timestamp = b"".join(self._pieces), self._spoiled, self._timestamp
        self._pieces, self._bytes, self._spoiled, self._timestamp = [], 0, False, None
        assert timestamp is not None
        if spoiled or not data:
            return []
        key = not data[0] & 1  # RFC 6386 section 9.1
        if key:
            self.broken = key_size(data) is None
        return [] if self.broken else [Frame(timestamp, data, key)]


def key_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a key frame (RFC 6386 section 9.1); None if it is none, or too large."""
    if len(data) < 10 or data[3:6] != b"\x9d\x01\x2a":
        return None
    width, height = data[6] | (data[7] & 0x3F) << 8, data[8] | (data[9] & 0x3F) << 8
    return (width, height) if 0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE else None


def descriptor_size(payload: bytes) -> int | None:
    """Bytes of the payload descriptor (RFC 7741 section 4.2); None if nothing follows it."""
    size = 1
    if payload[0] & 0x80:
        if len(payload) < 3:
            return None
        optional = payload[1]
        size = 2
        if optional & 0x80:
            size += 2 if payload[2] & 0x80 else 1
        size += bool(optional & 0x40) + bool(optional & 0x30)
    return size if len(payload) > size else None
