"""One peer's transport as the router sees it: which SSRC is which track, and transport-wide feedback."""

from typing import Protocol

import msgspec

from media.down_track import DownTrack
from media.up_track import UpTrack


class Sender(Protocol):
    """The sending half of a peer's transport: protects and queues; never a socket, never blocks.

    Given before DTLS is up, it drops. Whenever an (ssrc, sequence) is given a second time (a NACK
    from a subscriber without RTX), the bytes are the same as the first time, so that protecting
    them again reuses no AES-GCM nonce; the SRTP session needs `allow_repeat_tx` and a replay window
    of at least `media.packet_cache.VIDEO_PACKETS` for it.
    """

    def send_rtp(self, packet: bytes | bytearray) -> None:
        """Queue one plain RTP packet; the caller keeps no reference to it."""

    def send_rtcp(self, packet: bytes) -> None:
        """Queue one plain, perhaps compound or reduced-size (RFC 5506), RTCP packet."""


class LinkQuality(msgspec.Struct, frozen=True):
    """What `PeerQuality` tells of one peer: loss 0–1, round trip in ms or None, bit/s both ways."""

    loss: float
    rtt: float | None
    bitrate_in: int
    bitrate_out: int


class Link:
    """One peer's transport: made once per peer, given to every track of it and to the router."""

    def __init__(self, peer: str, sender: Sender) -> None:
        self.peer = peer
        self.sender = sender
        self.up_tracks: list[UpTrack] = []
        self.down_tracks: list[DownTrack] = []

    def quality(self, now: float) -> LinkQuality:
        """The figures of the last second."""
        raise NotImplementedError
