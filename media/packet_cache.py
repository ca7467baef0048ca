"""The last packets of one published track, for retransmission (RFC 4588)."""

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
