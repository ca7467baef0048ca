"""One track as sent to one subscriber: headers rewritten, gaps closed, sources switched."""

from collections.abc import Sequence
from random import randrange
from typing import TYPE_CHECKING

from media.sequence_map import SequenceMap
from media.up_track import UpTrack
from media.wire import red
from media.wire.codecs import Codec, SendParameters
from media.wire.rtcp import ReportBlock, SenderReport
from media.wire.rtp import HeaderWriter, RtpPacket, abs_send_time, rtx_payload

if TYPE_CHECKING:
    from media.link import Link

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
KEY_FRAME_SPACING = 1.0
"""Seconds between key frames that one subscriber may cause: each costs all the others quality."""
SENT_PACKETS = 256
"""Packets kept as sent, where a subscriber takes NACK but no RTX. A power of two."""
MASK32 = 0xFFFFFFFF


def match_codec(codec: Codec, accepted: Sequence[Codec]) -> Codec | None:
    """The accepted codec as which `codec`'s packets can be sent.

    H.264 must agree in its packetization mode, but who takes mode 1 takes mode 0's packets too.
    """
    same = [other for other in accepted if other.name.lower() == codec.name.lower()]
    if codec.name.upper() != "H264":
        return same[0] if same else None
    mode, profile = _h264(codec)
    same = [other for other in same if _h264(other)[0] == mode] or [
        other for other in same if mode == "0" and _h264(other)[0] == "1"
    ]
    exact = [other for other in same if _h264(other)[1] == profile]
    return next(iter(exact or same), None)


def _h264(codec: Codec) -> tuple[str, str]:
    """Packetization mode and profile (RFC 6184 section 8.1), the level left aside."""
    pairs = (part.strip().partition("=") for part in codec.fmtp.lower().split(";"))
    fmtp = {name: value for name, _, value in pairs}
    return fmtp.get("packetization-mode", "0"), fmtp.get("profile-level-id", "42000a")[:4]


class Feed:
    """One source, from one start of its numbering, as it goes into one down track."""

    __slots__ = ("epoch", "level_id", "offset", "payload_types", "source", "unwraps")

    def __init__(self, source: UpTrack, codecs: Sequence[Codec], offset: int) -> None:
        self.source = source
        self.epoch = source.epoch
        self.offset = offset
        """Added to its timestamps."""
        self.level_id = source.params.extensions.audio_level
        self.payload_types: dict[int, tuple[int, int | None]] = {}
        """Incoming payload type → outgoing and its RTX one; what is in none is dropped."""
        self.unwraps: dict[int, int] = {}
        """Incoming payload type of RED → that of the frames in it, of which the newest goes on."""
        for codec in source.params.codecs:
            match = match_codec(codec, codecs)
            frames = red.carried(codec)
            # RED names its frames by payload type, so it passes only where both ends have the same.
            if frames is not None and (match is None or red.carried(match) != frames):
                self.unwraps[codec.payload_type] = frames
                match = match_codec(source.codecs[frames], codecs)
            if match is not None:
                self.payload_types[codec.payload_type] = (
                    match.payload_type,
                    match.rtx_payload_type,
                )


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
        self.packets = 0
        self.octets = 0
        """Of payload, retransmissions excepted."""
        self.resent = 0
        self.fraction_lost = 0.0
        """By the last receiver report."""

        first = randrange(1, 1 << 15) if first_sequence is None else first_sequence
        self._map: SequenceMap[Feed] = SequenceMap(first)
        self._feed: Feed | None = None
        self._clock_rate = params.codecs[0].clock_rate
        self._header = HeaderWriter(params.ssrc, params.extensions, params.mid)
        self._wide = bool(params.extensions.transport_sequence)
        self._timed = bool(params.extensions.abs_send_time)
        self._send = link.sender.send_rtp
        self._marker = 0
        self._last_timestamp: int | None = None
        self._last_at = 0.0

        self._rtx_header: HeaderWriter | None = None
        if params.rtx_ssrc is not None:
            self._rtx_header = HeaderWriter(params.rtx_ssrc, params.extensions, params.mid)
        self._rtx_sequence = randrange(1, 1 << 15)
        self._sent: list[tuple[int, bytes] | None] | None = None
        if any("nack" in codec.feedback and not self._takes_rtx(codec) for codec in params.codecs):
            self._sent = [None] * SENT_PACKETS
        self._resent_at: dict[int, float] = {}
        self._resend_credit = float(RESEND_BURST)
        self._credited_at = 0.0
        self._report_at = 0.0
        self._key_frame_at = 0.0

    def _takes_rtx(self, codec: Codec) -> bool:
        return self._rtx_header is not None and codec.rtx_payload_type is not None

    # --- sources ----------------------------------------------------------------------------

    def switch(self, source: UpTrack | None) -> None:
        """Send `source` instead, from its next key frame on (sound: at once); None: nothing."""
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
        if self.source is not None and (source is None or not source.video):
            self.source.detach(self)
            self.source = None
        if source is not None:
            source.attach(self)

    def release(self, source: UpTrack) -> None:
        """Forget `source`, which has ended."""
        source.detach(self)
        if self.pending is source:
            self.pending = None
        if self.source is source:
            self.source = None

    def begin(self, source: UpTrack, packet: RtpPacket, now: float) -> None:
        """Continue with `source` from `packet` on: numbering without a gap, time by the clock."""
        if self.source is not None and self.source is not source:
            self.source.detach(self)
        self.source = source
        if self.pending is source:
            self.pending = None
        feed = self._feed
        if feed is None or feed.source is not source or feed.epoch != source.epoch:
            feed = Feed(source, self.params.codecs, self._offset(packet.timestamp, now))
            self._feed = feed
        self._map.restart(feed, packet.index)
        if not source.video:
            self._marker = 0x80  # a talkspurt begins (RFC 3551 section 4.1)
        self.report_soon()

    def _offset(self, timestamp: int, now: float) -> int:
        """What to add to a new source's timestamps so that as much time passes as has passed."""
        if self._last_timestamp is None:
            return 0
        elapsed = max(1, round((now - self._last_at) * self._clock_rate))
        return self._last_timestamp + elapsed - timestamp & MASK32

    # --- packets ----------------------------------------------------------------------------

    def forward(self, packet: RtpPacket, now: float) -> None:
        """Send a packet of `source`."""
        feed = self._feed
        assert feed is not None, "begin comes first"
        index = packet.index
        payload = packet.payload
        types = feed.payload_types.get(packet.payload_type)
        if feed.unwraps and packet.payload_type in feed.unwraps:
            payload = red.newest(payload, feed.unwraps[packet.payload_type]) or b""
        if types is None or not payload:  # a codec not taken here; a probe of padding alone
            self._map.drop(index)
            return
        out = self._map.map(index)
        if out is None:
            return
        timestamp = packet.timestamp + feed.offset & MASK32
        if out == self._map.highest:
            self._last_timestamp = timestamp
            self._last_at = now
        data = self._header.write(
            types[0] | packet.marker | self._marker,
            out & 0xFFFF,
            timestamp,
            payload,
            self.link.estimate.sent.stamp(len(payload), now) if self._wide else 0,
            abs_send_time(now) if self._timed else 0,
            packet.extensions.get(feed.level_id) if feed.level_id else None,
        )
        self._marker = 0
        self.packets += 1
        self.octets += len(payload)
        self.link.bytes_out += len(data)
        if self._sent is not None:
            self._sent[out & SENT_PACKETS - 1] = (out & 0xFFFF, bytes(data))
        self._send(data)

    def resend(self, sequences: Sequence[int], now: float) -> None:
        """Answer a NACK, as far as the budget and the spacing per packet allow."""
        grown = self._resend_credit + (now - self._credited_at) * RESENDS_PER_SECOND
        self._resend_credit = min(RESEND_BURST, grown)
        self._credited_at = now
        spacing = max(MIN_RESEND_SPACING, self.link.rtt or 0.0)
        for sequence in sequences:
            if self._resend_credit < 1:
                break
            if now - self._resent_at.get(sequence, -spacing) < spacing:
                continue
            if self._resend(sequence, now):
                self._resend_credit -= 1
                self.resent += 1
                self._resent_at[sequence] = now
        if len(self._resent_at) > MAX_RESENT:
            newest = sorted(self._resent_at.items(), key=lambda item: item[1])
            self._resent_at = dict(newest[MAX_RESENT // 2 :])

    def _resend(self, sequence: int, now: float) -> bool:
        origin = self._map.origin(sequence)
        if origin is None:
            return False
        feed, index = origin
        packet = feed.source.cache.get(index, now)
        if packet is None:
            return False
        types = feed.payload_types.get(packet.payload_type)
        if types is None or not packet.payload or packet.payload_type in feed.unwraps:
            return False
        if self._rtx_header is None or types[1] is None:
            return self._repeat(sequence)
        self._rtx_sequence = self._rtx_sequence + 1 & 0xFFFF
        payload = rtx_payload(sequence, packet.payload)
        data = self._rtx_header.write(
            types[1] | packet.marker,
            self._rtx_sequence,
            packet.timestamp + feed.offset & MASK32,
            payload,
            self.link.estimate.sent.stamp(len(payload), now) if self._wide else 0,
            abs_send_time(now) if self._timed else 0,
            packet.extensions.get(feed.level_id) if feed.level_id else None,
        )
        self.link.bytes_out += len(data)
        self._send(data)
        return True

    def _repeat(self, sequence: int) -> bool:
        """Send the very bytes once more, for the sake of the AES-GCM nonce."""
        held = self._sent[sequence & SENT_PACKETS - 1] if self._sent is not None else None
        if held is None or held[0] != sequence:
            return False
        self.link.bytes_out += len(held[1])
        self._send(held[1])
        return True

    def forget_sent(self) -> None:
        """Repeat nothing of what was sent: its source may no longer be heard."""
        if self._sent is not None:
            self._sent = [None] * SENT_PACKETS

    # --- feedback ---------------------------------------------------------------------------

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
        self._report_at = 0.0
        self._key_frame_at = 0.0

    def sender_report(self, now: float, ntp: int) -> SenderReport | None:
        """The sender report if one is due and the publisher has told its times; `ntp` is `now`."""
        if now < self._report_at or self.source is None or self._feed is None or not self.packets:
            return None
        timestamp = self.source.timestamp_at(now)
        if timestamp is None or self._feed.source is not self.source:
            return None
        self._report_at = now + REPORT_INTERVAL
        mapped = timestamp + self._feed.offset & MASK32
        return SenderReport(self.params.ssrc, ntp, mapped, self.packets, self.octets)
