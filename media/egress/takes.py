"""Each speaker's own tracks, recorded as they send them: packets in, file changes and RTCP out.

While somebody has the floor their sound and pictures go into a file of their own, a take. It begins
with a key frame of each picture, and has the tracks that flow then: one that comes later, such as a
shared screen, begins another take.
"""

from collections.abc import Callable, Sequence

import structlog

from media.egress.clock import TrackClock
from media.egress.hls import Append
from media.egress.messages import Speaker
from media.egress.source import Heard, Shot, SoundSource, VideoSource
from media.egress.stream import PAYLOAD_TYPES
from media.egress.take import OpenTake, Piece
from media.egress.take_boxes import Entry, opus_entry, picture_of
from media.egress.take_shelf import Lane, Take
from media.messages import TrackInfo
from media.wire.opus import samples_of
from media.wire.rtcp import pack_pli
from media.wire.rtp import RtpPacket, parse_rtp

MAX_SPEAKERS = 16
"""Recorded at a time: the chair and more than ever have the floor together."""
GATHER = 0.8
"""Seconds that a take waits from its first piece for the first of its other tracks: a key frame
from a distant county takes half a one, and a crash may cost one."""
KEY_RETRY = 0.5
"""Seconds until a key frame is asked for again."""
KEY_AGE = 10.0
"""Seconds after which one is asked for, so that editors find a place without decoding an hour."""
FLOWS = 1.0
"""Seconds within which a track that sends anything has sent a packet."""
RETRY = 10.0
"""Seconds until recording is tried again on a disk that took no more."""

log = structlog.get_logger("media.egress")


class _Camera:
    """The pictures of one track, and when a key frame is to be asked for."""

    def __init__(self, track: TrackInfo, clock: TrackClock) -> None:
        self.lane = Lane(track.source, track.kind, track.codec.lower())
        self.source = VideoSource(self.lane.codec, clock)
        self.source.activate(units=False, coded=True)
        self._heard = self._asked = self._key = float("-inf")

    def push(self, packet: RtpPacket, now: float) -> list[Piece]:
        self._heard = now
        return self._pieces(self.source.push(packet, now), now)

    def expire(self, now: float) -> list[Piece]:
        return self._pieces(self.source.expire(now), now)

    def restart(self) -> None:
        """Begin with a key frame once more."""
        self.source.restart_coded()

    def asks(self, now: float) -> bool:
        """Whether to ask for a key frame now; who sends nothing is not asked."""
        due = self.source.coded_broken or now - self._key >= KEY_AGE
        if not due or now - self._heard > FLOWS or now - self._asked < KEY_RETRY:
            return False
        self._asked = now
        return True

    def _pieces(self, shots: list[Shot], now: float) -> list[Piece]:
        pieces = []
        for shot in shots:
            assert shot.coded is not None
            data, entry = picture_of(shot.coded)
            if entry is not None:
                self._key = now
            pieces.append(Piece(self.lane, shot.at, data, entry))
        return pieces


class _Microphone:
    """The sound of one track."""

    def __init__(self, track: TrackInfo, clock: TrackClock) -> None:
        self.lane = Lane(track.source, track.kind, track.codec.lower())
        self._source = SoundSource(clock)
        self._entry = opus_entry()

    def push(self, packet: RtpPacket, now: float) -> list[Piece]:
        return self._pieces(self._source.push(packet, now))

    def expire(self, now: float) -> list[Piece]:
        return self._pieces(self._source.expire(now))

    def _pieces(self, packets: list[Heard]) -> list[Piece]:
        return [
            Piece(self.lane, one.at, one.payload, self._entry, one.ticks, lasts)
            for one in packets
            if (lasts := samples_of(one.payload))
        ]


class _Speaking:
    """One speaker's tracks and take."""

    def __init__(self, speaker: Speaker) -> None:
        self.speaker = speaker
        self.tracks: dict[int, tuple[TrackInfo, _Camera | _Microphone]] = {}
        self.take: OpenTake | None = None
        self.gathered: list[Piece] = []
        self._since = 0.0

    def records(self, track: TrackInfo) -> bool:
        """Whether a track is theirs, and others are sent it."""
        theirs = track.owner == self.speaker.owner
        return theirs and (track.source != "screen" or self.speaker.screen)

    def gather(self, pieces: list[Piece], now: float) -> None:
        """Keep what comes before the take begins; pictures from their first key frame on."""
        for piece in pieces:
            if piece.entry is None and piece.lane not in self._lanes():
                continue
            if not self.gathered:
                self._since = now
            self.gathered.append(piece)

    def is_ready(self, now: float) -> bool:
        """Whether the first piece of each track is there, or was waited for."""
        awaited = {source.lane for _, source in self.tracks.values()}
        return bool(self.gathered) and (
            awaited <= self._lanes().keys() or now - self._since >= GATHER
        )

    def begin(self, file: str, unix_offset: float) -> OpenTake:
        """The take of what was gathered."""
        entries, origin = self._lanes(), min(piece.at for piece in self.gathered)
        take = Take(
            file, self.speaker.owner, self.speaker.speech, origin + unix_offset, tuple(entries)
        )
        self.take = OpenTake(take, origin, self.gathered, list(entries.values()))
        self.gathered = []
        return self.take

    def restart(self, begun: "_Camera | _Microphone | None" = None) -> None:
        """Another take begins as the first one did; `begun` has given its key frame already."""
        self.take = None
        self.gathered = []
        for _, source in self.tracks.values():
            if isinstance(source, _Camera) and source is not begun:
                source.restart()

    def _lanes(self) -> dict[Lane, Entry]:
        """Those of which there is something, with their first entries."""
        found: dict[Lane, Entry] = {}
        for piece in self.gathered:
            if piece.entry is not None:
                found.setdefault(piece.lane, piece.entry)
        return found


class Takes:
    """All takes of a consultation; `now` is monotonic seconds.

    After each call, `take_changes` and `take_rtcp` give what is to be done.
    """

    def __init__(
        self, unix_offset: float, clock: Callable[[int], TrackClock | None], ssrc: int
    ) -> None:
        """`clock` knows when a track's packets were captured; `ssrc` is who asks for key frames."""
        self._unix_offset = unix_offset
        self._clock = clock
        self._ssrc = ssrc
        self._infos: list[TrackInfo] = []
        self._speaking: dict[str, _Speaking] = {}
        self._by_track: dict[int, _Speaking] = {}
        self._count = 0
        self._held_until = 0.0
        self._changes: list[Append] = []
        self._rtcp: list[bytes] = []

    # --- what is to be recorded ---------------------------------------------------------------

    def set_tracks(self, infos: list[TrackInfo]) -> None:
        """Know exactly these tracks; `clock` knows them already."""
        self._infos = infos
        self._direct()

    def set_speakers(self, speakers: Sequence[Speaker], now: float) -> None:
        """Record exactly these; whose speech is another than before begins another take."""
        wanted = {one.owner: one for one in speakers[:MAX_SPEAKERS]}
        for owner, speaking in list(self._speaking.items()):
            if wanted.get(owner) != speaking.speaker:
                self._finish(speaking, now)
                del self._speaking[owner]
        for owner, speaker in wanted.items():
            if owner not in self._speaking:
                self._speaking[owner] = _Speaking(speaker)
        self._direct()

    def hold(self, now: float) -> None:
        """The disk has no room: complete what there is, and record nothing for a while."""
        for speaking in self._speaking.values():
            self._finish(speaking, now)
        self._pause(now)

    def lose(self, now: float) -> None:
        """Something was not written: leave the files as they are, and begin others in a while."""
        for speaking in self._speaking.values():
            speaking.restart()
        self._changes.clear()
        self._pause(now)

    def end(self, now: float) -> None:
        """Complete all."""
        self.set_speakers([], now)

    def _pause(self, now: float) -> None:
        """Packets are dropped meanwhile: their numbers go on as those of a new stream."""
        self._held_until = now + RETRY
        for speaking in self._speaking.values():
            speaking.tracks = {}
        self._direct()

    def _direct(self) -> None:
        self._by_track = {}
        for speaking in self._speaking.values():
            before, speaking.tracks = speaking.tracks, {}
            for info in self._infos:
                if not speaking.records(info):
                    continue
                kept = before.get(info.track_id)
                source = kept[1] if kept is not None and kept[0] == info else self._source(info)
                if source is not None:
                    speaking.tracks[info.track_id] = (info, source)
                    self._by_track[info.track_id] = speaking

    def _source(self, info: TrackInfo) -> _Camera | _Microphone | None:
        clock = self._clock(info.track_id)
        if clock is None:
            return None
        return _Microphone(info, clock) if info.kind == "audio" else _Camera(info, clock)

    # --- inputs -------------------------------------------------------------------------------

    def receive(self, datagram: bytes, now: float) -> None:
        """Take one datagram of the relay; of those who are not recorded it is not even parsed."""
        track_id = int.from_bytes(datagram[8:12], "big")
        speaking = self._by_track.get(track_id)
        packet = parse_rtp(datagram) if speaking is not None and now >= self._held_until else None
        if speaking is not None and packet is not None:
            info, source = speaking.tracks[track_id]
            if packet.payload_type == PAYLOAD_TYPES.get(info.codec.lower()):
                self._put(speaking, source, source.push(packet, now), now)

    def tick(self, now: float) -> None:
        """Do what is due. Call it every few hundredths of a second."""
        if now < self._held_until:
            return
        for speaking in self._speaking.values():
            for track_id, (_, source) in speaking.tracks.items():
                self._put(speaking, source, source.expire(now), now)
                if isinstance(source, _Camera) and source.asks(now):
                    self._rtcp.append(pack_pli(self._ssrc, track_id))
            self._write(speaking, now)

    def _put(
        self,
        speaking: _Speaking,
        source: _Camera | _Microphone,
        pieces: list[Piece],
        now: float,
    ) -> None:
        for piece in pieces:
            if speaking.take is not None and not speaking.take.has(piece.lane):
                self._finish(speaking, now, source)
            if speaking.take is not None:
                speaking.take.add(piece)
            else:
                speaking.gather([piece], now)

    def _write(self, speaking: _Speaking, now: float) -> None:
        if speaking.take is not None:
            self._changes += speaking.take.write(now)
        elif speaking.is_ready(now):
            self._begin(speaking)

    def _begin(self, speaking: _Speaking) -> None:
        first = min(piece.at for piece in speaking.gathered)
        file = f"{round((first + self._unix_offset) * 1000)}-{self._count}.mp4"
        self._count += 1
        take = speaking.begin(file, self._unix_offset)
        self._changes += take.begin()
        log.info("take_begun", file=take.file, participant=speaking.speaker.owner)

    def _finish(
        self, speaking: _Speaking, now: float, begun: _Camera | _Microphone | None = None
    ) -> None:
        if speaking.take is None and speaking.gathered:
            self._begin(speaking)  # a speech shorter than what is gathered
        if speaking.take is not None:
            self._changes += speaking.take.finish(now)
        speaking.restart(begun)

    # --- outputs ------------------------------------------------------------------------------

    def take_changes(self) -> list[Append]:
        """What to write, in this order, in the folder of takes."""
        changes, self._changes = self._changes, []
        return changes

    def take_rtcp(self) -> list[bytes]:
        """RTCP for the relay worker."""
        packets, self._rtcp = self._rtcp, []
        return packets
