"""H.264 access units, out of RTP (RFC 6184) and out of byte streams (annex B)."""

from collections.abc import Iterator

import msgspec

from media.wire.sps import BadParameterSet, parse_pps_id, parse_sps

SLICE, IDR, SPS, PPS = 1, 5, 7, 8
STAP_A, FU_A = 24, 28

MAX_UNIT_BYTES = 4 << 20
"""One picture: 4 MB is twenty times a 1080p key frame of a meeting."""
MAX_PPS = 16
"""Picture parameter sets kept of one source; encoders on the web use one."""


class Parameters(msgspec.Struct, frozen=True):
    """What an H.264 decoder must know before a key frame: NAL units without start codes."""

    sps: bytes
    pps: tuple[bytes, ...]


class AccessUnit(msgspec.Struct, frozen=True):
    """One coded picture: its slice NAL units; a key frame brings the parameters with it."""

    timestamp: int
    """RTP timestamp, 32 bits, 90 kHz."""
    nals: tuple[bytes, ...]
    parameters: Parameters | None = None
    """Only on a key frame (IDR)."""


class ParameterStore:
    """The newest SPS and PPS of one source; pictures take them along at key frames."""

    def __init__(self) -> None:
        self._sps = b""
        self._pps: dict[int, bytes] = {}

    def sort(self, nals: list[bytes]) -> tuple[tuple[bytes, ...], Parameters | None]:
        """Keep parameter sets, give the slices, and the parameters if they are a key frame's.

        SEI, delimiters and filler are dropped: a player needs none of them.
        """
        slices = []
        key = False
        for nal in nals:
            kind = nal[0] & 0x1F
            if kind in (SLICE, IDR):
                slices.append(nal)
                key = key or kind == IDR
            elif kind == SPS:
                self._keep_sps(nal)
            elif kind == PPS:
                self._keep_pps(nal)
        known = bool(self._sps and self._pps)
        parameters = Parameters(self._sps, tuple(self._pps.values())) if key and known else None
        return tuple(slices), parameters

    def _keep_sps(self, nal: bytes) -> None:
        if nal == self._sps:
            return
        try:
            parse_sps(nal)
        except BadParameterSet:
            return
        self._sps = nal
        self._pps.clear()

    def _keep_pps(self, nal: bytes) -> None:
        try:
            identity = parse_pps_id(nal)
        except BadParameterSet:
            return
        if identity in self._pps or len(self._pps) < MAX_PPS:
            self._pps[identity] = nal


class Depacketizer:
    """Single NAL units, STAP-A and FU-A (packetization-mode 1) → access units.

    After a loss, or bytes that are no H.264, `broken` is true and everything is dropped up to the
    next complete key frame: a decoder must not see pictures whose references it never got.
    """

    def __init__(self) -> None:
        self._store = ParameterStore()
        self._nals: list[bytes] = []
        self._fragments: list[bytes] = []
        self._bytes = 0
        self._timestamp: int | None = None
        self._spoiled = False
        self.broken = True

    def push(
        self, payload: bytes, timestamp: int, marker: bool, after_gap: bool
    ) -> list[AccessUnit]:
        """Take one packet's payload, in order; give the pictures that it completes."""
        units = []
        if after_gap:
            self._spoil()
        if self._timestamp is not None and timestamp != self._timestamp:
            units += self._finish()
        if after_gap and self._timestamp is None:
            # A parameter set begins a picture, so what is missing belongs to the one before.
            self._spoiled = not _begins_with_sps(payload)
        if payload:  # empty ones are padding: bandwidth probes
            self._timestamp = timestamp
            self._take(payload)
            if marker:
                units += self._finish()
        return units

    def _take(self, payload: bytes) -> None:
        kind = payload[0] & 0x1F
        self._bytes += len(payload)
        if payload[0] & 0x80 or self._bytes > MAX_UNIT_BYTES:
            self._spoil()
        elif kind == FU_A:
            self._take_fragment(payload)
        elif self._fragments:
            self._spoil()
        elif kind == STAP_A:
            self._take_aggregate(payload)
        elif 1 <= kind <= 23:
            self._nals.append(payload)
        else:
            self._spoil()

    def _take_aggregate(self, payload: bytes) -> None:
        at = 1
        while at < len(payload):
            size = int.from_bytes(payload[at : at + 2], "big")
            nal = payload[at + 2 : at + 2 + size]
            if size == 0 or len(nal) != size:
                self._spoil()
                return
            self._nals.append(nal)
            at += 2 + size

    def _take_fragment(self, payload: bytes) -> None:
        if len(payload) < 3:
            self._spoil()
            return
        start, end = payload[1] & 0x80, payload[1] & 0x40
        if bool(start) == bool(self._fragments):
            self._spoil()
            return
        if start:
            self._fragments.append(bytes([payload[0] & 0xE0 | payload[1] & 0x1F]))
        self._fragments.append(payload[2:])
        if end:
            self._nals.append(b"".join(self._fragments))
            self._fragments = []

    def _spoil(self) -> None:
        """The picture under way is lost, and with it all that refer to it."""
        self._spoiled = True
        self.broken = True
        self._fragments = []

    def _finish(self) -> list[AccessUnit]:
        nals, spoiled, timestamp = self._nals, self._spoiled or self._fragments, self._timestamp
        self._nals, self._fragments, self._bytes = [], [], 0
        self._spoiled, self._timestamp = False, None
        assert timestamp is not None
        slices, parameters = self._store.sort(nals)
        if spoiled or not slices:
            self.broken = self.broken or bool(spoiled)
            return []
        if parameters is not None:
            self.broken = False
        return [] if self.broken else [AccessUnit(timestamp, slices, parameters)]


def _begins_with_sps(payload: bytes) -> bool:
    first = payload[3:4] if payload[:1] and payload[0] & 0x1F == STAP_A else payload[:1]
    return bool(first) and first[0] & 0x1F == SPS


def split_annex_b(stream: bytes) -> Iterator[bytes]:
    """NAL units of a byte stream (ITU-T H.264 annex B), without start codes."""
    for piece in stream.split(b"\x00\x00\x01"):
        nal = piece.rstrip(b"\x00")
        if nal:
            yield nal
