"""How often a peer is heard: what tells an interruption from the pauses that it always makes."""

INTERRUPTED_AFTER = 1.0
"""Seconds without anything heard after which more is lost than can be repaired: packets are kept
for about so long. Who gives transport-wide feedback is heard several times a second."""
NOTABLE = 0.25
"""Seconds; shorter pauses tell nothing."""
LONGEST = 4.0
"""Seconds; longer ones are no rhythm: libwebrtc checks each 2.5 s where it sends nothing else."""
HALVED_IN = 20.0
"""Seconds after which the longest pause of late counts half."""
TIMES = 2.0
"""Of the longest pause of late, beyond which a pause is an interruption."""


class Rhythm:
    """One peer's. `now` is monotonic seconds."""

    __slots__ = ("_at", "_longest")

    def __init__(self) -> None:
        self._longest = 0.0
        self._at = 0.0

    def pause(self, lasted: float, now: float) -> bool:
        """Take a pause that has just ended; returns whether it was an interruption.

        Players without transport-wide feedback report once in one to five seconds, and each
        interruption costs all others a key frame.
        """
        longest: float = self._longest * 0.5 ** ((now - lasted - self._at) / HALVED_IN)
        if lasted <= LONGEST:
            self._longest, self._at = max(longest, lasted), now
        return lasted > max(INTERRUPTED_AFTER, TIMES * longest)
