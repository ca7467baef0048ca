"""One published track on its way to the programme: ordered, made whole, placed in time."""

import msgspec

from media.egress import h264, vp8
from media.egress.beside import Begin, Inline, Worker
from media.egress.clock import TrackClock
from media.egress.config import SOUND_PATIENCE, VIDEO_PATIENCE
from media.egress.h264 import AccessUnit
from media.egress.reorder import Released, Reorder
from media.egress.transcode import MOST, Transcode, Transcoded, transcoding
from media.wire.rtp import RtpPacket


class Shot(msgspec.Struct, frozen=True):
    """One picture and when it was captured, in our monotonic seconds."""

    at: float
    unit: AccessUnit | None
    """For the stream as it is; None where only `coded` is wanted."""
    coded: AccessUnit | vp8.Frame | None = None
    """For a decoder, as it was sent; None where only `unit` is wanted."""


class Heard(msgspec.Struct, frozen=True):
    """One Opus packet: its unwrapped RTP timestamp, and when it was captured."""

    at: float
    ticks: int
    payload: bytes


class VideoSource:
    """RTP of one camera or screen → pictures, while `active`; else only its clock is kept.

    H.264 passes as it is, VP8 is transcoded. While `broken`, it waits for a key frame.
    """

    def __init__(self, codec: str, clock: TrackClock, beside: Begin = Inline) -> None:
        """`beside` begins what transcodes."""
        self._codec = codec
        self._beside = beside
        self._transcoder: Worker[Transcode, Transcoded] | None = None
        self._key_wanted = False
        self.clock = clock
        self._units = False
        self._coded = False
        self._unit_waits = self._coded_waits = True
        """Each use begins with a key frame, also where the other one is under way."""
        self._forget()

    @property
    def active(self) -> bool:
        """Whether pictures are made."""
        return self._units or self._coded

    @property
    def broken(self) -> bool:
        """No unit comes until the sender gives a key frame."""
        return self._depacketizer.broken or (self._units and self._unit_waits)

    @property
    def coded_broken(self) -> bool:
        """Nothing for a decoder comes until the sender gives a key frame."""
        return self._depacketizer.broken or (self._coded and self._coded_waits)

    def activate(self, units: bool = True, coded: bool = False) -> None:
        """Make pictures for the stream, for a decoder, both or neither, from a key frame on."""
        if self.active and not (units or coded):
            self._forget()
        self._unit_waits = self._unit_waits or not self._units
        self._coded_waits = self._coded_waits or not self._coded
        self._units, self._coded = units, coded
        if not units:
            self._drop_transcoder()

    def deactivate(self) -> None:
        """Stop, and forget what was under way."""
        self.activate(units=False, coded=False)

    def restart_coded(self) -> None:
        """A picture for the decoder was lost on our side: it goes on with a key frame."""
        self._coded_waits = True

    def _forget(self) -> None:
        self._reorder: Reorder[RtpPacket] = Reorder(VIDEO_PATIENCE)
        self._depacketizer: h264.Depacketizer | vp8.Depacketizer
        self._drop_transcoder()
        if self._codec == "vp8":
            self._depacketizer = vp8.Depacketizer()
        else:
            self._depacketizer = h264.Depacketizer()

    def _drop_transcoder(self) -> None:
        if self._transcoder is not None:
            self._transcoder.close()
        self._transcoder = None

    def force_key(self) -> bool:
        """Make the next picture a key frame if that is in our own hands; else ask the sender."""
        if self._transcoder is None or self.broken:
            return False
        self._key_wanted = True
        return True

    def push(self, packet: RtpPacket, now: float) -> list[Shot]:
        """Take one packet as it arrives."""
        self.clock.observe(packet.timestamp, now)
        if not self.active:
            return []
        return self._shots(self._reorder.push(packet.sequence, packet, now))

    def expire(self, now: float) -> list[Shot]:
        """Give up what is missing for too long."""
        return self._shots(self._reorder.expire(now)) if self.active else []

    def _shots(self, released: list[Released[RtpPacket]]) -> list[Shot]:
        shots = []
        for packet, after_gap in released:
            pictures = self._depacketizer.push(
                packet.payload, packet.timestamp, bool(packet.marker), after_gap
            )
            for picture in pictures:
                shots += self._shoot(picture)
        made = [] if self._transcoder is None else self._transcoder.take()
        return shots + [Shot(one.at, one.unit) for one in made]

    def _shoot(self, picture: AccessUnit | vp8.Frame) -> list[Shot]:
        key = picture.key if isinstance(picture, vp8.Frame) else picture.parameters is not None
        self._unit_waits = self._unit_waits and not key
        self._coded_waits = self._coded_waits and not key
        at = self.clock.at(picture.timestamp)
        shots = []
        if self._units and not self._unit_waits:
            if isinstance(picture, AccessUnit):
                shots.append(Shot(at, picture))
            else:
                self._transcode(at, picture)
        if self._coded and not self._coded_waits:
            shots.append(Shot(at, None, picture))
        return shots

    def _transcode(self, at: float, frame: vp8.Frame) -> None:
        """Have it transcoded; the shot comes in time. What is left out takes all up to the next key
        frame along.
        """
        if self._transcoder is None:
            self._transcoder = self._beside(transcoding, MOST)
        self._unit_waits = not self._transcoder.do(Transcode(at, frame, self._key_wanted))
        self._key_wanted = False


class SoundSource:
    """RTP of one microphone → Opus packets in order, each with its time."""

    def __init__(self, clock: TrackClock) -> None:
        self.clock = clock
        self._reorder: Reorder[RtpPacket] = Reorder(SOUND_PATIENCE)

    def push(self, packet: RtpPacket, now: float) -> list[Heard]:
        """Take one packet as it arrives."""
        self.clock.observe(packet.timestamp, now)
        return self._heard(self._reorder.push(packet.sequence, packet, now))

    def expire(self, now: float) -> list[Heard]:
        """Give up what is missing for too long."""
        return self._heard(self._reorder.expire(now))

    def _heard(self, released: list[Released[RtpPacket]]) -> list[Heard]:
        return [
            Heard(
                self.clock.at(packet.timestamp),
                self.clock.ticks(packet.timestamp),
                packet.payload,
            )
            for packet, _ in released
            if packet.payload
        ]
