"""One consultation's livestream without sockets, files or clocks: packets in, file changes out."""

import msgspec
import structlog

from media.egress.aac import AacEncoder
from media.egress.beside import Begin, Inline
from media.egress.clock import SenderClock, TrackClock
from media.egress.composition import COMPOSED, Composition
from media.egress.config import (
    H264_PAYLOAD_TYPE,
    OPUS_PAYLOAD_TYPE,
    SOUND_DELAY,
    SOUND_RATE,
    VIDEO_RATE,
    VP8_PAYLOAD_TYPE,
)
from media.egress.h264 import AccessUnit
from media.egress.hls import FileChange, HlsFiles
from media.egress.mixer import Mixer
from media.egress.packager import Packager
from media.egress.playlist import Playlist
from media.egress.program import CAMERA_PATIENCE, SCREEN_PATIENCE, Program
from media.egress.scene import Scene
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
CLOSING = 2.0
"""Seconds of the last slate, on which players stay: enough to be read where they play on."""
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

    def __init__(
        self,
        consultation: str,
        beginning: Beginning,
        now: float,
        beside: Begin = Inline,
    ) -> None:
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
        self._scene = Scene()
        self._beside = beside
        self._composition = Composition(beside)
        self._named: tuple[str, tuple[AccessUnit, ...]] | None = None
        self._changes: list[FileChange] = []
        self._rtcp: list[bytes] = []

    # --- what is to be shown ------------------------------------------------------------------

    def set_tracks(self, tracks: list[TrackInfo], now: float) -> None:
        """Know exactly these tracks; those that stay the same go on undisturbed."""
        known = {track.track_id: track for track in tracks}
        gone = [key for key, track in self._tracks.items() if known.get(key) != track]
        for track_id in gone:
            if track_id in self._video:
                self._video.pop(track_id).deactivate()
            self._sound.pop(track_id, None)
        for track in tracks:
            self._add_track(track)
        self._tracks = known
        peers = {track.peer for track in tracks}
        self._senders = {peer: self._senders[peer] for peer in peers}
        self._direct(now)

    def set_programme(
        self, picture: str | None, sound: list[str], now: float, scene: Scene | None = None
    ) -> None:
        """Show `picture`'s owner (None: a slate) and mix the sound of `sound`'s.

        Where `scene` says composed, its tiles are shown in the place of `picture`'s owner alone.
        """
        self._picture_owner, self._sound_owners = picture, sound
        self._scene = scene or Scene()
        begins = now + self._beginning.unix_offset
        self._files.ranges.mark(begins, self._scene.titles, self._scene.mode)
        self._direct(now)

    def name_slate(self, venue: str, reel: tuple[AccessUnit, ...], now: float) -> None:
        """While `venue` is on programme and lost, show `reel`, which names it."""
        self._named = (venue, reel)
        self._direct(now)

    def _add_track(self, track: TrackInfo) -> None:
        sender = self._senders.setdefault(track.peer, SenderClock())
        if track.kind == "audio":
            self._sound.setdefault(track.track_id, SoundSource(TrackClock(SOUND_RATE, sender)))
        elif track.track_id not in self._video:
            clock = TrackClock(VIDEO_RATE, sender)
            self._video[track.track_id] = VideoSource(track.codec.lower(), clock, self._beside)

    def _direct(self, now: float) -> None:
        """Tell program and mixer which tracks are theirs."""
        target = self._compose(now) or self._find_picture()
        track = None if target is None else self._tracks.get(target)
        screen = track is not None and track.source == "screen"
        patience = SCREEN_PATIENCE if screen else CAMERA_PATIENCE
        slate = self._find_slate(target)
        named = None if self._named is None or slate != Slate.INTERRUPTED else self._named
        reel = named[1] if named is not None and named[0] == self._scene.venue else None
        self._program.want(target, slate, patience, now, reel)
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
            shown = track_id in (self._program.target, self._program.on_air)
            source.activate(units=shown, coded=track_id in self._composition.tracks)
        if self._program.target != COMPOSED != self._program.on_air:
            self._composition.stop()

    def _compose(self, now: float) -> int | None:
        """Have the scene composed, if it is to be; what to put on programme then."""
        if self._scene.mode != "composed" or not self._scene.tiles or self._picture_owner is None:
            return None
        self._composition.show(self._scene, self._tracks, self._at(now, VIDEO_RATE))
        return COMPOSED

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
        if self._scene.occasion == "paused":
            return Slate.PAUSED
        if self._scene.occasion == "unattended":
            return Slate.UNATTENDED
        if target is None and self._picture_owner is not None and self._is_heard():
            return Slate.SOUND_ONLY
        return Slate.INTERRUPTED if self._had_picture else Slate.STARTING

    def _is_heard(self) -> bool:
        """Whether anybody whose sound is mixed sends any: who sends nothing is lost, not dark."""
        heard = (track for track in self._tracks.values() if track.kind == "audio")
        return any(track.owner in self._sound_owners for track in heard)

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

    def end(self, now: float, over: bool = False) -> None:
        """Complete the last segment and say that the stream is over; `over`: the meeting is too.

        Then the last slate says so.
        """
        self.tick(now)
        self._composition.stop()
        for source in self._video.values():
            source.deactivate()
        if over:
            now = self._close(now)
        last = self._packager.last_picture_at
        if last is not None:
            self._packager.finish(max(self._at(now, VIDEO_RATE), last + 1))
        self._collect()
        self._changes += self._files.end()

    def _close(self, now: float) -> float:
        """Put the last slate on the timeline, ahead of time; until when it lasts."""
        until = now + CLOSING
        self._mixer.set_voices([])
        self._program.want(None, Slate.ENDED, CAMERA_PATIENCE, now)
        for moment in (now, now + 0.2, until):  # the slate may not begin at once
            self._program.tick(moment, self._at(moment, VIDEO_RATE))
        for index, frame in self._mixer.mix(self._at(until, SOUND_RATE)):
            self._packager.add_sound(index, frame)
        return until

    def _receive_rtcp(self, datagram: bytes) -> None:
        for report in parse_rtcp(datagram) or ():
            if isinstance(report, SenderReport):
                clock = self.clock(report.ssrc)
                if clock is not None:
                    clock.report(report.ntp / (1 << 32), report.rtp_timestamp)

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
            if shot.coded is not None and not self._composition.take(track_id, at, shot.coded):
                self._video[track_id].restart_coded()
            if shot.unit is not None:
                self._put(track_id, at, shot.unit, now)

    def _put(self, track_id: int, at: int, unit: AccessUnit, now: float) -> None:
        """Offer a picture to the programme."""
        if self._program.take(track_id, at, unit, now):
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
        for composed in self._composition.tick(at):
            self._put(COMPOSED, composed.at, composed.unit, now)
        before = self._program.on_air
        self._program.tick(now, at)
        if before is not None and self._program.on_air is None:
            self._log.info("slate_shown", slate=self._program.slate.name.lower())
            self._activate()
        target = self._program.target
        source = None if target is None else self._video.get(target)
        asked = self._program.asks(now, at, source is not None and source.broken)
        if asked == COMPOSED:
            self._composition.force_key()
        if asked is not None and source is not None and not source.force_key():
            self._rtcp.append(pack_pli(EGRESS_SSRC, asked))
        broken = [id for id in self._composition.tracks if self._is_tile_broken(id)]
        for tile in self._composition.asks(now, broken):
            self._rtcp.append(pack_pli(EGRESS_SSRC, tile))

    def _is_tile_broken(self, track_id: int) -> bool:
        source = self._video.get(track_id)
        return source is not None and source.coded_broken

    def _collect(self) -> None:
        for chunk in self._packager.take():
            seconds = chunk.start / VIDEO_RATE - self._beginning.timeline
            begins = seconds + self._origin + self._beginning.unix_offset
            self._changes += self._files.add(chunk, begins)

    def _at(self, seconds: float, rate: int) -> int:
        """A moment in our monotonic time on the programme's timeline."""
        return self._beginning.timeline * rate + round((seconds - self._origin) * rate)

    def clock(self, track_id: int) -> TrackClock | None:
        """When the packets of a track were captured; None for one that is not known."""
        source = self._video.get(track_id) or self._sound.get(track_id)
        return source.clock if source else None

    # --- outputs ------------------------------------------------------------------------------

    def take_changes(self) -> list[FileChange]:
        """What to write and delete, in this order."""
        changes, self._changes = self._changes, []
        return changes

    def take_rtcp(self) -> list[bytes]:
        """RTCP for the relay worker."""
        packets, self._rtcp = self._rtcp, []
        return packets
