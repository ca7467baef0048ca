"""The 16-bit numbers of one received stream as indices that only grow (RFC 3550 appendix A.1)."""

from typing import Any

from media.intake import NEVER, Intake
from media.packet_cache import VIDEO_PACKETS

MAX_DROPOUT = 3000
"""Packets skipped at once before the numbering counts as started anew (RFC 3550 appendix A.1)."""
MAX_MISORDER = VIDEO_PACKETS
"""How late a packet may come; the RFC's 100 knows no retransmission."""


class Numbering:
    """One stream's, across the restarts of its sender."""

    __slots__ = ("_intake", "_start", "epoch")

    def __init__(self, intake: Intake | Any | None = None) -> None:
        self.epoch = 0
        """Counts the starts of the sender's numbering; indices grow across them."""
        self._start = 0x10000
        self._intake = intake or Intake()

    @property
    def highest(self) -> int | None:
        """The newest packet's index since the last start, retransmissions excepted."""
        highest: int = self._intake.highest
        return None if highest == NEVER else highest

    def unwrap(self, sequence: int, retransmitted: bool) -> int | None:
        """The index of a number; None if it is out of all order.

        Two that are, but in order with one another, begin a new epoch.
        """
        intake = self._intake
        highest: int = intake.highest
        if highest == NEVER:
            return None if retransmitted else self._begin(sequence)
        difference = sequence - highest & 0xFFFF
        if difference < MAX_DROPOUT:
            intake.disorderly = NEVER
            if not retransmitted:
                intake.highest = highest + difference
            return highest + difference
        if difference >= 0x10000 - MAX_MISORDER:
            return highest + difference - 0x10000
        if retransmitted:
            return None
        if sequence != intake.disorderly:
            intake.disorderly = sequence + 1 & 0xFFFF
            return None
        self.restart()
        return self._begin(sequence)

    def _begin(self, sequence: int) -> int:
        index = self._intake.highest = self._start + sequence
        return index

    def restart(self) -> None:
        """Begin anew with the next packet, in indices beyond all reach of those before."""
        highest = self.highest
        assert highest is not None, "nothing has come yet"
        self._start = (highest | 0xFFFF) + 0x10001
        self._intake.highest = self._intake.disorderly = NEVER
        self.epoch += 1
