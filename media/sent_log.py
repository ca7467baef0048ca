"""What one transport has sent under transport-wide sequence numbers: sizes and times.

Plain arrays, so that whoever sends, Python or C, writes to the same memory.
"""

from array import array

SENT_HISTORY = 4096
"""Packets remembered until their feedback; a power of two; 1 s at 40 Mbit/s."""
TICKS = 1_000_000
"""Send times are microseconds of the relay's monotonic clock, modulo 2^32."""


class SentLog:
    """A ring by transport-wide sequence number (transport-wide-cc-01)."""

    __slots__ = ("sequence", "sizes", "times")

    def __init__(self) -> None:
        self.sequence = array("H", [0])
        """One element: the number given last."""
        self.sizes = array("H", bytes(2 * SENT_HISTORY))
        """Payload bytes of the packet in each slot, `number % SENT_HISTORY`."""
        self.times = array("I", bytes(4 * SENT_HISTORY))
        """When it was handed to the socket's queue, in `TICKS`."""

    def stamp(self, size: int, now: float) -> int:
        """The number for a packet of `size` bytes about to be sent at `now` seconds."""
        number = self.sequence[0] = self.sequence[0] + 1 & 0xFFFF
        slot = number & SENT_HISTORY - 1
        self.sizes[slot] = min(size, 0xFFFF)
        self.times[slot] = int(now * TICKS) & 0xFFFFFFFF
        return number
