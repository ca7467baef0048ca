"""When to ask a publisher for a key frame: requests are coalesced, spaced, and retried."""

from enum import Enum, auto
from math import inf

SPACING = 0.3
"""Seconds between requests to one publisher; Chromium makes a key frame within 84 ms of a PLI and
no more than one in 300 ms."""
UNHURRIED_SPACING = 1.0
"""Seconds between requests where nobody's picture stands still: each key frame costs all others
who watch that stream quality, and many who rise to it within the second share one."""
PATIENT_AFTER = 10
"""Unanswered requests after which the publisher is taken to send nothing at the moment."""
PATIENT_SPACING = 1.0
"""Seconds between requests from then on."""


class State(Enum):
    """Of one track's key frame request."""

    IDLE = auto()
    WANTED = auto()
    """Somebody needs one; to be asked for as soon as the spacing allows."""
    ASKED = auto()
    """Asked for, not arrived."""


class KeyFrameRequester:
    """One published video track's requests; `due` says when to send a PLI (RFC 4585, 6.3.1)."""

    def __init__(self) -> None:
        self.state = State.IDLE
        self._asked_at = -inf
        self._tries = 0
        self._spacing = SPACING

    def want(self, unhurried: bool = False) -> None:
        """Somebody needs a key frame: a new subscriber, a switch, a player's PLI.

        `unhurried`: for something better than what plays meanwhile.
        """
        spacing = UNHURRIED_SPACING if unhurried else SPACING
        if self.state is State.IDLE:
            self.state = State.WANTED
            self._tries = 0
            self._spacing = spacing
        self._spacing = min(self._spacing, spacing)

    def arrived(self) -> None:
        """A key frame started."""
        self.state = State.IDLE

    @property
    def due_at(self) -> float:
        """When to ask, as things stand."""
        if self.state is State.IDLE:
            return inf
        spacing = PATIENT_SPACING if self._tries >= PATIENT_AFTER else self._spacing
        return self._asked_at + spacing

    def due(self, now: float) -> bool:
        """Whether to ask now; the asking is then taken as done."""
        if now < self.due_at:
            return False
        self.state = State.ASKED
        self._asked_at = now
        self._tries += 1
        return True
