"""One track as sent to one subscriber: headers rewritten, gaps closed, sources switched."""

from collections.abc import Sequence
from math import inf
from random import randrange
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from media.feed import Feed
from media.intake import NOTHING
from media.leg import Leg
from media.retransmission import Retransmission, must_repeat
from media.rtp_stream import RtpStream
from media.sequence_map import SequenceMap
from media.timeline import Offsets, Sent, continuing
from media.up_track import UpTrack
from media.wire import red, vp8
from media.wire.codecs import SendParameters
from media.wire.rtcp import ReportBlock, SenderReport
from media.wire.rtp import RtpPacket

if TYPE_CHECKING:
    from media.link import Link
    from media.publication import Publication

REPORT_INTERVAL = 1.0
"""Seconds between sender reports; the first follows the first packet at once."""
EAGER, STEADY_INTERVAL = 3, 3.0
"""After so many since times began to map as they do, so many seconds: a player has its lip sync."""
KEY_FRAME_SPACING = 1.0
"""Seconds between key frames that one subscriber may cause: each costs all the others quality."""
MASK32 = 0xFFFFFFFF


class DownTrack:
    """A track towards one subscriber, under one SSRC for its whole life.

    Make one per sending m-line once the answer is known and give it to one of the router's
    `add_down_track`, `follow_programme`, `follow_owner`. Video is forwarded from a key frame on.
    An SSRC belongs to one `DownTrack` per transport: a second would start its numbering again, and
    protect the same numbers with other bytes.
    """

    def __init__(
        self, params: SendParameters, link: "Link", first_sequence: int | None = None
    ) -> None:
        """`first_sequence` is drawn at random (below 2^15, RFC 3711 section 3.3.1) if not given."""
        self.params = params
        self.link = link
        self.source: UpTrack | None = None
        """Whose packets are being sent."""
        self.pending: UpTrack | None = None
        """Whose next key frame is awaited; until then `source` goes on."""
        self.publication: Publication | None = None
        """What is to be shown; which layer of it is the allocator's choice."""
        self.announced: tuple[UpTrack, int] | None = None
        """The track it was announced to, and the index after which what is kept may be sent."""
        self.reduced_at = -inf
        """When bitrate last lacked for the layer it had."""
        self.copies = 0
        """Older frames of sound to send beside each; see `sound_repair.py` and `repeat_sound`."""
        self.fraction_lost = 0.0
        """By the last receiver report."""

        extensions = params.extensions
        if must_repeat(params):
            extensions = replace(extensions, transport_sequence=None, abs_send_time=None)
        stream = RtpStream(params.ssrc, extensions, params.mid, link)
        path, sound = link.path, params.kind == "audio"
        self.leg: Leg | Any = Leg() if path is None else path.fan.leg(path, stream.header, sound)
        first = randrange(1, 1 << 15) if first_sequence is None else first_sequence
        self._map: SequenceMap[Feed] = SequenceMap(first, self.leg)
        self._feed: Feed | None = None
        self._clock_rate = params.codecs[0].clock_rate
        self._fed_back = stream.wide
        self._write = stream.write
        self._send = link.sender.send_rtp
        rtx: RtpStream | None = None
        if params.rtx_ssrc is not None:
            rtx = RtpStream(params.rtx_ssrc, extensions, params.mid, link)
        self.retransmission = Retransmission(
            params, link, self._map, stream, rtx, randrange(1, 1 << 15)
        )

        self._red = {frames: c.payload_type for c in params.codecs if (frames := red.carried(c))}
        """RED's payload type by that of the frames in it."""
        self._left: vp8.Numbers | None = None
        """Picture numbers of what was sent before nothing was."""
        self._reports = 0
        self.report_at = 0.0
        """When the next sender report is due; `link` is told when that is sooner than it was."""
        self._key_frame_at = 0.0

    @property
    def packets(self) -> int:
        """Sent, retransmissions excepted."""
        return int(self.leg.packets)

    @property
    def octets(self) -> int:
        """Of payload, retransmissions excepted."""
        return int(self.leg.octets)

    # --- sources ----------------------------------------------------------------------------

    def show(self, publication: "Publication | None") -> None:
        """Have `publication` sent instead; the allocator chooses among its layers."""
        if self.publication is publication is not None:
            return
        self.publication = publication
        self.switch(None if publication is None else publication.up_tracks[0])
        self.link.allocator.soon()

    @property
    def target(self) -> UpTrack | None:
        """What is sent, or will be from its next key frame on."""
        return self.pending or self.source

    def switch(
        self, source: UpTrack | None, *, unhurried: bool = False, urgent: bool = False
    ) -> None:
        """Send `source` instead, from its next key frame on (sound: at once); None: nothing.

        `unhurried`: its key frame can wait. `urgent`: what is sent now cannot go on until then.
        """
        if source is self.source:
            if self.pending is not None:
                self.pending.detach(self)
                self.pending = None
            return
        if source is self.pending and source is not None:
            return
        if self.pending is not None:
            self.pending.detach(self)
        self.pending = source
        if self.source is not None and (urgent or source is None or not source.video):
            self._left = self._last_numbers()
            self.source.detach(self)
            self.source = None
        if source is not None:
            source.attach(self, unhurried)

    def release(self, source: UpTrack) -> None:
        """Forget `source`, which has ended."""
        source.detach(self)
        if self.pending is source:
            self.pending = None
        if self.source is source:
            self._left = self._last_numbers()
            self.source = None

    def begin(self, source: UpTrack, packet: RtpPacket, now: float) -> None:
        """Continue with `source` from `packet` on: numbering without a gap, time by the clock."""
        self.announced = None
        last = self._left if self.source is None else self._last_numbers()
        if self.source is not None and self.source is not source:
            self.source.detach(self)
        self.source = source
        if self.pending is source:
            self.pending = None
        feed = self._feed
        numbered = source.codecs[packet.payload_type].name.upper() == "VP8"
        if feed is None or feed.source is not source or feed.epoch != source.epoch or numbered:
            exact, offset = self._offsets(source, packet.timestamp, now)
            feed = self._feed = Feed(source, self.params.codecs, offset, exact)
            if numbered and last is not None:
                feed.shift = vp8.continuing(last, vp8.numbers(packet.payload))
        feed.first = packet.index
        self._aim(feed)
        self._map.restart(feed, packet.index)
        if not source.video:
            self.leg.marker = 0x80
        self.report_soon()

    def _offsets(self, source: UpTrack, timestamp: int, now: float) -> Offsets:
        leg, feed = self.leg, self._feed
        if not leg.packets:
            return Offsets(0, 0)
        sent = Sent(leg.last_timestamp, leg.last_at)
        layer = None if feed is None else feed.layer_offset(source)
        return continuing(sent, timestamp, layer, self._clock_rate, now)

    def _aim(self, feed: Feed) -> None:
        """Have plain packets sent as `feed` says; `forward` finds out which with the first."""
        leg = self.leg
        leg.accepts = NOTHING
        leg.offset = feed.offset
        leg.shifts = feed.shift is not None
        leg.picture_shift, leg.tl0_shift = (0, 0) if feed.shift is None else feed.shift.modulo()

    def _last_numbers(self) -> vp8.Numbers | None:
        """The picture numbers of the newest packet sent, while its source is taken."""
        origin = self._map.origin(self.leg.highest & 0xFFFF) if self.leg.packets else None
        if origin is None:
            return None
        feed, index = origin
        packet = feed.source.cache.get(index, self.leg.last_at)
        return None if packet is None else vp8.numbers(feed.shown(packet))

    # --- packets ----------------------------------------------------------------------------

    def forward(self, packet: RtpPacket, now: float) -> None:
        """Send a packet of `source`, whatever its kind; the fan does so for plain ones alone."""
        feed, leg = self._feed, self.leg
        assert feed is not None, "begin comes first"
        index = packet.index
        types = feed.payload_types.get(packet.payload_type)
        payload = feed.shown(packet) if packet.payload else b""
        if types is None or not payload:  # a codec not taken here; a probe of padding alone
            self._map.drop(index)
            return
        out = self._map.map(index)
        if out is None:
            return
        plain = packet.payload_type not in feed.unwraps and not self.copies
        leg.accepts = packet.payload_type if plain else NOTHING
        leg.payload_type = types[0]
        timestamp = packet.timestamp + feed.offset & MASK32
        if out == leg.highest:
            leg.last_timestamp = timestamp
            leg.last_at = now
        outgoing = types[0]
        if self.copies and outgoing in self._red:
            payload = red.wrapped(payload, outgoing, feed.older(packet, self.copies, now))
            outgoing = self._red[outgoing]
        data = self._write(
            outgoing | leg.marker | packet.marker,
            out & 0xFFFF,
            timestamp,
            payload,
            packet.extensions.get(feed.level_id) if feed.level_id else None,
            packet.padding,
            now,
        )
        leg.marker = 0
        leg.packets += 1
        leg.octets += len(payload)
        self.link.count_out(len(data))
        self._send(data)

    def repeat_sound(self, copies: int) -> None:
        """Send so many older frames beside each from now on, if the player takes RED."""
        copies = copies if self._red else 0
        if copies != self.copies:
            self.copies = copies
            self.leg.accepts = NOTHING

    # --- feedback ---------------------------------------------------------------------------

    def resume(self, now: float, interrupted: bool) -> None:
        """The subscriber is reached again: a key frame makes good what was lost.

        After an interruption nothing of before is sent again: more is lost than is kept, and on a
        narrow path the key frame would wait behind it. But who gives no transport-wide feedback
        may have had nothing to say for so long, until it lost something just now.
        """
        if interrupted and self._fed_back:
            self.retransmission.forget_before(now)
        self.want_key_frame(now)

    def want_key_frame(self, now: float) -> None:
        """The subscriber's player asks for one."""
        if self.source is None or not self.source.video or now < self._key_frame_at:
            return
        self._key_frame_at = now + KEY_FRAME_SPACING
        self.source.want_key_frame()

    def resend(self, sequences: Sequence[int], now: float) -> None:
        """Answer a NACK."""
        self.retransmission.resend(sequences, now)

    def probe(self, now: float) -> int:
        """Send one packet that nobody needs; returns its bytes of payload."""
        return self.retransmission.probe(self.leg.last_timestamp, now)

    def receive_report(self, block: ReportBlock) -> None:
        """Take the subscriber's receiver report about this stream."""
        self.fraction_lost = block.fraction_lost / 256

    def report_soon(self) -> None:
        """Let the next sender report be due at once: times map otherwise from now on."""
        self.report_at = 0.0
        self._reports = 0
        self._key_frame_at = 0.0
        self.link.report_soon()

    def sender_report(self, now: float, ntp: int) -> SenderReport | None:
        """The sender report if one is due and the publisher has told its times; `ntp` is `now`."""
        if now < self.report_at or self.source is None or self._feed is None or not self.packets:
            return None
        timestamp = self.source.timestamp_at(now)
        if timestamp is None or self._feed.source is not self.source:
            return None
        self._reports += 1
        self.report_at = now + (REPORT_INTERVAL if self._reports < EAGER else STEADY_INTERVAL)
        mapped = timestamp + self._feed.offset & MASK32
        return SenderReport(self.params.ssrc, ntp, mapped, self.packets, self.octets)
