"""The wire messages of `PROTOCOL.md`, one frozen struct each; the tag is the name there."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from sessions.commands import AnyCommand
from sessions.events import Record
from sessions.types import Id, LanguageTag, Level, Milliseconds, TokenRole
from sessions.views import Snapshot

VERSION = 1
MAX_SDP = 256 * 1024
"""Characters; more than any browser's offer of 64 m-lines."""

MAX_HEIGHT = 4320
"""Device pixels: a picture on an 8K wall."""

RequestId = Annotated[str, Meta(min_length=1, max_length=40)]
Sdp = Annotated[str, Meta(max_length=MAX_SDP)]
Source = Literal["microphone", "camera", "screen"]


class Message(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """Base of all wire messages."""


# --- from the client --------------------------------------------------------------------------


class Resume(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The session to go on with, and the last record seen."""

    session: Annotated[str, Meta(max_length=80)]
    after: Annotated[int, Meta(ge=0)]


class Hello(Message, frozen=True, tag="hello"):
    """First message of every connection."""

    version: int
    token: Annotated[str, Meta(max_length=2048)]
    resume: Resume | None = None
    lang: Literal["zh-CN", "en"] = "zh-CN"
    client: Literal["browser", "bot"] = "browser"
    """What connects; the minutes name it."""
    receive: bool = True
    """Whether to be offered others' media; a client that only sends says no."""
    purpose: Literal["take_part", "wall"] = "take_part"
    """A director's wall only looks on, beside the connection by which somebody takes part."""
    consultation: Id | None = None
    """For a wall by an organizer's token, which is of no consultation in particular."""


class Ping(Message, frozen=True, tag="ping"):
    """Heartbeat and clock reading; `time` is echoed."""

    time: float


class DoCommand(Message, frozen=True, tag="command"):
    """Ask for one command of the session; `id` makes a repetition harmless."""

    id: RequestId
    command: AnyCommand


class Publish(Message, frozen=True, tag="publish"):
    """The client's offer of what it sends; again for every change and for an ICE restart."""

    id: RequestId
    sdp: Sdp
    sources: Annotated[dict[Annotated[str, Meta(max_length=16)], Source], Meta(max_length=64)] = {}


class Answer(Message, frozen=True, tag="answer"):
    """The client's answer to the `offer` of that `revision`."""

    revision: int
    sdp: Sdp


class RestartMedia(Message, frozen=True, tag="restart_media"):
    """The client's receiving transport failed: offer again with an ICE restart."""


class Devices(Message, frozen=True, tag="devices"):
    """What the client's own devices are doing, for others' tiles."""

    camera: bool
    microphone: bool
    screen: bool = False
    picture: Literal["good", "black", "frozen"] = "good"
    """What the page sees when it looks at its own camera."""
    sound: Literal["good", "silent", "echo"] = "good"
    """What it hears of its own open microphone."""


class Seen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At which height one received picture is shown; 0 where it cannot be seen."""

    track_id: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)]
    height: Annotated[int, Meta(ge=0, le=MAX_HEIGHT)]


class Watch(Message, frozen=True, tag="watch"):
    """What the client shows of the pictures that it is sent, replacing what it said before."""

    pictures: Annotated[list[Seen], Meta(max_length=64)]
    first: Annotated[list[Id], Meta(max_length=64)] = []
    """Whose pictures are to be sent before those of the rest, where there are too many."""


class Listen(Message, frozen=True, tag="listen"):
    """Which language's interpreter the client wants to hear; None: the floor alone."""

    language: LanguageTag | None


class Report(Message, frozen=True, tag="report"):
    """What the client itself counted since its last report, and how its camera is sent now.

    Freezes are those of the picture that stood still longest.
    """

    freezes: Annotated[int, Meta(ge=0, le=10_000)]
    frozen_ms: Annotated[int, Meta(ge=0, le=600_000)]
    concealed: Annotated[float, Meta(ge=0, le=1)]
    lines: Annotated[int, Meta(ge=0, le=MAX_HEIGHT)]
    layers: Annotated[int, Meta(ge=0, le=4)]
    limited: Literal["none", "bandwidth", "cpu", "other"] = "none"
    protocol: Literal["udp", "tcp"] | None = None
    relayed: bool = False


class SetPatrol(Message, frozen=True, tag="set_patrol"):
    """A director's word on the walls' patrol; what is None stays as it is."""

    held: bool | None = None
    interval: Annotated[int, Meta(ge=4, le=120)] | None = None
    levels: Annotated[list[Level], Meta(max_length=4)] | None = None


class CaptionDraft(Message, frozen=True, tag="caption_draft"):
    """How a line of what is said reads so far; without words it is withdrawn."""

    line_id: Id
    text: Annotated[str, Meta(max_length=200)]
    started_at: Milliseconds
    language: LanguageTag = "zh-CN"


class Leave(Message, frozen=True, tag="leave"):
    """Going for good: no grace period."""


ClientMessage = (
    Hello
    | Ping
    | DoCommand
    | Publish
    | Answer
    | RestartMedia
    | Devices
    | Watch
    | Listen
    | Report
    | SetPatrol
    | CaptionDraft
    | Leave
)


# --- from the server --------------------------------------------------------------------------


class IceServer(msgspec.Struct, frozen=True):
    """As RTCIceServer; empty list where the relay is reached directly."""

    urls: list[str]
    username: str | None = None
    credential: str | None = None


class You(msgspec.Struct, frozen=True):
    """Whom the token speaks for."""

    role: TokenRole
    participant_id: str
    """On the roster; of a wall or a caption port its own name, which is nobody's there."""
    name: str


class Presence(msgspec.Struct, frozen=True):
    """One participant's momentary state; `since` is Unix ms of the last change of `state`."""

    participant_id: str
    state: Literal["connected", "reconnecting", "gone"]
    since: int
    camera: bool = False
    microphone: bool = False
    screen: bool = False
    quality: Literal["good", "weak", "lost"] | None = None
    """Of the media path, None where there is none."""
    picture: Literal["good", "black", "frozen"] = "good"
    sound: Literal["good", "silent", "echo"] = "good"


class Waiting(msgspec.Struct, frozen=True):
    """What somebody who has still to be admitted may know; `since` is Unix ms."""

    title: str
    venue: str
    since: int


class Welcome(Message, frozen=True, tag="welcome"):
    """Answers `hello`. A resumed session gets `records`, a new one `snapshot`.

    With `waiting` there is neither; another `welcome` without it follows once they are admitted.
    """

    session: str
    resumed: bool
    you: You
    server_time: int
    grace_seconds: int
    """How long place, floor and presence are kept after a lost connection."""
    ice_servers: list[IceServer]
    presence: list[Presence]
    snapshot: Snapshot | None
    records: list[Record]
    waiting: Waiting | None = None


class Pong(Message, frozen=True, tag="pong"):
    """Answers `ping`; `server_time` is Unix ms."""

    time: float
    server_time: int


class Events(Message, frozen=True, tag="events"):
    """New records that this role may see, in order."""

    records: list[Record]


class Resync(Message, frozen=True, tag="resync"):
    """All that was known is void, for a rehearsal ended: `snapshot` takes its place."""

    snapshot: Snapshot


class Accepted(Message, frozen=True, tag="accepted"):
    """Command `id` is done and on disk as records `seqs`."""

    id: str
    seqs: list[int]
    receipt: str | None = None
    """Of `submit_opinion`: what its author follows it by."""


class Refused(Message, frozen=True, tag="refused"):
    """Request `id` left no trace; `code` is stable, `message` in the client's language."""

    id: str
    code: str
    message: str


class OwnTrack(msgspec.Struct, frozen=True):
    """One of the client's own tracks as the relay knows it."""

    track_id: int
    kind: Literal["audio", "video"]
    source: Source


class Published(Message, frozen=True, tag="published"):
    """Answers `publish`."""

    id: str
    sdp: str
    tracks: list[OwnTrack]


class OfferedTrack(msgspec.Struct, frozen=True):
    """Which m-line carries whose what."""

    mid: str
    track_id: int
    participant_id: str
    kind: Literal["audio", "video"]
    source: Source


class Offer(Message, frozen=True, tag="offer"):
    """What the relay sends to this client from now on."""

    revision: int
    sdp: str
    tracks: list[OfferedTrack]


class PresenceChanged(Message, frozen=True, tag="presence"):
    """Participants whose momentary state changed."""

    participants: list[Presence]


class Levels(Message, frozen=True, tag="levels"):
    """Loudness of those who are heard, by participant, −127 to 0 dBov; at most 5 times a second."""

    levels: dict[str, int]


class Reduced(Message, frozen=True, tag="reduced"):
    """Pictures (track ids) that the client's own line has no room for, in full or at all."""

    smaller: list[int]
    paused: list[int]


class Patrol(Message, frozen=True, tag="patrol"):
    """The walls' patrol: turn n begins `n × interval` seconds after `started_at` (Unix ms)."""

    interval: int
    started_at: int
    held_at: int | None
    """Since when it stands still."""
    levels: list[Level]
    """Which it goes through; empty: all."""


FaultCode = Literal["offline", "lost", "no_picture", "black", "frozen", "still", "silent", "echo"]
"""`still` is a picture of a room encoder in which nothing changes, not even noise: its source is
black or frozen."""


class Fault(msgspec.Struct, frozen=True):
    """Something is wrong with somebody's picture or sound, since Unix ms."""

    participant_id: str
    code: FaultCode
    since: int


class Faults(Message, frozen=True, tag="faults"):
    """Everything that is wrong now, the longest first; replaces what was said before."""

    faults: list[Fault]


class Draft(msgspec.Struct, frozen=True):
    """A line that is not finished; `started_at` is Unix ms."""

    line_id: str
    language: str
    text: str
    started_at: int


class CaptionDrafts(Message, frozen=True, tag="caption_drafts"):
    """The line that is being said, one a language; replaces what was said before."""

    drafts: list[Draft]


class MediaReset(Message, frozen=True, tag="media_reset"):
    """The relay was replaced: publish anew; a new `offer` with revision 1 follows."""


class Bye(Message, frozen=True, tag="bye"):
    """Last message before the server closes; `code` says whether coming back makes sense."""

    code: str
    message: str


ServerMessage = (
    Welcome
    | Pong
    | Events
    | Resync
    | Accepted
    | Refused
    | Published
    | Offer
    | PresenceChanged
    | Levels
    | Reduced
    | Patrol
    | Faults
    | CaptionDrafts
    | MediaReset
    | Bye
)
