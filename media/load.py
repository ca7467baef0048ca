"""How near a worker is to its limit, and what it gives up for that: level, steps of shedding, full.

Without I/O: the shell reports how long the worker ran and how long it waited for a processor. Where
others have the processor, what counts is the share of what was left to it.
"""

from math import inf

INTERVAL = 0.25
"""Seconds between samples; shorter ones see single bursts."""
SMOOTHING = 0.3
"""Weight of a sample: the level follows within a second, a storm of joins does not fill it."""
SATURATED = 0.97
"""Level from which packets begin to queue: a loop that never sleeps drops some sooner or later."""
RELAXED = 0.80
"""Level below which what was given up comes back: well below what giving it up frees."""
STEP = 1.0
"""Seconds of saturation for each step: what one step frees shows within the smoothing."""
MAX_SHED = 3
LINGER, MAX_LINGER = 4.0, 64.0
"""Seconds of ease before a step back; doubled whenever a step back proved too early."""
FULL_AFTER = 2.0
"""Seconds above the limit before newcomers are refused: fifty handshakes at once take one."""
MIN_SHARE = 0.05
"""Of an interval that must have been ours for the sample to say anything."""


class LoadMeter:
    """One worker's load. `now` is monotonic seconds."""

    def __init__(self, limit: float) -> None:
        """`limit` is the level from which newcomers are refused; above 1, never."""
        self.level = 0.0
        """0–1: the share of the last second in which the worker was busy."""
        self.shed = 0
        """0: nothing; 1: top layers; 2: all but the lowest; 3: video of all but rank 0."""
        self.full = False
        """Whether newcomers are refused."""
        self._limit = limit
        self._seen: tuple[float, float, float] | None = None
        self._above_since: float | None = None
        self._saturated_since: float | None = None
        self._relaxed_since: float | None = None
        self._linger = LINGER
        self._stepped_back_at = -MAX_LINGER

    @property
    def next_at(self) -> float:
        """When the next sample is due; the first is whenever one comes."""
        return inf if self._seen is None else self._seen[2] + INTERVAL

    def due(self, now: float) -> bool:
        """Whether it is time for a sample; then `update`."""
        return self._seen is None or now >= self.next_at

    def update(self, ran: float, waited: float, now: float) -> bool:
        """Take the seconds run and waited for a processor since the start, both.

        Returns whether `shed` or `full` changed.
        """
        before, self._seen = self._seen, (ran, waited, now)
        if before is None:
            return False
        elapsed = now - before[2]
        ours = elapsed - (waited - before[1])
        if ours < MIN_SHARE * elapsed or elapsed <= 0:
            return False
        share = min(1.0, max(0.0, (ran - before[0]) / ours))
        self.level += min(1.0, SMOOTHING * elapsed / INTERVAL) * (share - self.level)
        was = self.shed, self.full
        self._shed_or_restore(now)
        self._admit_or_refuse(now)
        return was != (self.shed, self.full)

    def _shed_or_restore(self, now: float) -> None:
        self._saturated_since = _since(self._saturated_since, self.level >= SATURATED, now)
        self._relaxed_since = _since(self._relaxed_since, self.level < RELAXED, now)
        if self.shed < MAX_SHED and _lasted(self._saturated_since, STEP, now):
            self._step_up(now)
        elif self.shed and _lasted(self._relaxed_since, self._linger, now):
            self.shed -= 1
            self._relaxed_since = self._stepped_back_at = now

    def _step_up(self, now: float) -> None:
        too_early = now - self._stepped_back_at < 2 * self._linger
        self._linger = min(MAX_LINGER, 2 * self._linger) if too_early else LINGER
        self.shed += 1
        self._saturated_since = now

    def _admit_or_refuse(self, now: float) -> None:
        self._above_since = _since(self._above_since, self.level >= self._limit, now)
        if _lasted(self._above_since, FULL_AFTER, now):
            self.full = True
        elif self.level < RELAXED:
            self.full = False


def _since(before: float | None, holds: bool, now: float) -> float | None:
    """Since when something has held, without a break."""
    return (now if before is None else before) if holds else None


def _lasted(since: float | None, seconds: float, now: float) -> bool:
    """Whether what has held since then has held for so long."""
    return since is not None and now - since >= seconds
