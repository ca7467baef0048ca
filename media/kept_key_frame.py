"""The last key frame and what came after it, with which a newcomer begins at once."""

from collections.abc import Iterator

from media.numbering import Numbering
from media.packet_cache import NativePacketCache, PacketCache
from media.wire.rtp import RtpPacket

MAX_KEPT = 64
"""Packets with which a player begins at once: a key frame of 720 lines, or of fewer with what came
after it. More at a time would make a queue of half a second and more on a narrow path."""
KEPT_FOR = 0.5
"""Seconds that the key frame may be old: a player's clock takes more for jitter."""


class KeptKeyFrame:
    """One track's, as far as its cache has it."""

    __slots__ = ("_cache", "_numbering", "index")

    def __init__(self, cache: PacketCache | NativePacketCache, numbering: Numbering) -> None:
        self._cache = cache
        self._numbering = numbering
        self.index = -1
        """Of its first packet."""

    def arrived(self, index: int) -> None:
        """A key frame starts with that packet, which may be late."""
        self.index = max(self.index, index)

    def serves(self, since: int) -> bool:
        """Whether it came after the index `since`, and not too many packets have come after it."""
        highest = self._numbering.highest
        return highest is not None and since < self.index > highest - MAX_KEPT

    def first(self, now: float) -> RtpPacket | None:
        """Its first packet, if that is here and fresh."""
        packet = self._cache.get(self.index, now)
        return packet if packet is not None and now - packet.arrival <= KEPT_FOR else None

    def after(self, index: int, now: float) -> Iterator[RtpPacket]:
        """What is here of all that comes behind `index`."""
        assert self._numbering.highest is not None
        for later in range(index + 1, self._numbering.highest + 1):
            packet = self._cache.get(later, now)
            if packet is not None:
                yield packet
