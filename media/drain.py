"""Emptying the queue that over-use left, and telling whether it is ours.

The draft only stops a queue from growing, so that one filled by a sudden drop stays for long. Until
it is short, less is sent in proportion to its length. A delay that does not fall thereby is another
path's, or the queue of somebody who does not yield: then it is taken for the path's own.
"""

FULL = 0.1
"""Seconds; a queue above it is drained."""
EMPTYING = 1.0
"""Seconds in which to empty it."""
FALL = 0.08
"""Seconds by which a queue of ours falls in `EMPTYING`: at 0.85 of the path's rate it is 0.15."""


class Drain:
    """Begins with a fall of the rate, ends when the queue is short or turns out to be foreign."""

    def __init__(self) -> None:
        self._since: float | None = None
        """When what is judged now began to be sent less."""
        self._before: float | None = None
        """Seconds of queue that the first packets sent since then saw."""

    @property
    def under_way(self) -> bool:
        """Whether a queue is being emptied."""
        return self._since is not None

    def begin(self, now: float) -> None:
        """The rate fell at `now`."""
        if self._since is None:
            self._since, self._before = now, None

    def update(self, queueing: float, sent_at: float) -> bool:
        """Take the queue seen by what was sent at `sent_at`; whether it is none of ours."""
        if self._since is None or sent_at < self._since:
            return False
        if queueing <= FULL:
            self._since = None
        elif self._before is None:
            self._since, self._before = sent_at, queueing
        elif sent_at - self._since >= EMPTYING:
            foreign = queueing > self._before - FALL
            self._since, self._before = (None, None) if foreign else (sent_at, queueing)
            return foreign
        return False

    def share(self, queueing: float) -> float:
        """The share of the estimate to send meanwhile, 0–1."""
        if self._since is None or queueing <= FULL:
            return 1.0
        return max(0.0, 1 - (queueing - FULL) / EMPTYING)
