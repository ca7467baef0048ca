"""One consultation's forwarding plane: packets and RTCP in, packets and RTCP out, by `Sender`s."""

from collections.abc import Callable, Iterable
from typing import assert_never

from media.active_speaker import ActiveSpeakers
from media.down_track import DownTrack
from media.egress.config import H264_PAYLOAD_TYPE, OPUS_PAYLOAD_TYPE, VP8_PAYLOAD_TYPE
from media.link import Link
from media.messages import Kind, TrackStats
from media.publication import Publication
from media.up_track import UpTrack
from media.wire import rtcp
from media.wire.codecs import Codec, HeaderExtensions, SendParameters
from media.wire.rtp import parse_rtp

SERVED_AT_ONCE = 64
"""Subscribers looked at in one tick for layers and reports due: hundreds would delay packets."""
MAX_TURNS = 10
"""Ticks until everybody's turn comes again."""
TICK = 0.01
"""Seconds between calls of `tick`: NACKs wait at most this long, which also absorbs reordering."""
EGRESS_PAYLOAD_TYPES = {
    "H264": H264_PAYLOAD_TYPE,
    "VP8": VP8_PAYLOAD_TYPE,
    "opus": OPUS_PAYLOAD_TYPE,
}
"""Of every track given to egress, whatever the publisher's are."""


class Router:
    """Forwards one consultation's media. Synchronous: output goes to a `Sender` within the call.

    `now` is monotonic seconds everywhere; `ntp_offset` added to it gives seconds since 1900 (for
    sender reports). Inputs never raise: malformed packets are dropped and counted.
    """

    def __init__(self, router_id: str, ntp_offset: float = 0.0) -> None:
        self.router_id = router_id
        self.packets_received = 0
        self.packets_dropped = 0
        """Malformed, or of no known track."""
        self.shed = 0
        """How much of the pictures an overloaded worker withholds (`allocation.py`)."""
        self._ntp_offset = ntp_offset
        self._links: list[Link] = []
        self._publications: dict[int, Publication] = {}
        self._followers: dict[DownTrack, str | None] = {}
        """Down tracks that follow an owner, or the programme (None)."""
        self._audible: frozenset[str] = frozenset()
        self._programme: dict[Kind, str | None] = {"video": None, "audio": None}
        self._egress: Link | None = None
        self._egress_tracks: dict[int, DownTrack] = {}
        self._speakers = ActiveSpeakers()
        self._probing: set[Link] = set()
        """Links with a probe under way."""
        self._turn = 0
        self._started: list[int] = []
        self._silent: set[int] = set()
        """Tracks of which nothing has arrived."""
        self._forwarded_before = 0
        """By down tracks that are gone."""

    # --- who is here ------------------------------------------------------------------------

    def add_link(self, link: Link) -> None:
        """Know a peer's transport; before any of its tracks."""
        self._links.append(link)

    def remove_link(self, link: Link) -> None:
        """Forget a peer and every track of it, up and down."""
        for up_track in list(link.up_tracks):
            self.remove_up_track(up_track)  # with all its layers
        for down_track in list(link.down_tracks):
            self.remove_down_track(down_track)
        self._probing.discard(link)
        if link in self._links:
            self._links.remove(link)

    def add_publication(self, publication: Publication) -> None:
        """Take packets for `publication`; programme and owner followers pick it up at once."""
        track_id = publication.info.track_id
        self._publications[track_id] = publication
        self._silent.add(track_id)
        for up_track in publication.up_tracks:
            up_track.link.add_up_track(up_track)
            self._gate(up_track)
        self._lead()
        if self._egress is not None:
            self._tap(self._egress, publication)

    def add_up_track(self, up_track: UpTrack) -> None:
        """Take packets for a track of one layer."""
        self.add_publication(Publication(up_track.info, (up_track,)))

    def remove_up_track(self, up_track: UpTrack) -> None:
        """End a published track with all its layers; down tracks fed by it fall silent."""
        publication = self._publications.pop(up_track.info.track_id, None)
        if publication is None:
            return
        self._silent.discard(up_track.info.track_id)
        self._untap(up_track.info.track_id)
        for layer in publication.up_tracks:
            layer.link.remove_up_track(layer)
            for down in [*layer.down_tracks, *layer.waiting]:
                down.release(layer)
        for link in self._links:
            for down in link.down_tracks:
                if down.publication is publication:
                    down.publication = None
        self._lead()

    def publication(self, track_id: int) -> Publication | None:
        """The published track of that id."""
        return self._publications.get(track_id)

    def add_down_track(self, down_track: DownTrack, source: UpTrack) -> None:
        """Send the track of `source` to a subscriber, in whichever layer (`Subscribe`)."""
        down_track.link.down_tracks.append(down_track)
        self._aim(down_track, self._publications.get(source.info.track_id))

    @staticmethod
    def _aim(down_track: DownTrack, publication: Publication | None) -> None:
        """Let a down track show `publication`; the allocator chooses among its layers."""
        if down_track.publication is publication is not None:
            return
        down_track.publication = publication
        down_track.switch(None if publication is None else publication.up_tracks[0])
        down_track.link.allocator.soon()

    def follow_programme(self, down_track: DownTrack) -> None:
        """Send whatever `route` names as the programme of the track's kind (`View`, owner None)."""
        self._follow(down_track, None)

    def follow_owner(self, down_track: DownTrack, owner: str) -> None:
        """Send `owner`'s track of this kind, now or once there is one (`View` of an owner)."""
        self._follow(down_track, owner)

    def _follow(self, down_track: DownTrack, owner: str | None) -> None:
        down_track.link.down_tracks.append(down_track)
        self._followers[down_track] = owner
        self._lead_one(down_track, owner)

    def remove_down_track(self, down_track: DownTrack) -> None:
        """Stop sending a track to a subscriber."""
        self._followers.pop(down_track, None)
        down_track.publication = None
        down_track.switch(None)
        down_track.link.allocator.soon()
        if down_track in down_track.link.down_tracks:
            down_track.link.down_tracks.remove(down_track)
            self._forwarded_before += down_track.packets

    # --- what is forwarded ------------------------------------------------------------------

    def route(
        self,
        audible: Iterable[str],
        programme_video: str | None = None,
        programme_audio: str | None = None,
    ) -> None:
        """Set who is heard and who is the programme, replacing what was said before.

        Sound of an owner not in `audible` (nobody, at first) goes to no one, egress included.
        """
        self._audible = frozenset(audible)
        self._programme = {"video": programme_video, "audio": programme_audio}
        for publication in self._publications.values():
            for up_track in publication.up_tracks:
                self._gate(up_track)
        self._lead()

    def _gate(self, up_track: UpTrack) -> None:
        """The one place where sound is let through or not."""
        if up_track.video:
            return
        if up_track.info.owner in self._audible:
            up_track.open()
        else:
            up_track.close()

    def _lead(self) -> None:
        """Give every follower its source."""
        for down, owner in self._followers.items():
            self._lead_one(down, owner)

    def _lead_one(self, down: DownTrack, owner: str | None) -> None:
        kind = down.params.kind
        self._aim(down, self._choose(kind, self._programme[kind] if owner is None else owner))

    def _choose(self, kind: Kind, owner: str | None) -> Publication | None:
        """An owner's track of one kind: the camera before the screen, of several the latest.

        A screen only while its owner is the programme, whoever follows: `route` alone tells us what
        may be shown. (Its sound passes the gate or not, as any.)
        """
        best: Publication | None = None
        for track in self._publications.values():
            if track.info.owner != owner or track.info.kind != kind:
                continue
            if track.video and track.info.source == "screen" and owner != self._programme["video"]:
                continue
            if best is None or track.info.source != "screen" or best.info.source == "screen":
                best = track
        return best

    # --- egress -----------------------------------------------------------------------------

    def attach_egress(self, send: Callable[[bytes], None]) -> None:
        """Give every track, present and future, to `send` as plain RTP and sender reports.

        SSRC is the `track_id`; payload types are 96 (H.264), 97 (VP8), 111 (Opus); timestamps are
        the publisher's until its stream starts anew. Each track begins with a key frame. Times in
        sender reports are the relay's, so they compare across publishers.
        """
        self.detach_egress()
        self._egress = Link("egress", _EgressSender(send))
        self._egress.allocator.unlimited = True
        self._links.append(self._egress)
        for publication in self._publications.values():
            self._tap(self._egress, publication)

    def detach_egress(self) -> None:
        """Stop giving anything to egress."""
        if self._egress is not None:
            self.remove_link(self._egress)
            self._egress = None
            self._egress_tracks.clear()

    def _tap(self, egress: Link, publication: Publication) -> None:
        down = DownTrack(_egress_parameters(publication.up_tracks[0]), egress)
        self._egress_tracks[publication.info.track_id] = down
        self.add_down_track(down, publication.up_tracks[0])

    def _untap(self, track_id: int) -> None:
        down = self._egress_tracks.pop(track_id, None)
        if down is not None:
            self.remove_down_track(down)

    # --- inputs -----------------------------------------------------------------------------

    def receive_rtp(self, link: Link, packet: bytes, now: float) -> None:
        """Take one unprotected RTP packet from a peer: any SSRC, RTX included."""
        self.packets_received += 1
        parsed = parse_rtp(packet)
        if parsed is None or not link.receive_rtp(parsed, len(packet), now):
            self.packets_dropped += 1

    def receive_rtcp(self, link: Link, packet: bytes, now: float) -> None:
        """Take one unprotected RTCP datagram from a peer, publisher or subscriber."""
        reports = rtcp.parse_rtcp(packet)
        if reports is None:
            self.packets_dropped += 1
            return
        for report in reports:
            self._receive_report(link, report, now)

    def receive_egress_rtcp(self, packet: bytes, now: float) -> None:
        """Take one RTCP datagram from egress: PLI or FIR for a `track_id`."""
        if self._egress is not None:
            self.receive_rtcp(self._egress, packet, now)

    def _receive_report(self, link: Link, report: rtcp.Report, now: float) -> None:
        match report:
            case rtcp.SenderReport():
                link.receive_sender_report(report, now)
                self._receive_blocks(link, report.reports, now)
            case rtcp.ReceiverReport():
                self._receive_blocks(link, report.reports, now)
            case rtcp.Nack():
                link.counts.wanted += len(report.sequences)
                down = link.find_down_track(report.media_ssrc)
                if down is not None:
                    down.resend(report.sequences, now)
            case rtcp.KeyFrameRequest():
                link.counts.key_wanted += 1
                down = link.find_down_track(report.media_ssrc)
                if down is not None:
                    down.want_key_frame(now)
            case rtcp.Remb():
                link.tells = True
                link.estimate.receive_remb(report.bitrate, now)
            case rtcp.TransportFeedback():
                link.estimate.receive_feedback(report, now)
            case _:
                assert_never(report)

    def _receive_blocks(self, link: Link, blocks: tuple[rtcp.ReportBlock, ...], now: float) -> None:
        for block in blocks:
            link.receive_report(block, now, self._ntp(now))

    def tick(self, now: float) -> None:
        """Do what is due: NACKs, key frame requests, feedback, reports; call each `TICK` s."""
        ntp = self._ntp(now)
        turns = min(MAX_TURNS, 1 + len(self._links) // SERVED_AT_ONCE)
        self._turn = (self._turn + 1) % turns
        for link in self._links[self._turn :: turns]:
            if link.down_tracks:
                link.allocator.run(now, self.shed)
                if link.probes.begin(now):
                    self._probing.add(link)
            if not link.up_tracks:
                link.send_reports(now, ntp)
        for link in dict.fromkeys(p.up_tracks[0].link for p in self._publications.values()):
            link.send_feedback(now)
            link.send_reports(now, ntp)
        self._probing = {link for link in self._probing if link.probes.run(now)}

    def _ntp(self, now: float) -> int:
        """`now` as 32.32 fixed point seconds since 1900."""
        return int((now + self._ntp_offset) * 4294967296) & 0xFFFFFFFFFFFFFFFF

    # --- what is to be known ----------------------------------------------------------------

    @property
    def packets_forwarded(self) -> int:
        """Packets sent to subscribers and egress, retransmissions excepted."""
        return self._forwarded_before + sum(
            down.packets for link in self._links for down in link.down_tracks
        )

    def take_started(self) -> list[int]:
        """`track_id`s whose first packet arrived since the last call (`TrackStarted`)."""
        started = [track_id for track_id in self._silent if self._publications[track_id].started]
        self._silent.difference_update(started)
        return started

    def levels(self, now: float) -> dict[str, int]:
        """Loudness by owner, −127 to 0 dBov, heard or not (`Levels`)."""
        levels: dict[str, int] = {}
        for track in self._publications.values():
            if not track.video:
                level = track.up_tracks[0].level.level(now)
                levels[track.info.owner] = max(level, levels.get(track.info.owner, level))
        return levels

    def active_speakers(self, now: float) -> list[str]:
        """The owners that send sound, who speaks first; steady against coughs and crosstalk."""
        return self._speakers.update(self.levels(now), now)

    def track_stats(self, now: float) -> list[TrackStats]:
        """Every published track (`Stats`)."""
        return [publication.stats(now) for publication in self._publications.values()]


class _EgressSender:
    """Plain RTP and RTCP to whatever `attach_egress` was given."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send

    def send_rtp(self, packet: bytes | bytearray) -> None:
        self._send(bytes(packet))

    def send_rtcp(self, packet: bytes) -> None:
        self._send(packet)


def _egress_parameters(up_track: UpTrack) -> SendParameters:
    """What egress takes: the publisher's own codecs under the fixed payload types."""
    codecs = tuple(
        Codec(codec.name, codec.clock_rate, payload_type, codec.channels, codec.fmtp)
        for codec in up_track.params.codecs
        for name, payload_type in EGRESS_PAYLOAD_TYPES.items()
        if codec.name.lower() == name.lower()
    )
    return SendParameters(
        mid="",
        kind=up_track.params.kind,
        codecs=codecs,
        extensions=HeaderExtensions(),
        ssrc=up_track.info.track_id,
        rtx_ssrc=None,
        cname=up_track.info.owner,
    )
