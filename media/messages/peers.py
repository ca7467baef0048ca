"""One transport's life, and how well it does."""

import msgspec

from media.messages.base import Message


class PeerConnected(Message, frozen=True, tag="peer_connected"):
    """ICE and DTLS are up; media may flow."""

    peer: str


class PictureCount(msgspec.Struct, frozen=True):
    """Of one layer of a picture: its frames, and the bytes of each key frame that was whole."""

    frames: int
    key_frames: list[int]


class PeerQuality(Message, frozen=True, tag="peer_quality"):
    """Once per second per peer heard: loss 0–1, round trip in ms or None, bit/s both ways."""

    peer: str
    loss: float
    rtt: float | None
    bitrate_in: int
    bitrate_out: int
    estimate: int = 0
    """bit/s that its downlink is thought to take."""
    layers: dict[int, int] = msgspec.field(default_factory=dict)
    """By track id the layer that it is sent: 0 the lowest, −1 paused."""
    pictures: dict[int, PictureCount] = msgspec.field(default_factory=dict)
    """Of each picture that it sends, by track id: its fullest layer's last second."""


class PeerSilent(Message, frozen=True, tag="peer_silent"):
    """Nothing was heard of a connected peer for some seconds; the next `PeerQuality` ends that."""

    peer: str


class ClosePeer(Message, frozen=True, tag="close_peer"):
    """End one transport and its tracks; unknown peers are ignored. → `Done`."""

    peer: str


class PeerClosed(Message, frozen=True, tag="peer_closed"):
    """The transport ended: `silent` (consent lost), `dtls_closed`, `dtls_failed`, `internal`.

    The last is a bug of the relay's that showed over this peer's input.
    """

    peer: str
    reason: str
