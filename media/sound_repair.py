"""How many older frames go beside each frame of sound (RED, RFC 2198), by the loss of the path.

Sound is never asked for again: the answer would come too late. The publisher's encoder knows only
its own path's losses, so the relay itself repeats, towards those who lose, what it still holds.
"""

SLIGHT, SEVERE = 0.01, 0.08
"""Shares lost from which one older frame goes along, and two: of 5 % single losses 0.3 % are left,
of 20 % less than 1 %."""
FADING = 0.85
"""What is left after a second of a loss seen: losses come in spells, and samples are small."""
AFFORDED = 0.2
"""Of the estimate that may go to it: on a path that is too narrow it would make the losses."""


class SoundRepair:
    """One subscriber's. Call `update` about once a second or more often."""

    def __init__(self) -> None:
        self.copies = 0
        """Older frames beside each."""
        self._loss = 0.0
        self._at = 0.0

    def update(self, loss: float, sound: int, estimate: int, now: float) -> int:
        """Take the loss of late (0–1), bit/s of sound without repair, and those of the path."""
        self._loss = max(loss, self._loss * FADING ** max(0.0, now - self._at))
        self._at = now
        wanted = (self._loss >= SLIGHT) + (self._loss >= SEVERE)
        self.copies = min(wanted, int(AFFORDED * estimate / sound)) if sound else wanted
        return self.copies
