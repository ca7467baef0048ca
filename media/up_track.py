"""One published track: what arrived, what is missing, who takes it, and whether anyone may."""

from enum import Enum, auto
from math import inf
from typing import TYPE_CHECKING

from media.active_speaker import LevelMeter
from media.audience import Audience
from media.keyframes import KeyFrameRequester
from media.messages import TrackInfo, TrackStats
from media.nack import NackGenerator
from media.packet_cache import AUDIO_PACKETS, VIDEO_PACKETS, PacketCache
from media.stats import Rate, Reception
from media.wire import h264, red, vp8
from media.wire.codecs import Codec, ReceiveParameters
from media.wire.rtp import RtpPacket, unwrap_rtx

if TYPE_CHECKING:
    from media.down_track import DownTrack
    from media.link import Link

MAX_DROPOUT = 3000
"""Packets skipped at once before the numbering counts as started anew (RFC 3550 appendix A.1)."""
MAX_MISORDER = VIDEO_PACKETS
"""How late a packet may come; the RFC's 100 knows no retransmission."""
PADDING = 16
"""Video goes out in multiples of so many bytes: packets of one frame differ by a byte or two, and
what is equally long leaves in one message (`fan.c`). Costs under one percent."""
PADDED_FROM = 256
"""Bytes; on shorter packets, which have no equals, it would be wasted."""
SILENT_AFTER = 1.0
"""Seconds without a packet after which a layer counts as off, and another SSRC may take over an
m-line (an encoder restarted)."""
MAX_KEPT = 64
"""Packets with which a player begins at once: a key frame of 720 lines, or of fewer with what came
after it. More at a time would make a queue of half a second and more on a narrow path."""
KEPT_FOR = 0.5
"""Seconds that the key frame may be old: a player's clock takes more for jitter."""
MASK32 = 0xFFFFFFFF


class Gate(Enum):
    """Whether a track may be forwarded to anybody."""

    CLOSED = auto()
    OPENING = auto()
    """To be open from the next packet that is newer than all before."""
    OPEN = auto()


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
        self.clock_rate = params.codecs[0].clock_rate
        self.video = params.kind == "video"
        self.ssrc: int | None = None
        """The stream taken at present; set by the first packet."""
        self.epoch = 0
        """Counts the starts of the publisher's numbering; indices grow across them."""
        self.gate = Gate.OPEN if self.video else Gate.CLOSED
        self.heard_at = -inf
        """When the last packet of it came, retransmissions excepted."""
        self.flowing_since = -inf
        """The first packet after its last silence of `SILENT_AFTER`."""
        self.height = 0
        """Of the last key frame's picture; 0 if not known."""

        self.down_tracks = Audience()
        """Who gets every packet."""
        self.waiting: list[DownTrack] = []
        """Who gets packets from the next key frame on (sound: the next packet)."""

        self.cache = PacketCache(VIDEO_PACKETS if self.video else AUDIO_PACKETS)
        self.nacks = NackGenerator()
        self.key_frames = KeyFrameRequester()
        self.level = LevelMeter()
        self.reception = Reception(self.clock_rate)
        self.bytes = 0
        self.frames = 0
        """Pictures whose last packet came, by the marker bit."""
        self._flow = (0, 0)
        self._rate = Rate()
        self._start = 0x10000
        self._highest: int | None = None
        self._bad: int | None = None
        self._barrier = self._opened = 0
        self._key_frame = -1
        """Index of the last key frame's first packet."""
        self._announced = False
        """Somebody will want a key frame, for whom none has been asked yet."""
        self._parameter_sets_seen = False
        self._sender_report: tuple[float, int] | None = None

    # --- packets ----------------------------------------------------------------------------

    def receive(self, packet: RtpPacket, now: float) -> None:
        """Take a packet of the track's own stream and forward it to whom it concerns."""
        before = self._highest
        index = self._unwrap(packet.sequence, False)
        if index is None:
            return
        packet.index = index
        packet.arrival = now
        self.bytes += len(packet.payload)
        self.reception.receive(index, packet.timestamp, now)
        if self.video:
            self.frames += packet.marker != 0
        else:
            identifier = self.params.extensions.audio_level
            if identifier is not None and identifier in packet.extensions:
                self.level.receive(packet.extensions[identifier], now)
            if self.gate is not Gate.OPEN:
                if self.gate is Gate.CLOSED or (before is not None and index <= before):
                    return
                self._open_at(packet, now)
        self._take(packet, now)

    def receive_rtx(self, rtx: RtpPacket, now: float) -> None:
        """Take a packet of the retransmission stream."""
        payload_type = self.rtx.get(rtx.payload_type)
        if payload_type is None or self.ssrc is None or self.gate is not Gate.OPEN:
            return
        packet = unwrap_rtx(rtx, self.ssrc, payload_type)
        if packet is None:
            return  # a bandwidth probe
        index = self._unwrap(packet.sequence, True)
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

    def _unwrap(self, sequence: int, retransmitted: bool) -> int | None:
        """The index of a 16-bit number (RFC 3550 appendix A.1); None if it is out of all order."""
        highest = self._highest
        if highest is None:
            if retransmitted:
                return None
            self._highest = self._start + sequence
            return self._highest
        difference = sequence - highest & 0xFFFF
        if difference < MAX_DROPOUT:
            self._bad = None
            if not retransmitted:
                self._highest = highest + difference
            return highest + difference
        if difference >= 0x10000 - MAX_MISORDER:
            return highest + difference - 0x10000
        if retransmitted:
            return None
        if sequence != self._bad:
            self._bad = sequence + 1 & 0xFFFF
            return None
        self._restart(highest)
        self._highest = self._start + sequence
        return self._highest

    def _restart(self, highest: int) -> None:
        """Numbering starts anew, in indices beyond all reach of those before."""
        self._start = (highest | 0xFFFF) + 0x10001
        self._highest = self._bad = None
        self.epoch += 1
        self.reception.restart()
        self.nacks.reset()
        self.cache.clear()
        self._parameter_sets_seen = False
        self._sender_report = None
        if self.gate is Gate.OPEN:
            self.waiting += [down for down in self.down_tracks if down not in self.waiting]
            self.down_tracks.clear()
            if self.video and self.waiting:
                self.key_frames.want()

    def latch(self, ssrc: int) -> None:
        """Take the stream `ssrc` from now on."""
        if self.ssrc is not None and self._highest is not None:
            self._restart(self._highest)
        self.ssrc = ssrc

    def _take(self, packet: RtpPacket, now: float) -> bool:
        """Keep and forward a packet; False if it is here already or not to be forwarded at all."""
        index = packet.index
        if packet.payload_type in self._reds:
            self._withhold_older(packet)
        if index < self._barrier or not self.cache.add(packet):
            return False
        if self.video and len(packet.payload) >= PADDED_FROM:
            packet.padding = -len(packet.payload) % PADDING
        if self.nacks_wanted:
            self.nacks.receive(index, now)
        starts = not self.video or self._starts_key_frame(packet)
        if starts and self.video:
            self.key_frames.arrived()
            self._key_frame = max(self._key_frame, index)
            self.nacks.forget_before(index)
            self._measure(packet)
        begun: list[DownTrack] = []
        if starts and self.waiting:
            begun, self.waiting = self.waiting, []
            self._begin(begun, packet, now)
        self.down_tracks.forward(packet, self._level_of(packet), now)
        if begun:
            self._catch_up(begun, index, now)
        return True

    def _level_of(self, packet: RtpPacket) -> int:
        identifier = self.params.extensions.audio_level
        element = packet.extensions.get(identifier) if identifier else None
        return element[0] if element else -1

    def _starts_key_frame(self, packet: RtpPacket) -> bool:
        codec = self.codecs[packet.payload_type].name.upper()
        if codec == "VP8":
            return vp8.starts_key_frame(packet.payload)
        if codec != "H264":
            return False
        starts = h264.inspect(packet.payload)
        if starts & h264.Starts.PARAMETER_SETS:
            self._parameter_sets_seen = True
            return True
        # Where parameter sets come in band, an IDR slice whose own are still missing is no start.
        return starts is h264.Starts.IDR and not self._parameter_sets_seen

    def _measure(self, packet: RtpPacket) -> None:
        is_vp8 = self.codecs[packet.payload_type].name.upper() == "VP8"
        height = vp8.height(packet.payload) if is_vp8 else h264.height(packet.payload)
        self.height = height or self.height  # an IDR picture may come without parameter sets

    # --- who takes it -----------------------------------------------------------------------

    @property
    def watched(self) -> bool:
        """Whether anybody takes it or waits to."""
        return bool(self.down_tracks or self.waiting)

    def hear(self, now: float) -> None:
        """Note that the publisher sends it at present."""
        if now - self.heard_at > SILENT_AFTER:
            self.flowing_since = now
        self.heard_at = now

    def attach(self, down: "DownTrack", unhurried: bool = False) -> None:
        """Let `down` have this track from the next key frame on."""
        if down not in self.waiting:
            self.waiting.append(down)
        if self.video and not self._keeps_for(down):
            self.key_frames.want(unhurried)

    def announce(self, down: "DownTrack", ask: bool) -> None:
        """Let `down`, which is about to be attached, begin with a key frame that is here already.

        `ask`: have one come, for it will be a while. Of a screen, which others may see only at
        times, it gets nothing that came before.
        """
        before = -1 if self._highest is None or self.info.source == "camera" else self._highest
        down.announced = (self, before)
        if ask:
            self._announced = True
            self.key_frames.want()

    def begin_kept(self, now: float) -> None:
        """Begin those who were announced and wait with the last key frame; call each tick."""
        begun = [down for down in self.waiting if self._keeps_for(down)]
        first = self.cache.get(self._key_frame, now) if begun else None
        if first is not None and now - first.arrival <= KEPT_FOR:
            self.waiting = [down for down in self.waiting if down not in begun]
            self._begin(begun, first, now)
            self._catch_up(begun, self._key_frame - 1, now)
        elif begun:
            for down in begun:
                down.announced = None
            self.key_frames.want()

    def _keeps_for(self, down: "DownTrack") -> bool:
        if down.announced is None or self._highest is None:
            return False
        source, since = down.announced
        return source is self and since < self._key_frame > self._highest - MAX_KEPT

    def key_frame_due(self, now: float) -> bool:
        """Whether to ask for a key frame now; for somebody announced alone, only once."""
        if not self.video or not (self.watched or self._announced) or not self.key_frames.due(now):
            return False
        self._announced = False
        return True

    def detach(self, down: "DownTrack") -> None:
        """Send `down` nothing more."""
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
        assert self._highest is not None
        for later in range(index + 1, self._highest + 1):
            held = self.cache.get(later, now)
            if held is not None:
                for down in begun:
                    down.forward(held, now)

    # --- the gate ---------------------------------------------------------------------------

    def open(self) -> None:
        """Let what is sent from now on be heard."""
        if self.gate is Gate.CLOSED:
            self.gate = Gate.OPENING

    def close(self) -> None:
        """Let nobody hear anything of it, retransmissions of what was heard included."""
        if self.gate is Gate.CLOSED:
            return
        self.gate = Gate.CLOSED
        self.cache.clear()
        self.nacks.reset()

    def _open_at(self, packet: RtpPacket, now: float) -> None:
        """Open with `packet`; what was sent before it stays unheard, however late it comes."""
        self.gate = Gate.OPEN
        self._barrier, self._opened = packet.index, packet.timestamp
        for down in self.down_tracks:
            down.begin(self, packet, now)

    def _withhold_older(self, packet: RtpPacket) -> None:
        """Cut from RED the frames of before the gate opened: nobody had the floor then."""
        open_for = packet.timestamp - self._opened & MASK32
        if open_for <= red.MAX_OFFSET:
            packet.payload = red.since(packet.payload, open_for)

    # --- time, feedback, figures ------------------------------------------------------------

    def receive_sender_report(self, ntp: int, rtp_timestamp: int, now: float) -> None:
        """Take the publisher's word on which RTP timestamp belongs to which time."""
        self.reception.receive_sender_report(ntp, now)
        first = self._sender_report is None
        self._sender_report = (ntp / 4294967296, rtp_timestamp)
        if first:
            for down in self.down_tracks:
                down.report_soon()

    def timestamp_at(self, now: float) -> int | None:
        """The RTP timestamp of what the publisher captured at `now` on our clock."""
        offset = self.link.clock.offset
        if self._sender_report is None or offset is None:
            return None
        theirs, timestamp = self._sender_report
        return timestamp + round((now - offset - theirs) * self.clock_rate) & MASK32

    @property
    def origin(self) -> int | None:
        """The RTP timestamp of the publisher's time 0: layers of one track differ by it alone."""
        if self._sender_report is None:
            return None
        theirs, timestamp = self._sender_report
        return timestamp - round(theirs * self.clock_rate) & MASK32

    def nacks_due(self, now: float) -> list[int]:
        """The numbers to ask the publisher for now; a hopeless loss asks for a key frame."""
        if not self.nacks_wanted or self.gate is not Gate.OPEN:
            return []
        due = self.nacks.due(now)
        if due.gave_up and self.video:
            self.key_frames.want()
        return due.sequences

    def take_flow(self) -> tuple[int, int]:
        """Frames and bytes since the last call."""
        (frames, size), self._flow = self._flow, (self.frames, self.bytes)
        return self.frames - frames, self.bytes - size

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
