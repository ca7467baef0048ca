"""One consultation's livestream without sockets, files or clocks: packets in, file changes out."""

import msgspec
import structlog

from media.egress.aac import AacEncoder
from media.egress.clock import SenderClock, TrackClock
from media.egress.config import (
    H264_PAYLOAD_TYPE,
    OPUS_PAYLOAD_TYPE,
    SOUND_DELAY,
    SOUND_RATE,
    VIDEO_RATE,
    VP8_PAYLOAD_TYPE,
)
from media.egress.hls import FileChange, HlsFiles
from media.egress.mixer import Mixer
from media.egress.packager import Packager
from media.egress.playlist import Playlist
from media.egress.program import CAMERA_PATIENCE, SCREEN_PATIENCE, Program
from media.egress.slate import Slate
from media.egress.source import Heard, Shot, SoundSource, VideoSource
from media.messages import TrackInfo
from media.wire.rtcp import SenderReport, pack_pli, parse_rtcp
from media.wire.rtp import RtpPacket, parse_rtp

MAX_STALL = 2.0
"""A longer pause of the process (a suspended machine) is cut out of the timeline: nothing was
received in it, and a segment as long would break the playlist's target duration."""
EGRESS_SSRC = 0
"""Sender SSRC of our RTCP: egress sends no media."""
PAYLOAD_TYPES = {"h264": H264_PAYLOAD_TYPE, "vp8": VP8_PAYLOAD_TYPE, "opus": OPUS_PAYLOAD_TYPE}

log = structlog.get_logger()


class Beginning(msgspec.Struct, frozen=True):
    """Where a stream's timeline and files begin."""

    stamp: str
    """Unique to this run; part of every file's name."""
    unix_offset: float
    """Unix time minus monotonic time."""
    timeline: int = 0
    """Seconds on the timeline at which this run begins, after those of an earlier one."""
    earlier: Playlist | None = None
    earlier_sound: Playlist | None = None
    """The playlist of the sound alone."""


class LiveStream:
    """Datagrams of the relay, what is to be shown, and time in; changes of files and RTCP out.

    `now` is monotonic seconds. After each call, `take_changes` and `take_rtcp` give what is to be
    done. Datagrams that are malformed, or of no known track, are dropped.
    """

    def __init__(self, consultation: str, beginning: Beginning, now: float) -> None:
        self._log = log.bind(consultation=consultation)
        self._beginning = beginning
        self._origin = self._ticked = now
        encoder = AacEncoder()
        self._mixer = Mixer(encoder.encode, beginning.timeline * SOUND_RATE)
        self._packager = Packager()
        self._program = Program(self._packager, beginning.timeline * VIDEO_RATE)
        self._files = HlsFiles(
            beginning.stamp, encoder.config, beginning.earlier, beginning.earlier_sound
        )
        self._tracks: dict[int, TrackInfo] = {}
        self._senders: dict[str, SenderClock] = {}
        self._video: dict[int, VideoSource] = {}
        self._sound: dict[int, SoundSource] = {}
        self._picture_owner: str | None = None
        self._sound_owners: list[str] = []
        self._had_picture = False
        self._changes: list[FileChange] = []
        self._rtcp: list[bytes] = []

    # --- what is to be shown ------------------------------------------------------------------

    def set_tracks(self, tracks: list[TrackInfo], now: float) -> None:
        """Know exactly these tracks; those that stay the same go on undisturbed."""
        known = {track.track_id: track for track in tracks}
        gone = [key for key, track in self._tracks.items() if known.get(key) != track]
        for track_id in gone:
            self._video.pop(track_id, None)
            self._sound.pop(track_id, None)
        for track in tracks:
            self._add_track(track)
        self._tracks = known
        peers = {track.peer for track in tracks}
        self._senders = {peer: self._senders[peer] for peer in peers}
        self._direct(now)

    def set_programme(self, picture: str | None, sound: list[str], now: float) -> None:
        """Show `picture`'s owner (None: a slate) and mix the sound of `sound`'s."""
        self._picture_owner, self._sound_owners = picture, sound
        self._direct(now)

    def _add_track(self, track: TrackInfo) -> None:
        sender = self._senders.setdefault(track.peer, SenderClock())
        if track.kind == "audio":
            self._sound.setdefault(track.track_id, SoundSource(sender))
        elif track.track_id not in self._video:
            self._video[track.track_id] = VideoSource(track.codec.lower(), sender)

    def _direct(self, now: float) -> None:
        """Tell program and mixer which tracks are theirs."""
        target = self._find_picture()
        screen = target is not None and self._tracks[target].source == "screen"
        patience = SCREEN_PATIENCE if screen else CAMERA_PATIENCE
        self._program.want(target, self._find_slate(target), patience, now)
        self._mixer.set_voices(
            [
                track.track_id
                for owner in self._sound_owners
                for track in self._tracks.values()
                if track.owner == owner and track.kind == "audio"
            ]
        )
        self._activate()

    def _activate(self) -> None:
        """Make pictures only of what is on programme or about to be."""
        for track_id, source in self._video.items():
            if track_id in (self._program.target, self._program.on_air):
                source.activate()
            else:
                source.deactivate()

    def _find_picture(self) -> int | None:
        """The owner's shared screen, which they want seen, else their camera."""
        if self._picture_owner is None:
            return None
        mine = {
            track.source: track.track_id
            for track in self._tracks.values()
            if track.owner == self._picture_owner and track.kind == "video"
        }
        return mine.get("screen", mine.get("camera"))

    def _find_slate(self, target: int | None) -> Slate:
        if target is None and self._sound_owners and self._picture_owner is not None:
            return Slate.SOUND_ONLY
        return Slate.INTERRUPTED if self._had_picture else Slate.STARTING

    # --- inputs -------------------------------------------------------------------------------

    def receive(self, datagram: bytes, now: float) -> None:
        """Take one datagram of the relay: RTP or, by RFC 5761 section 4, RTCP."""
        if len(datagram) > 1 and 192 <= datagram[1] <= 223:
            self._receive_rtcp(datagram)
            return
        packet = parse_rtp(datagram)
        track = None if packet is None else self._tracks.get(packet.ssrc)
        if packet is None or track is None:
            return
        if packet.payload_type == PAYLOAD_TYPES.get(track.codec.lower()):
            self._receive_rtp(packet, now)

    def tick(self, now: float) -> None:
        """Do what is due. Call it every few hundredths of a second."""
        if now - self._ticked > MAX_STALL:
            self._log.warning("live_stalled", seconds=round(now - self._ticked, 1))
            self._origin += now - self._ticked
        self._ticked = now
        for track_id, source in self._video.items():
            self._show(track_id, source.expire(now), now)
        for track_id, microphone in self._sound.items():
            self._hear(track_id, microphone.expire(now))
        self._run_program(now)
        for index, frame in self._mixer.mix(self._at(now - SOUND_DELAY, SOUND_RATE)):
            self._packager.add_sound(index, frame)
        self._collect()

    def end(self, now: float) -> None:
        """Complete the last segment and say that the stream is over."""
        self.tick(now)
        last = self._packager.last_picture_at
        if last is not None:
            self._packager.finish(max(self._at(now, VIDEO_RATE), last + 1))
        self._collect()
        self._changes += self._files.end()

    def _receive_rtcp(self, datagram: bytes) -> None:
        for report in parse_rtcp(datagram) or ():
            if isinstance(report, SenderReport):
                clock = self._clock(report.ssrc)
                if clock is not None:
                    clock.report(report.ntp / (1 << 32), report.rtp_timestamp)

    def _clock(self, track_id: int) -> TrackClock | None:
        source = self._video.get(track_id) or self._sound.get(track_id)
        return source.clock if source else None

    def _receive_rtp(self, packet: RtpPacket, now: float) -> None:
        video = self._video.get(packet.ssrc)
        if video is not None:
            self._program.hear(packet.ssrc, now)
            self._show(packet.ssrc, video.push(packet, now), now)
        else:
            self._hear(packet.ssrc, self._sound[packet.ssrc].push(packet, now))

    # --- the parts together -------------------------------------------------------------------

    def _show(self, track_id: int, shots: list[Shot], now: float) -> None:
        for shot in shots:
            at = self._at(shot.at, VIDEO_RATE)
            if self._program.take(track_id, at, shot.unit, now):
                self._had_picture = True
                self._log.info("picture_switched", track=track_id, owner=self._picture_owner)
                self._direct(now)

    def _hear(self, track_id: int, packets: list[Heard]) -> None:
        voice = self._mixer.voice(track_id)
        if voice is not None:
            for packet in packets:
                voice.push(packet.payload, packet.ticks, self._at(packet.at, SOUND_RATE))

    def _run_program(self, now: float) -> None:
        at = self._at(now, VIDEO_RATE)
        before = self._program.on_air
        self._program.tick(now, at)
        if before is not None and self._program.on_air is None:
            self._log.info("slate_shown", slate=self._program.slate.name.lower())
            self._activate()
        target = self._program.target
        source = None if target is None else self._video.get(target)
        asked = self._program.asks(now, at, source is not None and source.broken)
        if asked is not None and source is not None and not source.force_key():
            self._rtcp.append(pack_pli(EGRESS_SSRC, asked))

    def _collect(self) -> None:
        for chunk in self._packager.take():
            seconds = chunk.start / VIDEO_RATE - self._beginning.timeline
            begins = seconds + self._origin + self._beginning.unix_offset
            self._changes += self._files.add(chunk, begins)

    def _at(self, seconds: float, rate: int) -> int:
        """A moment in our monotonic time on the programme's timeline."""
        return self._beginning.timeline * rate + round((seconds - self._origin) * rate)

    # --- outputs ------------------------------------------------------------------------------

    def take_changes(self) -> list[FileChange]:
        """What to write and delete, in this order."""
        changes, self._changes = self._changes, []
        return changes

    def take_rtcp(self) -> list[bytes]:
        """RTCP for the relay worker."""
        packets, self._rtcp = self._rtcp, []
        return packets
