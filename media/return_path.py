"""What goes back to a publisher: NACKs, key frame requests, congestion feedback, reports."""

from collections.abc import Iterator
from math import inf
from typing import TYPE_CHECKING

from media.feedback import FeedbackGenerator, RembGenerator
from media.stats import Rate
from media.wake import LEEWAY
from media.wire import rtcp
from media.wire.rtp import RtpPacket

if TYPE_CHECKING:
    from media.link import Link
    from media.up_track import UpTrack

LOCAL_SSRC = 1
"""Ours as a receiver of media, which sends nothing under it; libwebrtc does alike."""
LOCAL_CNAME = "tongxin"
REPORT_INTERVAL = 1.0
"""Seconds between receiver reports."""


class ReturnPath:
    """From one link's up tracks to who publishes them."""

    def __init__(self, link: "Link") -> None:
        self._link = link
        self.loss = 0.0
        """Share lost, of the track that loses most, by the last receiver report."""
        self._transport_sequence: int | None = None
        self._feedback = FeedbackGenerator(link.ear)
        self._remb_wanted = False
        self._remb = RembGenerator()
        self._rate = Rate()
        self._report_at = 0.0
        self._fir_count = 0

    def agree(self) -> None:
        """The up tracks have changed: which feedback does the publisher's encoder listen to?"""
        self._transport_sequence = None
        self._remb_wanted = False
        for track in self._link.up_tracks:
            for codec in track.params.codecs:
                if "transport-cc" in codec.feedback and track.params.extensions.transport_sequence:
                    self._transport_sequence = track.params.extensions.transport_sequence
                elif "goog-remb" in codec.feedback:
                    self._remb_wanted = True
        if self._transport_sequence is not None:
            self._remb_wanted = False  # a REMB would cap what Chromium finds out better by itself
        if self._link.ear is not None:
            self._link.ear.note(self._transport_sequence)

    def receive(self, packet: RtpPacket, now: float) -> None:
        """Note when a packet arrived."""
        if self._transport_sequence is not None:
            stamp = packet.extensions.get(self._transport_sequence)
            if stamp is not None and len(stamp) == 2:
                self._feedback.receive(stamp[0] << 8 | stamp[1], now)

    def send(self, now: float) -> None:
        """Send what is due; `next_at` then says when to call again."""
        for track in self._link.up_tracks:
            if track.ssrc is not None:
                self._request(track, track.ssrc, now)
        self._send_feedback(now)
        self._report(now)

    def next_at(self, now: float) -> float:
        """When something is due next, if nothing happens till then."""
        reports = min(self._report_at, self._remb.next_at if self._remb_wanted else inf)
        # Looked for whether or not any are known of: C takes packets unheard.
        arrivals = inf if self._transport_sequence is None else self._feedback.look_at(now)
        tracks = [track.due(now) for track in self._link.up_tracks if track.ssrc is not None]
        return min([reports + LEEWAY, arrivals, *tracks])

    # --- what is missing --------------------------------------------------------------------

    def _request(self, track: "UpTrack", ssrc: int, now: float) -> None:
        counts, send = self._link.counts, self._link.sender.send_rtcp
        missing = track.nacks_due(now)
        if missing:
            counts.asked += len(missing)
            send(rtcp.pack_nack(LOCAL_SSRC, ssrc, missing))
        if track.waiting:
            track.begin_kept(now)
        if track.key_frame_due(now):
            counts.key_asked += 1
            send(self._key_frame_request(track, ssrc))

    def _key_frame_request(self, track: "UpTrack", ssrc: int) -> bytes:
        if not track.fir_only:
            return rtcp.pack_pli(LOCAL_SSRC, ssrc)
        self._fir_count += 1
        return rtcp.pack_fir(LOCAL_SSRC, ssrc, self._fir_count)

    # --- what came, and how -----------------------------------------------------------------

    def _send_feedback(self, now: float) -> None:
        if self._transport_sequence is not None:
            media_ssrc = next(iter(self._ssrcs()), 0)
            for feedback in self._feedback.due(now):
                self._send(rtcp.pack_transport_feedback(LOCAL_SSRC, media_ssrc, feedback))

    def _report(self, now: float) -> None:
        if now >= self._report_at and self._link.up_tracks:
            self._report_at = now + REPORT_INTERVAL
            self._send_receiver_report(now)
            for track in self._link.up_tracks:
                track.bitrate(now)
        if self._remb_wanted and self._remb.due(now):
            received = self._rate.update(self._link.bytes_in, now)
            ssrcs = list(self._ssrcs())
            if ssrcs:
                bitrate = self._remb.update(received, self.loss)
                # A compound packet begins with a report, if an empty one (RFC 3550 section 6.1).
                head = rtcp.pack_receiver_report(rtcp.ReceiverReport(LOCAL_SSRC))
                self._send(head + rtcp.pack_remb(LOCAL_SSRC, bitrate, ssrcs))

    def _send_receiver_report(self, now: float) -> None:
        blocks = [
            track.reception.report(track.ssrc, now)
            for track in self._link.up_tracks
            if track.ssrc is not None
        ]
        if not blocks:
            return
        self.loss = max(block.fraction_lost for block in blocks) / 256
        for start in range(0, len(blocks), rtcp.MAX_REPORTS):
            report = rtcp.ReceiverReport(
                LOCAL_SSRC, tuple(blocks[start : start + rtcp.MAX_REPORTS])
            )
            self._send(rtcp.pack_receiver_report(report) + rtcp.pack_cname(LOCAL_SSRC, LOCAL_CNAME))

    def _ssrcs(self) -> Iterator[int]:
        return (track.ssrc for track in self._link.up_tracks if track.ssrc is not None)

    def _send(self, packet: bytes) -> None:
        self._link.sender.send_rtcp(packet)
