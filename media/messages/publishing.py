"""Who sends media: the offer, and what is then published."""

import msgspec

from media.messages.base import Message
from media.messages.tracks import Source, TrackInfo


class Publish(Message, frozen=True, tag="publish"):
    """Take `owner`'s media by an SDP offer. → `Published`.

    A known `peer` renegotiates or restarts ICE.
    """

    router: str
    peer: str
    owner: str
    sdp: str
    sources: dict[str, Source] = msgspec.field(default_factory=dict)
    """By mid; a video m-line not named is `camera`, an audio m-line `microphone`."""
    whole: bool = False
    """A WHIP offer: of which all sound and pictures are taken, or nothing (RFC 9725, 4.4.3)."""


class Published(Message, frozen=True, tag="published"):
    """The SDP answer, and the tracks that this peer now publishes."""

    sdp: str
    tracks: list[TrackInfo]


class TrackStarted(Message, frozen=True, tag="track_started"):
    """The first packet of a published track arrived."""

    track_id: int
