"""Who receives media: which tracks, over which m-lines, how large on the screen."""

import msgspec

from media.messages.base import Message


class SubscribedTrack(msgspec.Struct, frozen=True):
    """Which m-line (`mid`) of a subscriber's session carries which track."""

    mid: str
    track_id: int


class Subscribe(Message, frozen=True, tag="subscribe"):
    """Make `peer`, new or known, receive exactly `tracks`; the relay offers. → `Offered`."""

    router: str
    peer: str
    tracks: list[int]
    ice_restart: bool = False
    owner: str | None = None
    """Whose peer it is: who has one already is no newcomer to a worker at its limit."""


class Offered(Message, frozen=True, tag="offered"):
    """The SDP offer for a subscriber; `revision` counts this peer's offers from 1."""

    sdp: str
    revision: int
    tracks: list[SubscribedTrack]


class TakeAnswer(Message, frozen=True, tag="take_answer"):
    """The subscriber's answer to offer `revision`; a stale one is ignored. → `Done`."""

    peer: str
    revision: int
    sdp: str


class Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one track is shown to a subscriber."""

    track_id: int
    height: int
    """Of the picture on the screen, device pixels; 0: not visible, send nothing."""
    rank: int
    """0 first: who is served first where not all fits."""


class Watch(Message, frozen=True, tag="watch"):
    """What a subscriber looks at, replacing what was said before. → `Done`.

    Tracks not named are shown at full height and have the last rank.
    """

    peer: str
    shown: list[Shown]
