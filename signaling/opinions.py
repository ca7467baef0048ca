"""How many opinions one person may send, and one consultation takes from all together."""

import math
from collections import deque
from collections.abc import Callable, Mapping

from sessions.commands import AnyCommand, SubmitOpinion
from sessions.types import Actor
from signaling.errors import TooManyOpinions
from signaling.ports import OpinionLimiter

WINDOW = 60.0
"""Seconds over which opinions are counted."""
PER_PERSON = 10
"""A clerk who types what others say sends one in ten seconds."""
PER_CONSULTATION = 1200
"""Twenty a second, some 1 % of a server's commits; the public's own door has narrower limits."""
MAX_COUNTED = 10_000
"""People and consultations counted at once: more than are ever busy within a window."""

Key = tuple[str, str | None]


class SlidingWindow:
    """At most so many of each kind within the last `WINDOW` seconds; an `OpinionLimiter`."""

    def __init__(self, per_person: int = PER_PERSON, total: int = PER_CONSULTATION) -> None:
        self._per_person = per_person
        self._total = total
        self._taken: dict[Key, deque[float]] = {}
        """When each was taken; those who sent last are last."""

    def take(self, consultation_id: str, person: str | None, now: float) -> float | None:
        """As `OpinionLimiter.take`."""
        limits: Mapping[Key, int] = {(consultation_id, None): self._total} | (
            {} if person is None else {(consultation_id, person): self._per_person}
        )
        waits = [self._wait(key, limit, now) for key, limit in limits.items()]
        if any(waits):
            return max(waits)
        for key in limits:
            self._count(key, now)
        return None

    def _wait(self, key: Key, limit: int, now: float) -> float:
        """Seconds until there is room for one more, 0 where there is now."""
        times = self._taken.get(key) or deque[float]()
        while times and times[0] <= now - WINDOW:
            times.popleft()
        return times[0] + WINDOW - now if len(times) >= limit else 0.0

    def _count(self, key: Key, now: float) -> None:
        times = self._taken.pop(key, None) or deque()
        times.append(now)
        self._taken[key] = times
        while len(self._taken) > MAX_COUNTED or self._is_stale(now):
            del self._taken[next(iter(self._taken))]

    def _is_stale(self, now: float) -> bool:
        """Whether whoever has been quiet longest need not be remembered."""
        times = next(iter(self._taken.values()))
        return not times or times[-1] <= now - WINDOW


def limit_opinions(
    limiter: OpinionLimiter,
    clock: Callable[[], float],
    consultation_id: str,
    actor: Actor,
    command: AnyCommand,
) -> None:
    """Count `command` if it is an opinion; raises `TooManyOpinions`."""
    if isinstance(command, SubmitOpinion):
        wait = limiter.take(consultation_id, actor.participant_id, clock())
        if wait is not None:
            raise TooManyOpinions(max(1, math.ceil(wait)))
