"""One published track: what arrived, what is missing, who takes it, and whether anyone may."""

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING, Any

from media.active_speaker import LevelMeter
from media.audience import Audience
from media.gate import Gate, State
from media.intake import NOTHING
from media.kept_key_frame import KeptKeyFrame
from media.key_frame_finder import KeyFrameFinder
from media.keyframes import KeyFrameRequester
from media.messages import TrackInfo, TrackStats
from media.nack import REORDERING, NackGenerator
from media.numbering import Numbering
from media.packet_cache import new_cache
from media.picture_flow import PictureFlow
from media.rtp_clock import RtpClock
from media.stats import Rate, Reception
from media.wake import TICK
from media.wire import red
from media.wire.codecs import Codec, ReceiveParameters
from media.wire.rtp import RtpPacket, unwrap_rtx

if TYPE_CHECKING:
    from media.down_track import DownTrack
    from media.link import Link

PADDING = 16
"""Video goes out in multiples of so many bytes: packets of one frame differ by a byte or two, and
what is equally long leaves in one message (`fan.c`). Costs under one percent."""
PADDED_FROM = 256
"""Bytes; on shorter packets, which have no equals, it would be wasted."""
SILENT_AFTER = 1.0
"""Seconds without a packet after which a layer counts as off, and another SSRC may take over an
m-line (an encoder restarted)."""


class UpTrack:
    """A stream from a publisher: a track, or one layer of it (`publication.py`).

    `info.codec` is what SDP preferred, packets' payload types decide. RTX (RFC 4588) is unwrapped,
    duplicates dropped, losses asked for again by NACK.

    What arrives while the gate is closed is counted and measured, never kept: so nothing that is
    sent again later, by whichever end, can carry it past the gate.
    """

    def __init__(self, info: TrackInfo, params: ReceiveParameters, link: "Link") -> None:
        self.info = info
        self.params = params
        self.link = link
        self.codecs: dict[int, Codec] = {codec.payload_type: codec for codec in params.codecs}
        self.rtx: dict[int, int] = {
            codec.rtx_payload_type: codec.payload_type
            for codec in params.codecs
            if codec.rtx_payload_type is not None
        }
        self._reds = frozenset(c.payload_type for c in params.codecs if red.carried(c) is not None)
        feedback = frozenset[str]().union(*(codec.feedback for codec in params.codecs))
        self.nacks_wanted = "nack" in feedback
        self.fir_only = "ccm fir" in feedback and "nack pli" not in feedback
        self.video = params.kind == "video"
        self.ssrc: int | None = None
        """The stream taken at present; set by the first packet."""
        self.epoch = 0
        """Of its numbering; whoever maps its packets begins anew with each."""
        self.gate = Gate(State.OPEN if self.video else State.CLOSED)
        self.flowing_since = -inf
        """The first packet after its last silence of `SILENT_AFTER`."""
        self.height = 0
        """Of the last key frame's picture; 0 if not known."""

        library = None if link.ear is None else link.ear.library
        self.intake, self.cache = new_cache(library, params)
        self._native = library is not None
        self.down_tracks = Audience(self.intake if self._native else None)
        """Who gets every packet."""
        self.waiting: list[DownTrack] = []
        """Who gets packets from the next key frame on (sound: the next packet)."""

        self.nacks = NackGenerator(self.intake)
        self.key_frames = KeyFrameRequester()
        self.level = LevelMeter(self.intake)
        self.reception = Reception(params.codecs[0].clock_rate, self.intake)
        self.rtp_clock = RtpClock(params.codecs[0].clock_rate)
        self.pictures = PictureFlow(self.intake)
        self._rate = Rate()
        self._numbering = Numbering(self.intake)
        self._finder = KeyFrameFinder(self.codecs)
        self._kept = KeptKeyFrame(self.cache, self._numbering)
        self._announced = False
        """Somebody will want a key frame, for whom none has been asked yet."""

    @property
    def bytes(self) -> int:
        """Of payload, retransmissions excepted."""
        return int(self.intake.bytes)

    @property
    def heard_at(self) -> float:
        """When the last packet of it came, retransmissions excepted."""
        return float(self.intake.heard_at)

    # --- packets ----------------------------------------------------------------------------

    def receive(self, packet: RtpPacket, now: float) -> None:
        """Take a packet of the track's own stream and forward it to whom it concerns."""
        self._receive(packet, now)
        if self._native:
            self._entrust(self.intake, packet)

    def _entrust(self, intake: Any, packet: RtpPacket) -> None:
        """Let C take what follows `packet` plainly, for as long as nothing else is changed."""
        intake.open = self.gate.is_open
        intake.coding = self._finder.coding(packet.payload_type) if self.video else 0
        intake.accepts = packet.payload_type if self._settled(packet) else NOTHING

    def _settled(self, packet: RtpPacket) -> bool:
        """Whether what follows `packet` begins nothing and is cut nowhere."""
        if not self.gate.is_open:
            return self.gate.is_closed  # then it is only counted
        if not self.down_tracks.grouped or (self.waiting and not self.video):
            return False
        return packet.payload_type not in self._reds or not self.gate.reaches_back(packet)

    def forward_rest(self, index: int, places: Sequence[int], now: float) -> None:
        """Forward what C took and kept as `index` to those to whom it did not (`Audience`)."""
        packet = self.cache.get(index, now)
        if packet is not None:
            self.down_tracks.forward_rest(packet, places, now)

    def _receive(self, packet: RtpPacket, now: float) -> None:
        numbering, intake = self._numbering, self.intake
        before = intake.highest
        index = numbering.unwrap(packet.sequence, False)
        if index is None:
            return
        if numbering.epoch != self.epoch:
            self._restart()
        packet.index = index
        packet.arrival = now
        if not intake.bytes:
            self.link.feed_back_soon()  # for `Router.take_started`
        intake.bytes += len(packet.payload)
        self.reception.receive(index, packet.timestamp, now)
        if self.video:
            self.pictures.receive(packet)
        else:
            identifier = self.params.extensions.audio_level
            if identifier is not None and identifier in packet.extensions:
                self.level.receive(packet.extensions[identifier], now)
            if not self.gate.is_open:
                if not self.gate.opens_with(packet, before):
                    return
                for down in self.down_tracks:
                    down.begin(self, packet, now)
        self._take(packet, now)

    def receive_rtx(self, rtx: RtpPacket, now: float) -> None:
        """Take a packet of the retransmission stream."""
        payload_type = self.rtx.get(rtx.payload_type)
        if payload_type is None or self.ssrc is None or not self.gate.is_open:
            return
        packet = unwrap_rtx(rtx, self.ssrc, payload_type)
        if packet is None:
            return  # a bandwidth probe
        index = self._numbering.unwrap(packet.sequence, True)
        if index is None:
            return
        packet.index = index
        packet.arrival = now
        if self._take(packet, now):
            self.reception.recover()

    def awaits(self, rtx: RtpPacket) -> bool:
        """Whether an RTX packet of unknown layer answers our NACK (RFC 4588 section 5.3)."""
        if self.ssrc is None or rtx.payload_type not in self.rtx:
            return False
        packet = unwrap_rtx(rtx, self.ssrc, self.rtx[rtx.payload_type])
        return packet is not None and self.nacks.asked_for(packet.sequence)

    def _restart(self) -> None:
        """The numbering has started anew: nothing of before has to do with what follows."""
        self.epoch = self._numbering.epoch
        self.intake.accepts = NOTHING
        self.reception.restart()
        self.rtp_clock.restart()
        self.nacks.reset()
        self.cache.clear()
        self._finder.restart()
        if self.gate.is_open:
            self.waiting += [down for down in self.down_tracks if down not in self.waiting]
            self.down_tracks.clear()
            if self.video and self.waiting:
                self.want_key_frame()

    def latch(self, ssrc: int) -> None:
        """Take the stream `ssrc` from now on."""
        if self.ssrc is not None and self._numbering.highest is not None:
            self._numbering.restart()
            self._restart()
        self.ssrc = ssrc

    def _take(self, packet: RtpPacket, now: float) -> bool:
        """Keep and forward a packet; False if it is here already or not to be forwarded at all."""
        index = packet.index
        if packet.payload_type in self._reds:
            self.gate.cut(packet)
        if self.video and len(packet.payload) >= PADDED_FROM:
            packet.padding = -len(packet.payload) % PADDING
        if self.gate.holds_back(index) or not self.cache.add(packet):
            return False
        if self.nacks_wanted and self.nacks.receive(index, now):
            self.link.feed_back_by(now + REORDERING)
        starts = not self.video or self._finder.starts(packet)
        if self.video and (starts or packet.timestamp == self.intake.key_timestamp):
            self.pictures.take(packet, starts)
        if starts and self.video:
            self.key_frames.arrived()
            self._kept.arrived(index)
            self.nacks.forget_before(index)
            self.height = self._finder.height(packet) or self.height
        begun: list[DownTrack] = []
        if starts and self.waiting:
            begun, self.waiting = self.waiting, []
            self._begin(begun, packet, now)
        self.down_tracks.forward(packet, -1 if self.video else self._level_of(packet), now)
        if begun:
            self._catch_up(begun, index, now)
        return True

    def _level_of(self, packet: RtpPacket) -> int:
        identifier = self.params.extensions.audio_level
        element = packet.extensions.get(identifier) if identifier else None
        return element[0] if element else -1

    # --- who takes it -----------------------------------------------------------------------

    @property
    def watched(self) -> bool:
        """Whether anybody takes it or waits to."""
        return bool(self.down_tracks or self.waiting)

    def hear(self, now: float) -> None:
        """Note that the publisher sends it at present."""
        if now - self.intake.heard_at > SILENT_AFTER:
            self.flowing_since = now
        self.intake.heard_at = now

    def fall_silent(self) -> None:
        """Note that the publisher does not send it, and has not for as long as it takes."""
        self.intake.heard_at = -inf

    def attach(self, down: "DownTrack", unhurried: bool = False) -> None:
        """Let `down` have this track from the next key frame on."""
        if down not in self.waiting:
            self.waiting.append(down)
            self.intake.accepts = NOTHING
        self.link.feed_back_soon()
        if self.video and not self._keeps_for(down):
            self.want_key_frame(unhurried)

    def announce(self, down: "DownTrack", ask: bool) -> None:
        """Let `down`, which is about to be attached, begin with a key frame that is here already.

        `ask`: have one come, for it will be a while. Of a screen, which others may see only at
        times, it gets nothing that came before.
        """
        highest = self._numbering.highest
        before = -1 if highest is None or self.info.source == "camera" else highest
        down.announced = (self, before)
        self.link.feed_back_soon()
        if ask:
            self._announced = True
            self.want_key_frame()

    def want_key_frame(self, unhurried: bool = False) -> None:
        """Somebody needs a key frame (`KeyFrameRequester.want`)."""
        self.key_frames.want(unhurried)
        self.link.feed_back_soon()

    def begin_kept(self, now: float) -> None:
        """Begin those who were announced and wait with the last key frame, if it serves still."""
        begun = [down for down in self.waiting if self._keeps_for(down)]
        first = self._kept.first(now) if begun else None
        if first is not None:
            self.waiting = [down for down in self.waiting if down not in begun]
            self._begin(begun, first, now)
            self._catch_up(begun, first.index - 1, now)
        elif begun:
            for down in begun:
                down.announced = None
            self.want_key_frame()

    def _keeps_for(self, down: "DownTrack") -> bool:
        if down.announced is None:
            return False
        source, since = down.announced
        return source is self and self._kept.serves(since)

    def key_frame_due(self, now: float) -> bool:
        """Whether to ask for a key frame now; for somebody announced alone, only once."""
        if not self.video or not (self.watched or self._announced) or not self.key_frames.due(now):
            return False
        self._announced = False
        return True

    def detach(self, down: "DownTrack") -> None:
        """Send `down` nothing more."""
        self.link.feed_back_soon()
        if down in self.waiting:
            self.waiting.remove(down)
        if down in self.down_tracks:
            self.down_tracks.remove(down)

    def _begin(self, begun: "list[DownTrack]", packet: RtpPacket, now: float) -> None:
        for down in begun:
            down.begin(self, packet, now)
            if down not in self.down_tracks:
                self.down_tracks.append(down)

    def _catch_up(self, begun: "list[DownTrack]", index: int, now: float) -> None:
        """Send what is here already of a key frame, and after it: all behind `index`."""
        for held in self._kept.after(index, now):
            for down in begun:
                down.forward(held, now)

    # --- the gate ---------------------------------------------------------------------------

    def open(self) -> None:
        """Let what is sent from now on be heard."""
        if self.gate.is_closed:
            self.gate.open()
            self.intake.accepts = NOTHING

    def close(self) -> None:
        """Let nobody hear anything of it, retransmissions of what was heard included."""
        if self.gate.is_closed:
            return
        self.gate.close()
        self.intake.accepts = NOTHING
        self.cache.clear()
        self.nacks.reset()

    # --- time, feedback, figures ------------------------------------------------------------

    def receive_sender_report(self, ntp: int, rtp_timestamp: int, now: float) -> None:
        """Take the publisher's word on which RTP timestamp belongs to which time."""
        self.reception.receive_sender_report(ntp, now)
        if self.rtp_clock.receive(ntp, rtp_timestamp):
            for down in self.down_tracks:
                down.report_soon()

    def timestamp_at(self, now: float) -> int | None:
        """The RTP timestamp of what the publisher captured at `now` on our clock."""
        offset = self.link.clock.offset
        return None if offset is None else self.rtp_clock.timestamp_at(now - offset)

    def nacks_due(self, now: float) -> list[int]:
        """The numbers to ask the publisher for now; a hopeless loss asks for a key frame."""
        if not self.nacks_wanted or not self.gate.is_open:
            return []
        due = self.nacks.due(now)
        if due.gave_up and self.video:
            self.want_key_frame()
        return due.sequences

    def due(self, now: float) -> float:
        """When NACKs or key frame requests are due next, if nothing happens till then."""
        at = now + TICK if len(self.nacks) else inf
        wanted = self.video and (self.watched or self._announced)
        return min(at, self.key_frames.due_at) if wanted else at

    def bitrate(self, now: float) -> int:
        """bit/s over the last second."""
        return self._rate.update(self.bytes, now)

    def stats(self, now: float) -> TrackStats:
        """Counters, and the bitrate of the last second."""
        return TrackStats(
            track_id=self.info.track_id,
            owner=self.info.owner,
            kind=self.info.kind,
            packets=self.reception.received,
            bytes=self.bytes,
            lost=self.reception.lost,
            bitrate=self.bitrate(now),
        )
