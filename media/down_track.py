"""One track as sent to one subscriber: headers rewritten, gaps closed, sources switched."""

from collections.abc import Sequence
from math import inf
from random import randrange
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from media.fan import NOTHING
from media.feed import Feed
from media.leg import Leg
from media.sequence_map import SequenceMap
from media.up_track import UpTrack
from media.wire import red, vp8
from media.wire.codecs import SendParameters
from media.wire.rtcp import ReportBlock, SenderReport
from media.wire.rtp import HeaderWriter, RtpPacket, abs_send_time, rtx_payload

if TYPE_CHECKING:
    from media.link import Link
    from media.publication import Publication

REPORT_INTERVAL = 1.0
"""Seconds between sender reports; the first follows the first packet at once."""
RESENDS_PER_SECOND = 400
"""Retransmissions to one subscriber's track; a 3 Mbit/s picture is 330 packets/s. Bounds what a
subscriber can draw by asking for everything again and again."""
RESEND_BURST = 200
MAX_RESENT = 1024
"""Packets whose last retransmission is remembered."""
MIN_RESEND_SPACING = 0.02
"""Seconds between two retransmissions of one packet, if the round trip is shorter."""
TWICE_FROM = 0.08
"""Loss of late from which each retransmission goes out twice: of 20 %, one in five would be lost
again, and the player asks anew only after 100 ms."""
KEY_FRAME_SPACING = 1.0
"""Seconds between key frames that one subscriber may cause: each costs all the others quality."""
MAX_SKEW = 1.0
"""Seconds by which two layers' sender reports may differ from their arrival; more is a mistake."""
PROBED_PACKETS = 64
"""Of the newest packets, those sent again as probes."""
PADDING = bytes(254) + b"\xff"
"""All that one packet can count of it (RFC 3550 section 5.1)."""
MASK32 = 0xFFFFFFFF


def _signed(difference: int) -> int:
    """A difference of timestamps, modulo 2^32, as −2^31 to 2^31."""
    return (difference + 0x80000000 & MASK32) - 0x80000000


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
        self.repeats = params.kind == "video" and any(
            "nack" in codec.feedback and (params.rtx_ssrc is None or codec.rtx_payload_type is None)
            for codec in params.codecs
        )
        """Whether NACKs are answered by the very packets, for want of RTX: then nothing in them may
        depend on when they are sent."""
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
        self.resent = 0
        self.fraction_lost = 0.0
        """By the last receiver report."""

        extensions = params.extensions
        if self.repeats:
            extensions = replace(extensions, transport_sequence=None, abs_send_time=None)
        self._header = HeaderWriter(params.ssrc, extensions, params.mid)
        path, sound = link.path, params.kind == "audio"
        self.leg: Leg | Any = Leg() if path is None else path.fan.leg(path, self._header, sound)
        first = randrange(1, 1 << 15) if first_sequence is None else first_sequence
        self._map: SequenceMap[Feed] = SequenceMap(first, self.leg)
        self._feed: Feed | None = None
        self._clock_rate = params.codecs[0].clock_rate
        self._wide = bool(extensions.transport_sequence)
        self._timed = bool(extensions.abs_send_time)
        self._send = link.sender.send_rtp

        self._red = {frames: c.payload_type for c in params.codecs if (frames := red.carried(c))}
        """RED's payload type by that of the frames in it."""
        self._rtx_header: HeaderWriter | None = None
        if params.rtx_ssrc is not None:
            self._rtx_header = HeaderWriter(params.rtx_ssrc, extensions, params.mid)
        self._rtx_sequence = randrange(1, 1 << 15)
        self._resent_at: dict[int, float] = {}
        self._left: vp8.Numbers | None = None
        """Picture numbers of what was sent before nothing was."""
        self._probed = 0
        self._resumed_at = -inf
        self._resend_credit = float(RESEND_BURST)
        self._credited_at = 0.0
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

    def _offsets(self, source: UpTrack, timestamp: int, now: float) -> tuple[int, int]:
        """What is to be added to a new source's timestamps, and what will be: `Feed.exact`, offset.

        As much time passes as has passed: between layers of one picture by the publisher's own
        clock, else by ours. Time never stands still, still less goes back: two pictures under one
        timestamp would be one to a player.
        """
        leg = self.leg
        if not leg.packets:
            return 0, 0
        elapsed = max(1, round((now - leg.last_at) * self._clock_rate))
        by_arrival = leg.last_timestamp + elapsed - timestamp & MASK32
        exact = self._layer_offset(source)
        if exact is None or abs(_signed(exact - by_arrival)) > MAX_SKEW * self._clock_rate:
            return by_arrival, by_arrival
        ahead = _signed(timestamp + exact - leg.last_timestamp)
        return exact, exact + max(0, 1 - ahead) & MASK32

    def _layer_offset(self, source: UpTrack) -> int | None:
        """The offset with which `source` continues another layer's timeline, where it is known."""
        feed = self._feed
        if feed is None or feed.source.info is not source.info:
            return None
        ours, theirs = feed.source.origin, source.origin
        if ours is None or theirs is None or feed.epoch != feed.source.epoch:
            return None
        return feed.exact + ours - theirs & MASK32

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
            payload = red.wrapped(payload, outgoing, self._older(packet, feed, now))
            outgoing = self._red[outgoing]
        data = self._write(packet, payload, feed, outgoing | leg.marker, out & 0xFFFF, now)
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

    def _older(self, packet: RtpPacket, feed: Feed, now: float) -> list[tuple[int, bytes]]:
        """The frames before `packet`'s, oldest first, and how much older they are."""
        found = []
        for index in range(max(feed.first, packet.index - self.copies), packet.index):
            held = feed.source.cache.get(index, now)
            if held is None or held.payload_type != packet.payload_type:
                continue
            offset, frame = packet.timestamp - held.timestamp & MASK32, feed.shown(held)
            if 0 < offset <= red.MAX_OFFSET and 0 < len(frame) <= red.MAX_LENGTH:
                found.append((offset, frame))
        return found

    def _write(
        self,
        packet: RtpPacket,
        payload: bytes,
        feed: Feed,
        payload_type: int,
        sequence: int,
        now: float,
    ) -> bytearray:
        return self._header.write(
            payload_type | packet.marker,
            sequence,
            packet.timestamp + feed.offset & MASK32,
            payload,
            self.link.estimate.sent.stamp(len(payload), now) if self._wide else 0,
            abs_send_time(now) if self._timed else 0,
            packet.extensions.get(feed.level_id) if feed.level_id else None,
            packet.padding,
        )

    def resend(self, sequences: Sequence[int], now: float) -> None:
        """Answer a NACK, as far as the budget and the spacing per packet allow."""
        grown = self._resend_credit + (now - self._credited_at) * RESENDS_PER_SECOND
        self._resend_credit = min(RESEND_BURST, grown)
        self._credited_at = now
        spacing = max(MIN_RESEND_SPACING, self.link.rtt or 0.0)
        twice = self._rtx_header is not None and self.link.estimate.loss >= TWICE_FROM
        for sequence in sequences:
            if self._resend_credit < 1:
                break
            if now - self._resent_at.get(sequence, -spacing) < spacing:
                continue
            if self._resend(sequence, now):
                self._resend_credit -= 1 + (twice and self._resend(sequence, now) > 0)
                self.resent += 1
                self.link.counts.resent += 1
                self._resent_at[sequence] = now
        if len(self._resent_at) > MAX_RESENT:
            newest = sorted(self._resent_at.items(), key=lambda item: item[1])
            self._resent_at = dict(newest[MAX_RESENT // 2 :])

    def _resend(self, sequence: int, now: float) -> int:
        """Bytes of payload sent; none where the packet is gone."""
        origin = self._map.origin(sequence)
        if origin is None:
            return 0
        feed, index = origin
        packet = feed.source.cache.get(index, now)
        if packet is None or packet.arrival < self._resumed_at:
            return 0
        types = feed.payload_types.get(packet.payload_type)
        if types is None or not packet.payload:
            return 0
        if self._rtx_header is None or types[1] is None:
            return self._repeat(packet, feed, types[0], sequence, now)
        self._rtx_sequence = self._rtx_sequence + 1 & 0xFFFF
        payload = rtx_payload(sequence, feed.shown(packet))
        data = self._rtx_header.write(
            types[1] | packet.marker,
            self._rtx_sequence,
            packet.timestamp + feed.offset & MASK32,
            payload,
            self.link.estimate.sent.stamp(len(payload), now) if self._wide else 0,
            abs_send_time(now) if self._timed else 0,
            packet.extensions.get(feed.level_id) if feed.level_id else None,
        )
        self.link.count_out(len(data))
        self._send(data)
        return len(payload)

    def _repeat(
        self, packet: RtpPacket, feed: Feed, payload_type: int, sequence: int, now: float
    ) -> int:
        """Send the very bytes once more: with AES-GCM, others would reuse the nonce."""
        if not self.repeats:
            return 0
        data = self._write(packet, feed.shown(packet), feed, payload_type, sequence, now)
        self.link.count_out(len(data))
        self._send(data)
        return len(packet.payload)

    # --- probing ----------------------------------------------------------------------------

    @property
    def probing(self) -> bool:
        """Whether `probe` has a stream to send on, and feedback to tell what came of it."""
        takes_rtx = self.params.codecs[0].rtx_payload_type is not None
        return self._wide and takes_rtx and self._rtx_header is not None

    def probe(self, now: float) -> int:
        """Send one packet that nobody needs, for `probe_sender.py`; returns its bytes of payload.

        Of what was sent last, a different one each time, it may even mend a loss; else padding
        alone, which a player of RFC 4588 drops.
        """
        self._probed = self._probed % PROBED_PACKETS + 1
        return self._resend(self._map.highest + 1 - self._probed & 0xFFFF, now) or self._pad(now)

    def _pad(self, now: float) -> int:
        payload_type = self.params.codecs[0].rtx_payload_type
        assert self._rtx_header is not None
        assert payload_type is not None
        self._rtx_sequence = self._rtx_sequence + 1 & 0xFFFF
        data = self._rtx_header.write(
            payload_type,
            self._rtx_sequence,
            self.leg.last_timestamp,
            PADDING,
            self.link.estimate.sent.stamp(len(PADDING), now),
            abs_send_time(now) if self._timed else 0,
            None,
        )
        data[0] |= 0x20
        self.link.count_out(len(data))
        self._send(data)
        return len(PADDING)

    # --- feedback ---------------------------------------------------------------------------

    def resume(self, now: float, interrupted: bool) -> None:
        """The subscriber is reached again: a key frame makes good what was lost.

        After an interruption nothing of before is sent again: more is lost than is kept, and on a
        narrow path the key frame would wait behind it.
        """
        if interrupted:
            self._resumed_at = now
        self.want_key_frame(now)

    def want_key_frame(self, now: float) -> None:
        """The subscriber's player asks for one."""
        if self.source is None or not self.source.video or now < self._key_frame_at:
            return
        self._key_frame_at = now + KEY_FRAME_SPACING
        self.source.key_frames.want()

    def receive_report(self, block: ReportBlock) -> None:
        """Take the subscriber's receiver report about this stream."""
        self.fraction_lost = block.fraction_lost / 256

    def report_soon(self) -> None:
        """Let the next sender report be due at once: times map otherwise from now on."""
        self.report_at = 0.0
        self._key_frame_at = 0.0
        self.link.report_soon()

    def sender_report(self, now: float, ntp: int) -> SenderReport | None:
        """The sender report if one is due and the publisher has told its times; `ntp` is `now`."""
        if now < self.report_at or self.source is None or self._feed is None or not self.packets:
            return None
        timestamp = self.source.timestamp_at(now)
        if timestamp is None or self._feed.source is not self.source:
            return None
        self.report_at = now + REPORT_INTERVAL
        mapped = timestamp + self._feed.offset & MASK32
        return SenderReport(self.params.ssrc, ntp, mapped, self.packets, self.octets)
