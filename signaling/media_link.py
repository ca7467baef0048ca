"""One session's media towards the relay, without I/O: which request is to be made next.

A session has two transports in the relay, `up` for what it publishes and `down` for what it is
sent. Requests for both are made one after another; changes of what is sent are coalesced, and one
offer is outstanding at a time (`PROTOCOL.md`, Media).
"""

from collections import deque
from collections.abc import Collection, Sequence
from math import inf

import msgspec

from media.messages import Shown
from signaling.errors import MediaUnavailable
from signaling.messages import Answer, Publish

MAX_PUBLISHES = 4
"""Offers that wait for the relay; a client waits for `published` before it sends the next."""
ANSWER_TIMEOUT = 10.0
"""Seconds for a client to answer an offer; a phone that wakes up takes a few."""
RETRY = 5.0
"""Seconds until a relay at its limit, or that met an error of its own, is asked again."""


class DoPublish(msgspec.Struct, frozen=True):
    """Give the client's offer to the relay."""

    message: Publish


class DoAnswer(msgspec.Struct, frozen=True):
    """Give the client's answer to the relay."""

    revision: int
    sdp: str


class DoSubscribe(msgspec.Struct, frozen=True):
    """Have the relay offer exactly `tracks`."""

    tracks: tuple[int, ...]
    ice_restart: bool


class DoWatch(msgspec.Struct, frozen=True):
    """Tell the relay how the client shows what it is sent."""

    shown: tuple[Shown, ...]


Step = DoPublish | DoAnswer | DoSubscribe | DoWatch


class MediaLink:
    """What one session wants of the relay, and how far it has come. `now` is monotonic seconds."""

    def __init__(self, name: str) -> None:
        """`name` is unique in the relay and begins the names of both transports."""
        self._name = name
        self._up = self._down = 1
        self._publishes: deque[Publish] = deque()
        self._answer: DoAnswer | None = None
        self._wanted: tuple[int, ...] = ()
        self._offered: frozenset[int] = frozenset()
        """What the last offer described."""
        self._revision = 0
        """Of the last offer, 0 where there is none that counts."""
        self._locked_until: float | None = None
        """While the last offer is outstanding: when it no longer holds up the next."""
        self._not_before = -inf
        """When the next offer may be asked for, whatever happens."""
        self._shown: tuple[Shown, ...] = ()
        self._said: tuple[Shown, ...] | None = ()
        """What the receiving transport was told of it; None where that is not known."""
        self._has_down = False
        """The relay knows the receiving transport."""
        self._again = False
        """The last offer counts for nothing: make it anew."""
        self._restart = False
        self._halted = False
        """The relay is gone; nothing is asked until there is another."""

    @property
    def up(self) -> str:
        """The sending transport."""
        return f"{self._name}.up{self._up}"

    @property
    def next_up(self) -> str:
        """What a new sending transport would be called."""
        return f"{self._name}.up{self._up + 1}"

    @property
    def down(self) -> str:
        """The receiving transport."""
        return f"{self._name}.down{self._down}"

    @property
    def shown(self) -> tuple[Shown, ...]:
        """How the client shows what it is to be sent."""
        return self._shown

    # --- what happens -----------------------------------------------------------------------

    def publish(self, message: Publish) -> None:
        """The client offers; raises `MediaUnavailable` when it cannot be taken now."""
        if self._halted or len(self._publishes) >= MAX_PUBLISHES:
            raise MediaUnavailable("no relay, or too many offers waiting")
        self._publishes.append(message)

    def renamed(self) -> None:
        """The client sends by a new transport now."""
        self._up += 1

    def answer(self, message: Answer) -> None:
        """The client answers; only the last offer's answer counts."""
        if message.revision == self._revision:
            self._answer = DoAnswer(message.revision, message.sdp)
            self._locked_until = None

    def want(self, tracks: Sequence[int]) -> bool:
        """Be sent exactly `tracks`; whether that is new."""
        changed = set(tracks) != set(self._wanted)
        self._wanted = tuple(tracks)
        return changed

    def watch(self, shown: Sequence[Shown]) -> bool:
        """Pictures are shown like this now; whether that is new."""
        changed = tuple(shown) != self._shown
        self._shown = tuple(shown)
        return changed

    def restart(self) -> None:
        """The receiving transport failed at the client."""
        self._restart = self._restart or bool(self._revision)
        self._void()

    def resume(self) -> None:
        """The client is back: what it has not answered may never have arrived."""
        self._publishes.clear()
        if self._locked_until is not None:
            self._void()

    def down_closed(self) -> None:
        """The relay ended the receiving transport: the next offer makes a new one."""
        self._void()
        self._forget_down()
        self._restart = False

    def halt(self) -> list[Publish]:
        """The relay is gone; answers the offers that nobody will take."""
        self._halted = True
        return self._drop_publishes()

    def reset(self) -> list[Publish]:
        """Both transports are gone, perhaps with their relay: nothing of before holds.

        Answers the offers that waited: they are for a transport that the client is to discard.
        """
        self._up += 1
        self._void()
        self._forget_down()
        self._offered, self._wanted, self._shown = frozenset(), (), ()
        self._halted = self._restart = self._again = False
        self._not_before = -inf
        return self._drop_publishes()

    def interrupted(self) -> None:
        """A request was given up half way, its outcome unknown: the next offer says all anew."""
        self._void()
        self._again = True
        self._said = None if self._said else ()

    # --- what is to be done -----------------------------------------------------------------

    def next_step(self, now: float) -> Step | None:
        """The request to make now; its outcome is told before the next is asked for."""
        if self._halted:
            return None
        if self._answer is not None:
            step, self._answer = self._answer, None
            return step
        if self._publishes:
            return DoPublish(self._publishes.popleft())
        if self._has_down and self._said != self._shown:
            self._said = self._shown
            return DoWatch(self._shown)
        if now < self._next_offer():
            return None
        return DoSubscribe(self._wanted, self._restart) if self._is_behind() else None

    def next_timer(self) -> float | None:
        """When to ask again though nothing happened."""
        waits = self._is_behind() and not self._halted and self._next_offer() > -inf
        return self._next_offer() if waits else None

    def offered(self, revision: int, tracks: Collection[int], now: float) -> None:
        """The relay made the offer, which goes to the client."""
        self._offered = frozenset(tracks)
        self._has_down = True
        self._revision = revision
        self._locked_until = now + ANSWER_TIMEOUT
        self._again = self._restart = False

    def not_offered(self) -> None:
        """The relay refused, a track having just ended: wait for what is wanted to change."""
        self._offered = frozenset(self._wanted)
        self._again = self._restart = False

    def postponed(self, now: float) -> None:
        """The relay is at its limit or met an error of its own: ask again in a while."""
        self._not_before = now + RETRY

    def _next_offer(self) -> float:
        return max(self._not_before, -inf if self._locked_until is None else self._locked_until)

    def _is_behind(self) -> bool:
        return self._again or self._offered != set(self._wanted)

    def _drop_publishes(self) -> list[Publish]:
        waiting = list(self._publishes)
        self._publishes.clear()
        return waiting

    def _forget_down(self) -> None:
        self._down += 1
        self._has_down = False
        self._said = ()

    def _void(self) -> None:
        self._again = self._again or bool(self._offered)
        self._revision = 0
        self._locked_until = None
        self._answer = None
