"""The last packets of one published track, for retransmission (RFC 4588)."""

from typing import Any

from media.intake import Intake, native
from media.native import ffi
from media.wire.codecs import ReceiveParameters
from media.wire.rtp import RtpPacket

VIDEO_PACKETS = 1024
"""A power of two; 3 s at 3 Mbit/s in 1,150-byte packets. aiortc's 128 would be 0.4 s."""
AUDIO_PACKETS = 128
"""2.5 s of 20 ms packets."""
MAX_AGE = 3.0
"""Seconds; later no player has use for a packet."""


class PacketCache:
    """A ring of packets by index: fixed size, no allocation per packet."""

    __slots__ = ("_mask", "_slots")

    def __init__(self, capacity: int) -> None:
        assert capacity & (capacity - 1) == 0, "capacity is a power of two"
        self._mask = capacity - 1
        self._slots: list[RtpPacket | None] = [None] * capacity

    def add(self, packet: RtpPacket) -> bool:
        """Keep `packet`; False if it is already here or older than what has its slot."""
        at = packet.index & self._mask
        held = self._slots[at]
        if held is not None and held.index >= packet.index:
            return False
        self._slots[at] = packet
        return True

    def get(self, index: int, now: float) -> RtpPacket | None:
        """The packet with that index, unless it is too old to be of use."""
        held = self._slots[index & self._mask]
        if held is None or held.index != index or now - held.arrival > MAX_AGE:
            return None
        return held

    def clear(self) -> None:
        """Forget everything."""
        self._slots = [None] * (self._mask + 1)


class NativePacketCache:
    """The same in C (`intake.c`), by which packets are kept that Python has never had.

    Of their header extensions the audio level is kept alone.
    """

    __slots__ = ("_clear", "_intake", "_keep", "_kept", "_level_id")

    def __init__(self, library: Any, intake: Any) -> None:
        self._keep, self._kept = library.intake_keep, library.intake_kept
        self._clear = library.intake_clear
        self._intake = intake
        self._level_id: int = intake.level_id

    def add(self, packet: RtpPacket) -> bool:
        """Keep `packet`; False if it is already here or older than what has its slot."""
        level = packet.extensions.get(self._level_id)
        return bool(
            self._keep(
                self._intake,
                packet.index,
                packet.arrival,
                packet.timestamp,
                packet.ssrc,
                packet.payload_type,
                packet.marker,
                packet.padding,
                level[0] if level else -1,
                packet.payload,
                len(packet.payload),
            )
        )

    def get(self, index: int, now: float) -> RtpPacket | None:
        """The packet with that index, unless it is too old to be of use."""
        kept: Any = self._kept(self._intake, index)
        if kept == ffi.NULL or now - kept.arrival > MAX_AGE:
            return None
        packet = RtpPacket(
            kept.payload_type,
            index & 0xFFFF,
            kept.timestamp,
            kept.ssrc,
            ffi.buffer(kept.payload, kept.length)[:],
            kept.marker,
            {} if kept.level < 0 else {self._level_id: bytes([kept.level])},
        )
        packet.index, packet.arrival, packet.padding = index, kept.arrival, kept.padding
        return packet

    def clear(self) -> None:
        """Forget everything."""
        self._clear(self._intake)


def new_cache(
    library: Any | None, params: ReceiveParameters
) -> tuple[Intake | Any, PacketCache | NativePacketCache]:
    """A track's, and what else its packets change; in C where there is the `library`."""
    capacity = VIDEO_PACKETS if params.kind == "video" else AUDIO_PACKETS
    if library is None:
        return Intake(), PacketCache(capacity)
    intake = native(library, capacity, params)
    return intake, NativePacketCache(library, intake)
