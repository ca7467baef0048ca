"""How much of HTTP begins in one round of the event loop, so that no meeting waits behind it.

WebSockets are read in every round. What a round does for HTTP is bounded here, however many
connections have something to say: they wait in the order in which they came, and each does a
little in its turn.
"""

from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

ROUND = 32
"""Units of work in one round: a millisecond, for a command needs twenty rounds to its answer."""
REQUEST = 8
"""Units of a request that the application answers, in 200 µs or so; one refused early is 1."""
SHARE = 8
"""Units of one connection at a time."""


class Waiting(Protocol):
    """A connection with something to do."""

    def take_turn(self) -> int:
        """Do up to `SHARE` units, and ask again if there is more; how many it did."""


class Turns:
    """Those who wait, and each round's work; `call_soon` is the loop's."""

    def __init__(self, call_soon: Callable[[Callable[[], None]], Any]) -> None:
        self._call_soon = call_soon
        self._waiting: deque[Waiting] = deque()
        self._asked: set[Waiting] = set()
        self._due = False

    def ask(self, one: Waiting) -> None:
        """Have `one` take its turn, once, after those who asked before."""
        if one in self._asked:
            return
        self._asked.add(one)
        self._waiting.append(one)
        if not self._due:
            self._due = True
            self._call_soon(self._round)

    def _round(self) -> None:
        left = ROUND
        try:
            while self._waiting and left > 0:
                one = self._waiting.popleft()
                self._asked.discard(one)
                left -= one.take_turn()
        finally:  # a bug with one is not the end of the others
            self._due = bool(self._waiting)
            if self._due:
                self._call_soon(self._round)
