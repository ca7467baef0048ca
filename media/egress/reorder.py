"""Puts one stream's packets back in order, waiting for a missing one only until a deadline."""

from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

MAX_HELD = 1024
"""Packets kept behind a hole: a key frame of 1 MB; with more the hole is not waited for."""
MAX_JUMP = 3000
"""Sequence numbers a stream may leap before it counts as a new stream (RFC 3550 appendix A.1)."""


class Released(NamedTuple, Generic[T]):
    """One packet in order; `after_gap` when packets just before it never came."""

    packet: T
    after_gap: bool


class Reorder(Generic[T]):
    """Orders packets by their 16-bit sequence number (RFC 3550 section 5.1).

    A packet behind a hole is held at most `patience` seconds from its arrival; then the hole is
    given up and the packets behind it are released. Duplicates and those that come after their
    place was given up are dropped and counted in `late`.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._next: int | None = None
        self._held: dict[int, tuple[T, float]] = {}
        self._jumped = False
        self.late = 0

    def push(self, sequence: int, packet: T, now: float) -> list[Released[T]]:
        """Take the packet numbered `sequence` (0–65535), give what is now in order."""
        place = self._place(sequence)
        if place is None or place in self._held:
            self.late += 1
            return []
        self._held[place] = (packet, now)
        return self._drain(now)

    def expire(self, now: float) -> list[Released[T]]:
        """Give what stood behind holes whose deadline has passed."""
        return self._drain(now)

    def _place(self, sequence: int) -> int | None:
        """The packet's number without wrap-around; None where its place was already given up."""
        if self._next is None:
            self._next = sequence
        ahead = ((sequence - self._next + 0x8000) & 0xFFFF) - 0x8000
        if abs(ahead) > MAX_JUMP:
            self._held.clear()
            self._next += 0x10000 + ahead
            self._jumped = True
            return self._next
        return self._next + ahead if ahead >= 0 else None

    def _drain(self, now: float) -> list[Released[T]]:
        assert self._next is not None or not self._held
        released: list[Released[T]] = []
        while self._held:
            assert self._next is not None
            if self._next not in self._held:
                if not self._given_up(now):
                    break
                self._next = min(self._held)
                self._jumped = True
            packet, _ = self._held.pop(self._next)
            released.append(Released(packet, self._jumped))
            self._jumped = False
            self._next += 1
        return released

    def _given_up(self, now: float) -> bool:
        _, oldest = next(iter(self._held.values()))
        return now - oldest >= self._patience or len(self._held) > MAX_HELD
