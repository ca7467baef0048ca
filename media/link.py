"""One peer's transport as the router sees it: whose each SSRC is, and what feedback is due."""

from collections.abc import Iterable, Iterator
from math import inf
from typing import Protocol

from media.allocator import Allocator
from media.down_track import DownTrack
from media.ear import Ear, Taken
from media.estimate import Estimate
from media.fan import FanPath
from media.messages import PictureCount
from media.observed import PlainObserved
from media.probe_sender import ProbeSender
from media.recognition import recognized
from media.return_path import ReturnPath
from media.sender_clock import SenderClock
from media.stats import Counts, LinkQuality, Rate
from media.up_track import SILENT_AFTER, UpTrack
from media.wake import LEEWAY, Wake
from media.wire import rtcp
from media.wire.rtp import RtpPacket

PROMPT_INTERVAL = 0.1
"""Seconds between looks for a sender report that is due but for what the publisher tells, and for
which the player's lip sync waits."""
MAX_STREAMS = 64
"""SSRCs known per transport: twice SDP's m-lines' worth of what Tongxin publishes."""
MAX_RTT = 10.0
"""Seconds; a longer one is a mistake in somebody's report."""
TRUSTED = 50_000_000
"""bit/s for a subscriber whose player tells nothing of its path, while it loses little."""
LOSSY = 0.10
"""Share lost above which it is trusted no more."""
MAX_COMPOUND = 1100
"""Bytes of one RTCP datagram, to stay below every path's MTU."""


class Sender(Protocol):
    """The sending half of a peer's transport: protects and queues; never a socket, never blocks.

    Given before DTLS is up, it drops. An (ssrc, sequence) given a second time (a NACK from a
    subscriber without RTX) goes out as the very bytes of the first time: with AES-GCM, other bytes
    under the same number would reuse the nonce, so SRTP protects each number once.
    """

    def send_rtp(self, packet: bytes | bytearray) -> None:
        """Queue one plain RTP packet. A bytearray may be changed in place, bytes may not."""

    def send_rtcp(self, packet: bytes) -> None:
        """Queue one plain, perhaps compound or reduced-size (RFC 5506), RTCP packet."""


class Link:
    """One peer's transport: made once per peer, given to every track of it and to the router."""

    remote = False
    """Whether its up tracks are published at another worker, which tells of them."""

    def __init__(
        self,
        peer: str,
        sender: Sender,
        path: FanPath | None = None,
        ear: Ear | None = None,
    ) -> None:
        """`path` is where the fan may send, past `sender`; by `ear` packets are opened in C, and
        the plain ones taken.
        """
        self.peer = peer
        self.sender = sender
        self.path = path
        self.ear = ear
        self.up_tracks: list[UpTrack] = []
        self.down_tracks: list[DownTrack] = []
        self.clock = SenderClock()
        self.estimate = Estimate(path.fan.observed if path else PlainObserved)
        self.allocator = Allocator(self)
        self.probes = ProbeSender(self)
        self.tells = False
        """Whether the subscriber's player has told its own estimate (REMB)."""
        self.rtt: float | None = None
        """Seconds, by the last receiver report."""
        self.wake = Wake()
        """Its router's, once that knows it."""
        self.due = -inf
        """When to `serve` it next."""
        self.feed_back_at = inf
        """When to `feed_back` next."""
        self._bytes_in = 0
        self._bytes_out = 0
        self.counts = Counts()
        if path is not None:
            path.log_to(self.estimate.sent)

        self._streams: dict[int, UpTrack] = {}
        self._return_path = ReturnPath(self)
        self._rate_in, self._rate_out = Rate(), Rate()
        self._prompt_at = 0.0

    @property
    def bytes_in(self) -> int:
        """RTP bytes received, whichever way."""
        return self._bytes_in + (self.ear.bytes if self.ear else 0)

    @property
    def bytes_out(self) -> int:
        """RTP bytes sent, whichever way."""
        return self._bytes_out + (self.path.bytes if self.path else 0)

    def count_out(self, size: int) -> None:
        """Count a packet given to `sender`."""
        self._bytes_out += size

    # --- tracks -----------------------------------------------------------------------------

    def add_up_track(self, up_track: UpTrack) -> None:
        """Take its packets."""
        self.up_tracks.append(up_track)
        params = up_track.params
        if params.ssrc is not None:
            self._streams[params.ssrc] = up_track
        if params.rtx_ssrc is not None:
            self._streams[params.rtx_ssrc] = up_track
        self._return_path.agree()
        self.feed_back_soon()

    def remove_up_track(self, up_track: UpTrack) -> None:
        """Take its packets no more."""
        self.up_tracks.remove(up_track)
        if self.ear is not None and up_track.ssrc is not None:
            self.ear.entrust(up_track.ssrc, None)
        self._streams = {k: v for k, v in self._streams.items() if v is not up_track}
        self._return_path.agree()
        self.feed_back_soon()

    # --- packets ----------------------------------------------------------------------------

    def receive_rtp(self, packet: RtpPacket, size: int, now: float) -> bool:
        """Take a packet of `size` bytes of any track of this peer; False if it belongs to none."""
        self._bytes_in += size
        self._return_path.receive(packet, now)
        track = self._streams.get(packet.ssrc)
        if track is None:
            track = self._recognize(packet)
            if track is None:
                return False
        if packet.payload_type in track.codecs:
            if packet.ssrc != track.ssrc and not self._latch(track, packet.ssrc, now):
                return False
            track.hear(now)
            track.receive(packet, now)
        elif packet.payload_type in track.rtx:
            track.receive_rtx(packet, now)
        else:
            return False
        return True

    def receive_taken(self, taken: Taken, now: float) -> None:
        """Do what is left of a packet that C has taken."""
        track = self._streams.get(taken.ssrc)
        if track is not None:
            track.forward_rest(taken.packet_index, taken.places, now)

    def _recognize(self, packet: RtpPacket) -> UpTrack | None:
        if len(self._streams) >= MAX_STREAMS:
            return None
        track = recognized(packet, self.up_tracks)
        if track is not None:
            self._streams[packet.ssrc] = track
        return track

    def _latch(self, track: UpTrack, ssrc: int, now: float) -> bool:
        """Let `ssrc` be the stream of `track`, unless another one still is."""
        if now - track.heard_at < SILENT_AFTER:
            return False
        if track.ssrc is not None:
            self._streams.pop(track.ssrc, None)
        if self.ear is not None:
            if track.ssrc is not None:
                self.ear.entrust(track.ssrc, None)
            self.ear.entrust(ssrc, track.intake)
        track.latch(ssrc)
        return True

    def ssrcs(self, up_track: UpTrack) -> list[int]:
        """The SSRCs by which the packets of `up_track` are known."""
        return [ssrc for ssrc, track in self._streams.items() if track is up_track]

    # --- feedback ---------------------------------------------------------------------------

    def receive_sender_report(self, report: rtcp.SenderReport, now: float) -> None:
        """Take a publisher's sender report."""
        track = self._streams.get(report.ssrc)
        if track is None or report.ssrc not in (track.ssrc, track.params.ssrc):
            return  # of a retransmission stream, which has no time of its own
        changed = self.clock.receive(report.ntp / 4294967296, now)
        track.receive_sender_report(report.ntp, report.rtp_timestamp, now)
        if changed:
            for other in self.up_tracks:
                for down in other.down_tracks:
                    down.report_soon()

    def receive_reports(self, blocks: Iterable[rtcp.ReportBlock], now: float, ntp: int) -> None:
        """Take a subscriber's report about our streams; `ntp` is `now` too."""
        losses = []
        for block in blocks:
            down = self.find_down_track(block.ssrc)
            if down is None:
                continue
            down.receive_report(block)
            losses.append(down.fraction_lost)
            if block.last_sr:
                rtt = ((ntp >> 16) - block.last_sr - block.delay & 0xFFFFFFFF) / 65536
                if rtt < MAX_RTT:
                    self.rtt = rtt
        if losses:
            self.estimate.receive_loss(max(losses), now)
            self.follow_estimate()

    @property
    def downlink(self) -> int:
        """bit/s that the subscriber's path takes; who cannot tell is trusted until it loses."""
        tells = self.tells or any(
            down.params.extensions.transport_sequence for down in self.down_tracks
        )
        return self.estimate.bitrate if tells or self.estimate.loss > LOSSY else TRUSTED

    def find_down_track(self, ssrc: int) -> DownTrack | None:
        """The down track that sends as `ssrc`."""
        for down in self.down_tracks:
            if down.params.ssrc == ssrc:
                return down
        return None

    def feed_back(self, now: float, ntp: int) -> None:
        """Send a publisher what is due; `feed_back_at` then says when to call again."""
        self._return_path.send(now)
        self._send_reports(now, ntp)
        prompt = self._prompt_at + LEEWAY if self.down_tracks else inf
        self.feed_back_at = min(prompt, self._return_path.next_at(now))

    def feed_back_by(self, at: float) -> None:
        """Something is to be fed back at `at`, or before."""
        self.feed_back_at = min(self.feed_back_at, at)
        self.wake.by(at)

    def feed_back_soon(self) -> None:
        """Something may be to be fed back."""
        self.feed_back_by(-inf)

    # --- what a subscriber is due -----------------------------------------------------------

    def serve(self, now: float, ntp: int, shed: int) -> bool:
        """Allocate and report, where that is due; returns whether a probe is under way."""
        probing = False
        self.due = inf
        if self.down_tracks:
            self.allocator.run(now, shed)
            probing = self.probes.begin(now)
            wanting = self.allocator.spent < self.allocator.ideal  # then a probe may be due soon
            self.due = now if wanting else self.allocator.due
        if not self.up_tracks:  # else its reports go with its feedback
            self._send_reports(now, ntp)
            if self.down_tracks:
                self.due = min(self.due, self._prompt_at)
        return probing

    def serve_soon(self) -> None:
        """Something has changed of which `serve` is to know."""
        self.due = -inf
        self.wake.soon()

    def follow_estimate(self) -> None:
        """The estimate has changed: not to be let fall below what is sent."""
        if self.estimate.bitrate < self.allocator.alarm:
            self.serve_soon()
        else:
            self.allocator.held = self.estimate.bitrate

    # --- reports ----------------------------------------------------------------------------

    def _send_reports(self, now: float, ntp: int) -> None:
        if self.down_tracks and now >= self._prompt_at:
            for part in self._sender_reports(now, ntp):
                self.sender.send_rtcp(part)
            due = min(down.report_at for down in self.down_tracks)
            self._prompt_at = due if due > now else now + PROMPT_INTERVAL

    def report_soon(self) -> None:
        """A down track's sender report may be due before it was."""
        self._prompt_at = -inf
        self.serve_soon()
        if self.up_tracks:
            self.feed_back_soon()

    def _sender_reports(self, now: float, ntp: int) -> Iterator[bytes]:
        parts = b""
        for down in self.down_tracks:
            report = down.sender_report(now, ntp)
            if report is None:
                continue
            part = rtcp.pack_sender_report(report) + rtcp.pack_cname(report.ssrc, down.params.cname)
            if len(parts) + len(part) > MAX_COMPOUND:
                yield parts
                parts = b""
            parts += part
        if parts:
            yield parts

    def totals(self) -> Counts:
        """All that was counted, since the peer's beginning."""
        self.counts.bytes_in, self.counts.bytes_out = self.bytes_in, self.bytes_out
        return self.counts

    def quality(self, now: float) -> LinkQuality:
        """The figures of the last second; to be asked for at least once in each."""
        lost = [down.fraction_lost for down in self.down_tracks]
        return LinkQuality(
            loss=max([self._return_path.loss, *lost]),
            rtt=None if self.rtt is None else self.rtt * 1000,
            bitrate_in=self._rate_in.update(self.bytes_in, now),
            bitrate_out=self._rate_out.update(self.bytes_out, now),
            estimate=self.estimate.bitrate,
        )

    def pictures(self) -> dict[int, PictureCount]:
        """What came since the last call of each picture, by track id: of one and the same layer for
        as long as it flows, that of the most lines."""
        tracks = [track for track in self.up_tracks if track.video]
        counts = {track: track.pictures.since_last() for track in tracks}
        tracks.sort(key=lambda track: (counts[track].frames > 0, track.height))
        return {track.info.track_id: counts[track] for track in tracks}
