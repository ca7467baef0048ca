"""What puts one consultation on air, without I/O: the next thing to say to the relay or to egress.

`go_live` gives the socket where egress takes packets, `attach_egress` sends the relay's there,
`attach_relay` tells egress where the relay takes feedback; tracks, programme and whose own tracks
are recorded follow their changes.
"""

from collections.abc import Sequence

from media.egress.messages import (
    AttachRelay,
    EndLive,
    GoLive,
    SetProgramme,
    SetSpeakers,
    SetTracks,
    Speaker,
)
from media.egress.scene import Scene
from media.messages import AttachEgress, DetachEgress, TrackInfo
from signaling.access import Programme

ToEgress = GoLive | AttachRelay | SetTracks | SetProgramme | SetSpeakers | EndLive
ToRelay = AttachEgress | DetachEgress
Step = ToEgress | ToRelay


class Broadcast:
    """One consultation's stream: what is wanted, and what both processes have been told."""

    def __init__(self, consultation_id: str, directory: str) -> None:
        self._id = consultation_id
        self._directory = directory
        self._wanted = False
        self._tracks: list[TrackInfo] = []
        self._programme = Programme(None, ())
        self._scene = Scene()
        self._speakers: list[Speaker] = []
        self._packets_to: str | None = None
        """Egress's socket, once live."""
        self._feedback_to: str | None = None
        """The relay's socket, once it sends."""
        self._attached = False
        self._said_tracks: list[TrackInfo] | None = None
        self._said_programme: tuple[Programme, Scene] | None = None
        self._said_speakers: list[Speaker] = []
        self.losses = 0
        """How often either process was lost: a reply from before a loss no longer counts."""
        self.on_air = False
        """Players may load the playlist."""

    # --- what happens -----------------------------------------------------------------------

    def want(
        self,
        live: bool,
        tracks: Sequence[TrackInfo],
        programme: Programme,
        scene: Scene | None = None,
        speakers: Sequence[Speaker] = (),
    ) -> None:
        """What the stream is to be, and whose own tracks are recorded beside it."""
        self._wanted, self._tracks, self._programme = live, list(tracks), programme
        self._scene, self._speakers = scene or Scene(), list(speakers)

    def playlist_ready(self) -> None:
        """The first segment is on disk."""
        self.on_air = self._packets_to is not None

    def relay_lost(self) -> None:
        """Another relay knows nothing of egress."""
        self.losses += 1
        self._feedback_to = None
        self._attached = False

    def egress_lost(self) -> None:
        """Another egress knows nothing at all."""
        self._packets_to = self._said_tracks = self._said_programme = None
        self._said_speakers = []
        self.on_air = False
        self.relay_lost()

    # --- what is to be done -----------------------------------------------------------------

    def next_step(self) -> Step | None:
        """The request to make now; `done` is told its outcome before the next is asked for."""
        return self._towards_air() if self._wanted else self._towards_silence()

    def done(self, step: Step, path: str | None) -> None:
        """The request was carried out; `path` is the socket that its reply named."""
        match step:
            case GoLive():
                self._packets_to = path
            case AttachEgress():
                self._feedback_to = path
            case AttachRelay():
                self._attached = True
            case SetTracks():
                self._said_tracks = step.tracks
            case SetProgramme():
                said = Programme(step.picture, tuple(step.sound))
                self._said_programme = (said, step.scene)
            case SetSpeakers():
                self._said_speakers = step.speakers
            case DetachEgress():
                self.relay_lost()
            case EndLive():
                self.egress_lost()

    @property
    def is_idle(self) -> bool:
        """Neither on air nor about to be."""
        return not self._wanted and self._packets_to is None and self._feedback_to is None

    def _towards_air(self) -> Step | None:
        if self._packets_to is None:
            return GoLive(consultation=self._id, directory=self._directory)
        if self._said_tracks != self._tracks:
            return SetTracks(consultation=self._id, tracks=self._tracks)
        if self._said_programme != (self._programme, self._scene):
            picture, sound = self._programme.picture, list(self._programme.sound)
            return SetProgramme(self._id, picture, sound, self._scene)
        if self._said_speakers != self._speakers:
            return SetSpeakers(consultation=self._id, speakers=self._speakers)
        if self._feedback_to is None:
            return AttachEgress(router=self._id, path=self._packets_to)
        if not self._attached:
            return AttachRelay(consultation=self._id, path=self._feedback_to)
        return None

    def _towards_silence(self) -> Step | None:
        if self._feedback_to is not None:
            return DetachEgress(router=self._id)
        if self._packets_to is not None:
            return EndLive(consultation=self._id)
        return None
