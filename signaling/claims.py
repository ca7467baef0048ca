"""Claims 在看: which opinion each screener has before them, so that two do not take the same one.

Kept nowhere: a claim lasts while its window goes on saying so.
"""

import msgspec

from sessions.types import Actor

LASTS = 60.0
"""Seconds that a claim stands of which nothing more is heard: longer than a line hiccups."""
WINDOWS_MAX = 200
"""Of one consultation: more people than ever screen together."""
CONSULTATIONS_MAX = 64
"""With claims at once, as many as are kept in memory; the longest silent one makes room."""


class Claim(msgspec.Struct, frozen=True):
    """An opinion that somebody is looking at; `own`: in the window that asks."""

    opinion_id: str
    by: Actor
    own: bool


class Held(msgspec.Struct, frozen=True):
    """What a window looks at, whose it is, and when it said so last (monotonic seconds)."""

    opinion_id: str | None
    by: Actor
    at: float


class Claims:
    """Of all consultations. `now` is monotonic seconds."""

    def __init__(self) -> None:
        self._held: dict[str, dict[str, Held]] = {}
        """By consultation, then by window, in the order in which they came to what they show."""

    def take(
        self, consultation_id: str, window: str, by: Actor, opinion_id: str | None, now: float
    ) -> list[Claim]:
        """A window looks at an opinion, or at none; answers everybody's claims, the earliest first.

        A second window may look at it too, and is told who came first.
        """
        windows = self._held.pop(consultation_id, {})
        before = windows.get(window)
        if before is not None and before.opinion_id != opinion_id:
            del windows[window]
        windows[window] = Held(opinion_id, by, now)
        windows = {id: one for id, one in windows.items() if now - one.at < LASTS}
        while len(windows) > WINDOWS_MAX:
            del windows[next(iter(windows))]
        self._held[consultation_id] = windows
        while len(self._held) > CONSULTATIONS_MAX:
            del self._held[next(iter(self._held))]
        return [
            Claim(one.opinion_id, one.by, id == window)
            for id, one in windows.items()
            if one.opinion_id is not None
        ]

    def screeners(self, consultation_id: str, now: float) -> int:
        """How many windows screen now."""
        windows = self._held.get(consultation_id, {}).values()
        return sum(now - one.at < LASTS for one in windows)
