"""Asking a publisher again for what was lost (RFC 4585 generic NACK), and when to stop asking."""

from typing import Any, NamedTuple

from media.intake import NEVER, Intake

MAX_MISSING = 256
"""Packets missed at once, about 1 s of 2.5 Mbit/s; beyond that a key frame is sooner there."""
REORDERING = 0.008
"""Seconds a gap may last before it counts as a loss; packets sent together overtake by less."""
MAX_TRIES = 8
MAX_AGE = 1.0
"""Seconds; a player has long frozen on what is still missing after that."""
DEFAULT_RTT = 0.1
MIN_SPACING = 0.02
"""Seconds between two requests for one packet, however short the round trip."""
MAX_RTT = 0.5
RTT_SMOOTHING = 0.125


class Due(NamedTuple):
    """What to ask for now, and whether something was given up for lost."""

    sequences: list[int]
    gave_up: bool


class _Missing:
    __slots__ = ("asked", "since", "tries")

    def __init__(self, now: float) -> None:
        self.since = now
        self.asked = 0.0
        self.tries = 0


class NackGenerator:
    """The missing indices of one received stream.

    Call `receive` per packet; `due` when a gap is `REORDERING` old, then each tick while any lasts.
    """

    def __init__(self, intake: Intake | Any | None = None) -> None:
        self._intake = intake or Intake()
        self._missing: dict[int, _Missing] = {}
        self._overflowed = False
        self.rtt = DEFAULT_RTT
        """Seconds from asking to arrival, smoothed."""

    def __len__(self) -> int:
        return len(self._missing)

    def receive(self, index: int, now: float) -> bool:
        """Count a packet, original or retransmitted; whether it shows that others are missing."""
        highest: int = self._intake.nacked
        if highest == NEVER or index == highest + 1:
            self._intake.nacked = index
        elif index > highest:
            self._intake.nacked = index
            self._miss(highest + 1, index, now)
            return True
        elif self._missing:
            found = self._missing.pop(index, None)
            if found is not None and found.tries == 1:
                # After a second request one cannot tell which was answered (Karn).
                sample = min(now - found.asked, MAX_RTT)
                self.rtt += RTT_SMOOTHING * (sample - self.rtt)
        return False

    def _miss(self, start: int, stop: int, now: float) -> None:
        if len(self._missing) + stop - start > MAX_MISSING:
            self._missing.clear()
            self._overflowed = True
            return
        for index in range(start, stop):
            self._missing[index] = _Missing(now)

    def asked_for(self, sequence: int) -> bool:
        """Whether the packet with that 16-bit number was asked for and has not come."""
        return any(
            missing.tries and index & 0xFFFF == sequence for index, missing in self._missing.items()
        )

    def forget_before(self, index: int) -> None:
        """Give up silently what a key frame made needless, or what nobody may hear."""
        if self._missing:
            self._missing = {k: v for k, v in self._missing.items() if k >= index}

    def reset(self) -> None:
        """Start anew: the publisher's numbering jumped."""
        self._intake.nacked = NEVER
        self._missing.clear()

    def due(self, now: float) -> Due:
        """The 16-bit sequence numbers to ask for now."""
        gave_up, self._overflowed = self._overflowed, False
        if not self._missing:
            return Due([], gave_up)
        spacing = max(MIN_SPACING, self.rtt)
        asked: list[int] = []
        for index, missing in list(self._missing.items()):
            if now < (missing.asked + spacing if missing.tries else missing.since + REORDERING):
                continue
            if missing.tries >= MAX_TRIES or now - missing.since > MAX_AGE:
                del self._missing[index]
                gave_up = True
                continue
            missing.asked = now
            missing.tries += 1
            asked.append(index & 0xFFFF)
        return Due(asked, gave_up)
