"""The 16-bit numbers of one received stream as indices that only grow (RFC 3550 appendix A.1)."""

from media.packet_cache import VIDEO_PACKETS

MAX_DROPOUT = 3000
"""Packets skipped at once before the numbering counts as started anew (RFC 3550 appendix A.1)."""
MAX_MISORDER = VIDEO_PACKETS
"""How late a packet may come; the RFC's 100 knows no retransmission."""


class Numbering:
    """One stream's, across the restarts of its sender."""

    __slots__ = ("_bad", "_start", "epoch", "highest")

    def __init__(self) -> None:
        self.epoch = 0
        """Counts the starts of the sender's numbering; indices grow across them."""
        self.highest: int | None = None
        """The newest packet's index since the last start, retransmissions excepted."""
        self._start = 0x10000
        self._bad: int | None = None

    def unwrap(self, sequence: int, retransmitted: bool) -> int | None:
        """The index of a number; None if it is out of all order.

        Two that are, but in order with one another, begin a new epoch.
        """
        highest = self.highest
        if highest is None:
            if retransmitted:
                return None
            self.highest = self._start + sequence
            return self.highest
        difference = sequence - highest & 0xFFFF
        if difference < MAX_DROPOUT:
            self._bad = None
            if not retransmitted:
                self.highest = highest + difference
            return highest + difference
        if difference >= 0x10000 - MAX_MISORDER:
            return highest + difference - 0x10000
        if retransmitted:
            return None
        if sequence != self._bad:
            self._bad = sequence + 1 & 0xFFFF
            return None
        self.restart()
        self.highest = self._start + sequence
        return self.highest

    def restart(self) -> None:
        """Begin anew with the next packet, in indices beyond all reach of those before."""
        assert self.highest is not None, "nothing has come yet"
        self._start = (self.highest | 0xFFFF) + 0x10001
        self.highest = self._bad = None
        self.epoch += 1
