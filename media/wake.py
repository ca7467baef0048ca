"""When timers are to run next: whoever learns of something sooner says so, whoever sleeps looks."""

from math import inf

TICK = 0.02
"""Seconds between two runs at the least, and while something goes on (a probe, a packet asked for
again) at the most."""
LEEWAY = 0.02
"""Seconds that what recurs may wait, so that one run does several such things."""


class Wake:
    """The next run of somebody's timers, and so at the latest of those `above`, which run them."""

    __slots__ = ("_above", "at")

    def __init__(self, above: "Wake | None" = None) -> None:
        self.at = inf
        """Monotonic seconds; long past: as soon as may be. Set anew by each run, at its end."""
        self._above = above

    def by(self, at: float) -> None:
        """Let it be at `at`, if it would be later."""
        if at < self.at:
            self.at = at
            if self._above is not None:
                self._above.by(at)

    def soon(self) -> None:
        """Let it be as soon as may be."""
        self.by(-inf)
