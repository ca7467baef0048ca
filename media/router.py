"""One consultation's forwarding plane: packets and RTCP in, packets and RTCP out, by `Sender`s."""

from collections.abc import Iterable
from math import inf
from typing import assert_never

from media.active_speaker import ActiveSpeakers
from media.cascade import PipeLink, piped_publication
from media.down_track import DownTrack
from media.followers import Followers
from media.link import Link, Sender
from media.messages import TrackInfo, TrackStats
from media.publication import Publication
from media.tap import Tap
from media.up_track import UpTrack
from media.wake import LEEWAY, TICK, Wake
from media.wire import rtcp
from media.wire.rtp import parse_rtp

SERVED_AT_ONCE = 16
"""Subscribers served in one tick who have layers or reports due: hundreds would delay packets."""
MAX_TURNS = 10
"""Ticks over which they may be spread: 0.2 s, in which an allocation stands anyway."""


class Router:
    """Forwards one consultation's media. Synchronous: output goes to a `Sender` within the call.

    `now` is monotonic seconds everywhere; `ntp_offset` added to it gives seconds since 1900 (for
    sender reports). Inputs never raise: malformed packets are dropped and counted.
    """

    def __init__(self, router_id: str, ntp_offset: float = 0.0, above: Wake | None = None) -> None:
        """`above` is to be woken when this router's `wake` is."""
        self.wake = Wake(above)
        """When to call `tick` next."""
        self.router_id = router_id
        self.packets_dropped = 0
        """Malformed, or of no known track."""
        self._shed = 0
        self._ntp_offset = ntp_offset
        self._links: list[Link] = []
        self._publishing: dict[Link, None] = {}
        """Links with up tracks."""
        self._publications: dict[int, Publication] = {}
        self._followers = Followers(self._publications)
        self._audible: frozenset[str] = frozenset()
        self._taps: dict[Link, Tap] = {}
        self.pipe: PipeLink | None = None
        """Where tracks come from that are published at another worker."""
        self._speakers = ActiveSpeakers()
        self._probing: set[Link] = set()
        """Links with a probe under way."""
        self._newcomers: dict[Link, None] = {}
        """Links that receive more since the last tick: all are served in the next, for until they
        are allocated anything all their pictures may begin at once."""
        self._started: list[int] = []
        self._silent: set[int] = set()
        """Tracks of which nothing has arrived."""
        self._forwarded_before = 0
        """By down tracks that are gone."""

    def withhold(self, shed: int) -> None:
        """Withhold so much of the pictures, as an overloaded worker must (`allocation.py`)."""
        if shed != self._shed:
            self._shed = shed
            for link in self._links:
                link.serve_soon()

    # --- who is here ------------------------------------------------------------------------

    def add_link(self, link: Link) -> None:
        """Know a peer's transport; before any of its tracks."""
        self._links.append(link)
        link.wake = self.wake
        self.wake.soon()

    def remove_link(self, link: Link) -> None:
        """Forget a peer and every track of it, up and down."""
        for up_track in list(link.up_tracks):
            self.remove_up_track(up_track)  # with all its layers
        for down_track in list(link.down_tracks):
            self.remove_down_track(down_track)
        self._probing.discard(link)
        self._newcomers.pop(link, None)
        if link in self._links:
            self._links.remove(link)

    def add_publication(self, publication: Publication) -> None:
        """Take packets for `publication`; programme and owner followers pick it up at once."""
        track_id = publication.info.track_id
        self._publications[track_id] = publication
        if not publication.remote:
            self._silent.add(track_id)
        for up_track in publication.up_tracks:
            up_track.link.add_up_track(up_track)
            self._publishing[up_track.link] = None
            self._gate(up_track)
        self._followers.lead()
        for tap in self._taps.values():
            tap.take(publication)

    def add_up_track(self, up_track: UpTrack) -> None:
        """Take packets for a track of one layer."""
        self.add_publication(Publication(up_track.info, (up_track,)))

    def remove_up_track(self, up_track: UpTrack) -> None:
        """End a published track with all its layers; down tracks fed by it fall silent."""
        publication = self._publications.pop(up_track.info.track_id, None)
        if publication is None:
            return
        self._silent.discard(up_track.info.track_id)
        for tap in self._taps.values():
            for down in tap.forget(up_track.info.track_id):
                self.remove_down_track(down)
        for layer in publication.up_tracks:
            layer.link.remove_up_track(layer)
            if not layer.link.up_tracks:
                self._publishing.pop(layer.link, None)
            for down in [*layer.down_tracks, *layer.waiting]:
                down.release(layer)
        for link in self._links:
            for down in link.down_tracks:
                if down.publication is publication:
                    down.publication = None
                    link.allocator.soon()
        self._followers.lead()

    def publication(self, track_id: int) -> Publication | None:
        """A track, published here or at the other end of the pipe."""
        return self._publications.get(track_id)

    def add_down_track(self, down_track: DownTrack, source: UpTrack) -> None:
        """Send the track of `source` to a subscriber, in whichever layer (`Subscribe`)."""
        self._take_in(down_track)
        down_track.show(self._publications.get(source.info.track_id))

    def follow_programme(self, down_track: DownTrack) -> None:
        """Send whatever `route` names as the programme of the track's kind (`View`, owner None)."""
        self._follow(down_track, None)

    def follow_owner(self, down_track: DownTrack, owner: str) -> None:
        """Send `owner`'s track of this kind, now or once there is one (`View` of an owner)."""
        self._follow(down_track, owner)

    def _follow(self, down_track: DownTrack, owner: str | None) -> None:
        self._take_in(down_track)
        self._followers.add(down_track, owner)

    def _take_in(self, down_track: DownTrack) -> None:
        down_track.link.down_tracks.append(down_track)
        down_track.link.report_soon()
        self._newcomers[down_track.link] = None

    def remove_down_track(self, down_track: DownTrack) -> None:
        """Stop sending a track to a subscriber."""
        self._followers.discard(down_track)
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
        for publication in self._publications.values():
            for up_track in publication.up_tracks:
                self._gate(up_track)
        self._followers.set_programme(programme_video, programme_audio)

    def _gate(self, up_track: UpTrack) -> None:
        """The one place where sound is let through or not."""
        if up_track.video:
            return
        if up_track.info.owner in self._audible:
            up_track.open()
        else:
            up_track.close()

    # --- local sockets ----------------------------------------------------------------------

    def attach(self, tap: Tap) -> None:
        """Give `tap` its tracks; RTCP of its other end comes by `receive_rtcp` of its link."""
        self._taps[tap.link] = tap
        self.add_link(tap.link)
        for publication in self._publications.values():
            tap.take(publication)

    def detach(self, tap: Tap) -> None:
        """Stop giving `tap` anything."""
        if self._taps.pop(tap.link, None) is not None:
            self.remove_link(tap.link)

    def open_pipe(self, sender: Sender) -> PipeLink:
        """Take tracks from another worker, as `set_piped` names them; one pipe at a time."""
        self.close_pipe()
        self.pipe = PipeLink(sender)
        self.add_link(self.pipe)
        return self.pipe

    def close_pipe(self) -> None:
        """Take nothing more from there: its tracks end."""
        if self.pipe is not None:
            self.remove_link(self.pipe)
            self.pipe = None

    def set_piped(self, infos: Iterable[TrackInfo]) -> None:
        """What the other worker has, replacing what was said before; needs a pipe."""
        assert self.pipe is not None
        wanted = {info.track_id: info for info in infos}
        known = {track.info.track_id: track for track in self.pipe.up_tracks}
        for track_id in known.keys() - wanted.keys():
            self.remove_up_track(known[track_id])  # with all its layers
        for track_id in [track_id for track_id in wanted if track_id not in known]:
            self.add_publication(piped_publication(wanted[track_id], self.pipe))

    # --- inputs -----------------------------------------------------------------------------

    def receive_rtp(self, link: Link, packet: bytes, now: float) -> None:
        """Take one unprotected RTP packet from a peer: any SSRC, RTX included."""
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

    def _receive_report(self, link: Link, report: rtcp.Report, now: float) -> None:
        match report:
            case rtcp.SenderReport():
                link.receive_sender_report(report, now)
                link.receive_reports(report.reports, now, self._ntp(now))
            case rtcp.ReceiverReport():
                link.receive_reports(report.reports, now, self._ntp(now))
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
            case rtcp.PauseRequest():
                if link in self._taps:  # nobody else may ask
                    self._taps[link].pause(report)
            case rtcp.LayerReport():
                if link is self.pipe:
                    self._learn(self.pipe, report, now)
            case rtcp.Remb():
                link.tells = True
                link.estimate.receive_remb(report.bitrate, now)
                link.follow_estimate()
            case rtcp.FoldedFeedback():
                link.estimate.receive_feedback(report, now)
                link.follow_estimate()
            case _:
                assert_never(report)

    def _learn(self, pipe: PipeLink, report: rtcp.LayerReport, now: float) -> None:
        track = pipe.find_up_track(report.ssrc)
        if track is not None:
            self._publications[track.info.track_id].learn(track, report, now)

    def tick(self, now: float) -> None:
        """Do what is due: NACKs, key frame requests, feedback, reports, layers, probes.

        `wake` then says when there is more to do; a call before that does no harm.
        """
        ntp = self._ntp(now)
        crowded = self._serve(now, ntp)
        for tap in self._taps.values():
            tap.tick(now)
        for link in self._publishing:
            if now >= link.feed_back_at:
                link.feed_back(now, ntp)
        self._probing = {link for link in self._probing if link.probes.run(now)}
        self.wake.at = self._next(now, crowded)

    def _serve(self, now: float, ntp: int) -> bool:
        """Serve whom something is due, who waited longest first; whether there are more."""
        due = [link for link in self._links if link.due <= now]
        newcomers, self._newcomers = self._newcomers, {}
        share = max(SERVED_AT_ONCE, len(self._links) // MAX_TURNS)
        crowded = len(due) > share
        if crowded:
            due.sort(key=lambda link: link.due)
        for link in (*newcomers, *due[:share]):
            if now >= link.due and link.serve(now, ntp, self._shed):
                self._probing.add(link)
        return crowded

    def _next(self, now: float, crowded: bool) -> float:
        """When to tick again, if nothing happens till then."""
        turns = 1 if crowded else min(MAX_TURNS, 1 + len(self._links) // SERVED_AT_ONCE)
        served = min([link.due for link in self._links], default=inf) + LEEWAY
        return min(
            max(served, now + turns * TICK),
            now + TICK if self._probing else inf,
            *(link.feed_back_at for link in self._publishing),
            *(tap.due for tap in self._taps.values()),
        )

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
        """`track_id`s published here, whose first packet has arrived since (`TrackStarted`)."""
        started = [track_id for track_id in self._silent if self._publications[track_id].started]
        self._silent.difference_update(started)
        return started

    def levels(self, now: float) -> dict[str, int]:
        """Loudness by owner who publishes here, −127 to 0 dBov, heard or not (`Levels`)."""
        levels: dict[str, int] = {}
        for track in self._publications.values():
            if not track.video and not track.remote:
                level = track.up_tracks[0].level.level(now)
                levels[track.info.owner] = max(level, levels.get(track.info.owner, level))
        return levels

    def active_speakers(self, now: float) -> list[str]:
        """The owners that send sound, who speaks first; steady against coughs and crosstalk."""
        return self._speakers.update(self.levels(now), now)

    def track_stats(self, now: float) -> list[TrackStats]:
        """Every track published here (`Stats`)."""
        tracks = self._publications.values()
        return [track.stats(now) for track in tracks if not track.remote]
