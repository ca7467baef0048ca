"""One consultation's forwarding plane: packets and RTCP in, packets and RTCP out, by `Sender`s."""

from collections.abc import Callable, Iterable

from media.down_track import DownTrack
from media.link import Link
from media.messages import TrackStats
from media.up_track import UpTrack

TICK = 0.01
"""Seconds between calls of `tick`: NACKs wait at most this long, which also absorbs reordering."""


class Router:
    """Forwards one consultation's media. Synchronous; every output goes to a `Sender` within the call.

    `now` is monotonic seconds everywhere; `ntp_offset` added to it gives seconds since 1900 (for
    sender reports). Inputs never raise: malformed packets are dropped and counted.
    """

    def __init__(self, router_id: str, ntp_offset: float = 0.0) -> None:
        self.router_id = router_id

    # --- who is here ------------------------------------------------------------------------

    def add_link(self, link: Link) -> None:
        """Know a peer's transport; before any of its tracks."""
        raise NotImplementedError

    def remove_link(self, link: Link) -> None:
        """Forget a peer and every track of it, up and down."""
        raise NotImplementedError

    def add_up_track(self, up_track: UpTrack) -> None:
        """Take packets for `up_track`; programme and owner followers pick it up at once."""
        raise NotImplementedError

    def remove_up_track(self, up_track: UpTrack) -> None:
        """End a published track; down tracks fed by it fall silent."""
        raise NotImplementedError

    def add_down_track(self, down_track: DownTrack, source: UpTrack) -> None:
        """Send `source` to a subscriber, and ask it for a key frame (`Subscribe`)."""
        raise NotImplementedError

    def follow_programme(self, down_track: DownTrack) -> None:
        """Send whatever `route` names as the programme of the track's kind (`View`, owner None)."""
        raise NotImplementedError

    def follow_owner(self, down_track: DownTrack, owner: str) -> None:
        """Send `owner`'s track of this kind, now or once there is one (`View` of an owner)."""
        raise NotImplementedError

    def remove_down_track(self, down_track: DownTrack) -> None:
        """Stop sending a track to a subscriber."""
        raise NotImplementedError

    # --- what is forwarded ------------------------------------------------------------------

    def route(
        self,
        audible: Iterable[str],
        programme_video: str | None = None,
        programme_audio: str | None = None,
    ) -> None:
        """Set who is heard and who is the programme, replacing what was said before.

        Sound of an owner not in `audible` (nobody, at first) is forwarded to no one, egress included.
        """
        raise NotImplementedError

    def attach_egress(self, send: Callable[[bytes], None]) -> None:
        """Give every track, present and future, to `send` as plain RTP and sender reports.

        SSRC is the `track_id`; payload types are `media.egress`'s fixed ones.
        """
        raise NotImplementedError

    def detach_egress(self) -> None:
        """Stop giving anything to egress."""
        raise NotImplementedError

    # --- inputs -----------------------------------------------------------------------------

    def receive_rtp(self, link: Link, packet: bytes, now: float) -> None:
        """Take one unprotected RTP packet from a peer: any SSRC, RTX included."""
        raise NotImplementedError

    def receive_rtcp(self, link: Link, packet: bytes, now: float) -> None:
        """Take one unprotected RTCP datagram from a peer, publisher or subscriber."""
        raise NotImplementedError

    def receive_egress_rtcp(self, packet: bytes, now: float) -> None:
        """Take one RTCP datagram from egress: PLI or FIR for a `track_id`."""
        raise NotImplementedError

    def tick(self, now: float) -> None:
        """Do what is due: NACKs, key frame requests, feedback, reports. Call every `TICK` seconds."""
        raise NotImplementedError

    # --- what is to be known ----------------------------------------------------------------

    def take_started(self) -> list[int]:
        """`track_id`s whose first packet arrived since the last call (`TrackStarted`)."""
        raise NotImplementedError

    def levels(self, now: float) -> dict[str, int]:
        """Loudness by owner, −127 to 0 dBov, heard or not (`Levels`)."""
        raise NotImplementedError

    def track_stats(self, now: float) -> list[TrackStats]:
        """Every published track (`Stats`)."""
        raise NotImplementedError
