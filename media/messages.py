"""The typed messages between the hub and a relay worker: MessagePack on a Unix socket.

The hub sends a `Request` and gets exactly one `Reply` or `Refusal` with the same `id`; a worker
also sends events unasked. `router` names one consultation's forwarding plane, `peer` one ICE/DTLS
transport, `owner` whoever the media belongs to (a participant), `track_id` one published track.
The relay knows nothing of floors or roles: it is told whose sound is `audible`.
"""

from typing import Literal

import msgspec

from media.config import RelayConfig
from media.wire.codecs import Codec

Kind = Literal["audio", "video"]
Source = Literal["microphone", "camera", "screen"]


class Message(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """Base of everything on the hub–worker socket; the tag is the class's snake_case name."""


class TrackInfo(msgspec.Struct, frozen=True):
    """A published track; `track_id` is its SSRC towards egress and other workers.

    It is unique in its consultation, all whose publishers are at one worker.
    """

    track_id: int
    peer: str
    owner: str
    kind: Kind
    source: Source
    codec: str
    """`H264`, `VP8` or `opus`."""
    codecs: tuple[Codec, ...] = ()
    """All that its publisher may send, under its payload types."""
    layers: tuple[int, ...] = ()
    """The SSRC of each of its layers towards other workers, in the SDP's order, `track_id` first;
    empty: that alone."""

    @property
    def ssrcs(self) -> tuple[int, ...]:
        """Of its layers towards other workers; unique like `track_id`s, and among them."""
        return self.layers or (self.track_id,)


class SubscribedTrack(msgspec.Struct, frozen=True):
    """Which m-line (`mid`) of a subscriber's session carries which track."""

    mid: str
    track_id: int


# --- requests ---------------------------------------------------------------------------------


class Publish(Message, frozen=True, tag="publish"):
    """Take `owner`'s media by an SDP offer. → `Published`.

    A known `peer` renegotiates or restarts ICE.
    """

    router: str
    peer: str
    owner: str
    sdp: str
    sources: dict[str, Source] = {}
    """By mid; a video m-line not named is `camera`, an audio m-line `microphone`."""
    whole: bool = False
    """A WHIP offer: of which all sound and pictures are taken, or nothing (RFC 9725, 4.4.3)."""


class Subscribe(Message, frozen=True, tag="subscribe"):
    """Make `peer`, new or known, receive exactly `tracks`; the relay offers. → `Offered`."""

    router: str
    peer: str
    tracks: list[int]
    ice_restart: bool = False
    owner: str | None = None
    """Whose peer it is: who has one already is no newcomer to a worker at its limit."""


class TakeAnswer(Message, frozen=True, tag="take_answer"):
    """The subscriber's answer to offer `revision`; a stale one is ignored. → `Done`."""

    peer: str
    revision: int
    sdp: str


class View(Message, frozen=True, tag="view"):
    """A WHEP session: the client offers to receive one video and one audio. → `Viewed`.

    `owner` None plays the programme (see `Route`) as it changes; else that owner's tracks,
    of which a screen only while its owner is the programme.
    """

    router: str
    peer: str
    owner: str | None
    sdp: str


class Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one track is shown to a subscriber."""

    track_id: int
    height: int
    """Of the picture on the screen, device pixels; 0: not visible, send nothing."""
    rank: int
    """0 first: who is served first where not all fits."""


class Watch(Message, frozen=True, tag="watch"):
    """What a subscriber looks at, replacing what was said before. → `Done`.

    Tracks not named are shown at full height and have the last rank.
    """

    peer: str
    shown: list[Shown]


class Trickle(Message, frozen=True, tag="trickle"):
    """A WHIP/WHEP PATCH body (RFC 8840): candidates or an ICE restart. → `Trickled`."""

    peer: str
    sdpfrag: str


class Route(Message, frozen=True, tag="route"):
    """Who is heard and who is the programme, replacing what was said before. → `Done`.

    Audio of an owner not in `audible` is forwarded to nobody, egress included.
    """

    router: str
    audible: list[str]
    programme_video: str | None = None
    programme_audio: str | None = None


class AttachEgress(Message, frozen=True, tag="attach_egress"):
    """Send every track of `router` as plain RTP to `path`. → `EgressAttached`.

    `path` is a Unix datagram socket of the egress process.
    RTCP goes both ways on it: sender reports out, PLI in. Each track's SSRC is its `track_id`.
    """

    router: str
    path: str


class DetachEgress(Message, frozen=True, tag="detach_egress"):
    """Stop sending to egress. → `Done`."""

    router: str


class OpenPipe(Message, frozen=True, tag="open_pipe"):
    """Take `router`'s tracks from another worker, its publishers' home. → `PipeOpened`.

    It replaces a pipe that was there.
    """

    router: str


class AttachPipe(Message, frozen=True, tag="attach_pipe"):
    """Give `router`'s tracks, as they are asked for, to the worker at `path`. → `Done`.

    `path` is of that worker's `PipeOpened`. The pipe ends with either worker's router.
    """

    router: str
    path: str


class SetPiped(Message, frozen=True, tag="set_piped"):
    """What `router`'s home publishes, replacing what was said before. → `Done`.

    Said to a worker with a pipe, whose subscribers may be sent these tracks.
    """

    router: str
    tracks: list[TrackInfo]


class ClosePeer(Message, frozen=True, tag="close_peer"):
    """End one transport and its tracks; unknown peers are ignored. → `Done`."""

    peer: str


class CloseRouter(Message, frozen=True, tag="close_router"):
    """End a consultation's forwarding plane. → `Done`."""

    router: str


class Drain(Message, frozen=True, tag="drain"):
    """Take no newcomers from now on: the worker is to be replaced once it is empty. → `Done`."""


class GetStats(Message, frozen=True, tag="get_stats"):
    """→ `Stats`."""


RequestBody = (
    Publish
    | Subscribe
    | TakeAnswer
    | View
    | Watch
    | Trickle
    | Route
    | AttachEgress
    | DetachEgress
    | OpenPipe
    | AttachPipe
    | SetPiped
    | ClosePeer
    | CloseRouter
    | Drain
    | GetStats
)


# --- replies ----------------------------------------------------------------------------------


class Done(Message, frozen=True, tag="done"):
    """Carried out."""


class Published(Message, frozen=True, tag="published"):
    """The SDP answer, and the tracks that this peer now publishes."""

    sdp: str
    tracks: list[TrackInfo]


class Offered(Message, frozen=True, tag="offered"):
    """The SDP offer for a subscriber; `revision` counts this peer's offers from 1."""

    sdp: str
    revision: int
    tracks: list[SubscribedTrack]


class Viewed(Message, frozen=True, tag="viewed"):
    """The SDP answer of a WHEP session; its m-lines carry `a=ssrc`."""

    sdp: str


class Trickled(Message, frozen=True, tag="trickled"):
    """The SDP fragment to answer with; empty unless ICE was restarted."""

    sdpfrag: str


class EgressAttached(Message, frozen=True, tag="egress_attached"):
    """`path` is the worker's own datagram socket, where egress sends its RTCP."""

    path: str


class PipeOpened(Message, frozen=True, tag="pipe_opened"):
    """`path` is a Unix socket (SOCK_SEQPACKET) that takes one connection: for `AttachPipe`."""

    path: str


class TrackStats(msgspec.Struct, frozen=True):
    """One published track as the relay sees it."""

    track_id: int
    owner: str
    kind: Kind
    packets: int
    bytes: int
    lost: int
    bitrate: int
    """bit/s over the last second."""


class Stats(Message, frozen=True, tag="stats"):
    """Counters since the worker's start; `cpu_seconds` is user plus system time."""

    peers: int
    tracks: list[TrackStats]
    packets_received: int
    packets_forwarded: int
    datagrams_refused: int
    """Datagrams other than STUN from addresses that had passed no check."""
    cpu_seconds: float
    load: float = 0.0
    """0–1: the share of the last second in which the worker was busy, of what others left it."""
    shed: int = 0
    """What it has given up for that; see `Load`."""
    bytes_received: int = 0
    bytes_sent: int = 0
    """Of RTP, before protection."""
    nacked: int = 0
    """Packets asked of publishers again, each time that they were."""
    nacks: int = 0
    """Packets that subscribers asked for again."""
    resent: int = 0
    """Of these, sent again."""
    key_frames_asked: int = 0
    """PLI and FIR to publishers."""
    key_frames_wanted: int = 0
    """PLI and FIR from subscribers; several are answered with one key frame."""
    events_waiting: int = 0
    """For the hub, not yet drained: more than a few means that the worker lags."""


ReplyBody = Done | Published | Offered | Viewed | Trickled | EgressAttached | PipeOpened | Stats


# --- events -----------------------------------------------------------------------------------


class Ready(Message, frozen=True, tag="ready"):
    """First message of a worker: it listens on `port` (UDP) and forwards."""

    pid: int
    port: int


class PeerConnected(Message, frozen=True, tag="peer_connected"):
    """ICE and DTLS are up; media may flow."""

    peer: str


class PeerClosed(Message, frozen=True, tag="peer_closed"):
    """The transport ended: `silent` (consent lost), `dtls_closed`, `dtls_failed`, `internal`.

    The last is a bug of the relay's that showed over this peer's input.
    """

    peer: str
    reason: str


class PeerSilent(Message, frozen=True, tag="peer_silent"):
    """Nothing was heard of a connected peer for some seconds; the next `PeerQuality` ends that."""

    peer: str


class TrackStarted(Message, frozen=True, tag="track_started"):
    """The first packet of a published track arrived."""

    track_id: int


class Levels(Message, frozen=True, tag="levels"):
    """Loudness by owner, −127 (silence) to 0 dBov (RFC 6464), of all who send, heard or not."""

    router: str
    levels: dict[str, int]


class PictureCount(msgspec.Struct, frozen=True):
    """Of one layer of a picture: its frames, and the bytes of each key frame that was whole."""

    frames: int
    key_frames: list[int]


class PeerQuality(Message, frozen=True, tag="peer_quality"):
    """Once per second per peer heard: loss 0–1, round trip in ms or None, bit/s both ways."""

    peer: str
    loss: float
    rtt: float | None
    bitrate_in: int
    bitrate_out: int
    estimate: int = 0
    """bit/s that its downlink is thought to take."""
    layers: dict[int, int] = {}
    """By track id the layer that it is sent: 0 the lowest, −1 paused."""
    pictures: dict[int, PictureCount] = {}
    """Of each picture that it sends, by track id: its fullest layer's last second."""


class Load(Message, frozen=True, tag="load"):
    """The worker gives up more, or less, to hold its pace, or begins or ceases to refuse newcomers.

    `shed` 0: nothing; 1: top layers withheld; 2: all but the lowest; 3: video of all but rank 0.
    """

    level: float
    shed: int
    full: bool


Event = Ready | PeerConnected | PeerClosed | PeerSilent | TrackStarted | Levels | PeerQuality | Load


class Begin(msgspec.Struct, frozen=True, tag="begin"):
    """Hub → worker, first of all and once: what it is to be. → `Ready`, as an event."""

    config: RelayConfig


class Request(msgspec.Struct, frozen=True, tag="request"):
    """Hub → worker."""

    id: int
    body: RequestBody


class Reply(msgspec.Struct, frozen=True, tag="reply"):
    """Worker → hub: the outcome of request `id`."""

    id: int
    body: ReplyBody


class Refusal(msgspec.Struct, frozen=True, tag="refusal"):
    """Worker → hub: request `id` was refused and left no trace; `code` as in `media/errors.py`.

    Code `internal` is a bug; the peer named in the request, if any, is closed.
    """

    id: int
    code: str
    message: str


class Notice(msgspec.Struct, frozen=True, tag="notice"):
    """Worker → hub, unasked."""

    body: Event


FromWorker = Reply | Refusal | Notice
