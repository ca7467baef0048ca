"""The typed messages between the web process and the egress process: MessagePack on a Unix socket.

Same framing as `media/messages/`. One egress process serves all consultations on air.
"""

import msgspec

from media.egress.errors import StorageFailure
from media.egress.scene import Scene
from media.messages import Message, TrackInfo


class GoLive(Message, frozen=True, tag="go_live"):
    """Open the programme of `consultation`. → `OnAir`.

    Plain RTP arrives on a Unix datagram socket that egress binds; segments and playlist go to
    `directory`. On air there already: the same reply again.
    """

    consultation: str
    directory: str


class AttachRelay(Message, frozen=True, tag="attach_relay"):
    """Where the relay worker takes RTCP (its datagram socket). → `Done`."""

    consultation: str
    path: str


class SetTracks(Message, frozen=True, tag="set_tracks"):
    """All tracks that may arrive, replacing what was said before. → `Done`."""

    consultation: str
    tracks: list[TrackInfo]


class SetProgramme(Message, frozen=True, tag="set_programme"):
    """Whose picture (None: slate) and whose sound viewers get. → `Done`.

    `scene` says how it is shown; composed, its tiles stand in the place of `picture`'s owner alone.
    """

    consultation: str
    picture: str | None
    sound: list[str]
    scene: Scene = Scene()


class Speaker(msgspec.Struct, frozen=True):
    """Whose own tracks are recorded, and the speech that they hold; None: the chair, without."""

    owner: str
    speech: str | None = None
    screen: bool = True
    """Their shared screen, too: it is shown to the others."""


class SetSpeakers(Message, frozen=True, tag="set_speakers"):
    """Record the own tracks of exactly these, each into files of their own. → `Done`."""

    consultation: str
    speakers: list[Speaker]


class EndLive(Message, frozen=True, tag="end_live"):
    """Finish the stream (`#EXT-X-ENDLIST`); the files stay. → `Done`, also if it has ended.

    Its last picture says that the meeting is over.
    """

    consultation: str


class Ping(Message, frozen=True, tag="ping"):
    """Asks whether the process still answers. → `Done`."""


EgressRequestBody = GoLive | AttachRelay | SetTracks | SetProgramme | SetSpeakers | EndLive | Ping


class Done(Message, frozen=True, tag="done"):
    """Carried out."""


class OnAir(Message, frozen=True, tag="on_air"):
    """`path` is the datagram socket where egress takes RTP for this consultation."""

    path: str


EgressReplyBody = Done | OnAir


class EgressReady(Message, frozen=True, tag="egress_ready"):
    """First message of an egress process."""

    pid: int


class PlaylistReady(Message, frozen=True, tag="playlist_ready"):
    """The first complete segments of a stream are on disk: players may load it."""

    consultation: str


class StorageNoted(Message, frozen=True, tag="storage_noted"):
    """How a stream's files stand in the object store; sent when that changes.

    `ready`: the store has playlists that can be played, `waiting`: segments and playlists that it
    lacks, `failure`: why the last attempt failed, None if it did not.
    """

    consultation: str
    ready: bool
    waiting: int
    failure: StorageFailure | None = None


EgressEvent = EgressReady | PlaylistReady | StorageNoted


class EgressRequest(msgspec.Struct, frozen=True, tag="request"):
    """Web process → egress."""

    id: int
    body: EgressRequestBody


class EgressReply(msgspec.Struct, frozen=True, tag="reply"):
    """Egress → web process."""

    id: int
    body: EgressReplyBody


class EgressRefusal(msgspec.Struct, frozen=True, tag="refusal"):
    """Egress → web process: refused, nothing changed."""

    id: int
    code: str
    message: str


class EgressNotice(msgspec.Struct, frozen=True, tag="notice"):
    """Egress → web process, unasked."""

    body: EgressEvent


FromEgress = EgressReply | EgressRefusal | EgressNotice
