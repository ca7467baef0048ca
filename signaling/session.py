"""One participant's stay in a consultation: what outlives each of its connections."""

import math
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence

from sessions.errors import SessionError
from sessions.types import Actor
from signaling.errors import MediaUnavailable, SignalingError
from signaling.media_link import MediaLink
from signaling.messages import (
    MediaReset,
    Publish,
    Reduced,
    Refused,
    ServerMessage,
)
from signaling.outbox import Outbox
from signaling.tokens import Claims

UNREDUCED = Reduced(smaller=[], paused=[])


class Session:
    """One participant's stay, which outlives its connections by the grace period."""

    def __init__(
        self, room: str, actor: Actor, participant_id: str, claims: Claims, outbox: Outbox
    ) -> None:
        self.id = secrets.token_hex(8)
        """Names it towards the relay and in keys of commands."""
        self.secret = secrets.token_urlsafe(24)
        self.actor = actor
        self.participant_id = participant_id
        self.claims = claims
        self.outbox: Outbox | None = outbox
        self.welcomed = False
        """Nothing but `welcome` may come first on a connection."""
        self.seen = 0
        """The last record that was sent, or withheld for its role."""
        self.looks_on = False
        """Whether it is a wall, which is nobody."""
        self.era = 0
        """The era of the room that `seen` counts in."""
        self.receives = True
        """Whether it is offered others' media."""
        self.heights: Mapping[int, int] = {}
        """At which its client shows pictures, by track, as it said last."""
        self.first: Sequence[str] = ()
        """Whose pictures its client wants before the rest's."""
        self.listens: str | None = None
        """The language whose interpreter its client wants to hear beside the floor."""
        self.reduced = UNREDUCED
        """What its client was told of its pictures."""
        self.heard = math.inf
        """When the last message came, once there was one."""
        self.media_lost = False
        """It has still to be told that its transports are gone."""
        self.media = MediaLink(f"{room}:{self.id}")
        self.waits = False
        """At the door: it is told nothing and has no media until it is let in."""
        self.let_in: Callable[[], None] = lambda: None
        """Set by whoever welcomes it."""
        self.wake_media: Callable[[], None] = lambda: None
        """Set by whoever carries out the steps of `media`."""

    def key(self, request_id: str) -> str:
        """By which a command is known that is sent again: of this stay, or of a caption port's any.

        A recognizer that comes back sends again what it was not answered, and keeps nothing else.
        """
        port = self.actor.role == "captioner"
        return request_id if port else f"{self.id}:{request_id}"

    def send(self, message: ServerMessage) -> None:
        """Send, if connected."""
        if self.outbox is not None:
            self.outbox.send(message)

    def refuse(self, request_id: str, error: SignalingError | SessionError) -> None:
        """Answer a request that left no trace."""
        if self.outbox is not None:
            message = error.message(self.outbox.language)
            self.outbox.send(Refused(id=request_id, code=error.code, message=message))

    def reset_media(self) -> None:
        """Both transports are gone; the client is told now, or when it comes back.

        What waits is refused, or the client would send it again after it began anew.
        """
        self._refuse_publishes(self.media.reset())
        self.reduced = UNREDUCED
        self.heights = {}  # another relay gives the same numbers to other tracks
        self.media_lost = not (self.welcomed and self.outbox)
        if not self.media_lost:
            self.send(MediaReset())

    def tell_reduced(self, reduced: Reduced) -> None:
        """Tell the client what its line has no room for, if that is new."""
        if reduced != self.reduced:
            self.reduced = reduced
            self.send(reduced)

    def halt_media(self) -> None:
        """The relay is gone: what waits for it is refused."""
        self._refuse_publishes(self.media.halt())

    def _refuse_publishes(self, waiting: Iterable[Publish]) -> None:
        for publish in waiting:
            self.refuse(publish.id, MediaUnavailable())
