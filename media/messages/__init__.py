"""The typed messages between the hub and a relay worker: MessagePack on a Unix socket.

The hub sends a `Request` and gets exactly one `Reply` or `Refusal` with the same `id`; a worker
also sends events unasked. `router` names one consultation's forwarding plane, `peer` one ICE/DTLS
transport, `owner` whoever the media belongs to (a participant), `track_id` one published track.
The relay knows nothing of floors or roles: it is told whose sound is `audible`.
"""

from media.messages.base import Done, Message
from media.messages.egress import AttachEgress, DetachEgress, EgressAttached
from media.messages.envelopes import (
    Event,
    FromWorker,
    Notice,
    Refusal,
    Reply,
    ReplyBody,
    Request,
    RequestBody,
)
from media.messages.peers import (
    ClosePeer,
    PeerClosed,
    PeerConnected,
    PeerQuality,
    PeerSilent,
    PictureCount,
)
from media.messages.piping import AttachPipe, OpenPipe, PipeOpened, SetPiped
from media.messages.publishing import Publish, Published, TrackStarted
from media.messages.routing import CloseRouter, Levels, Route
from media.messages.stats import GetStats, Stats, TrackStats
from media.messages.subscribing import Offered, Shown, Subscribe, SubscribedTrack, TakeAnswer, Watch
from media.messages.tracks import Kind, Source, TrackInfo
from media.messages.whep import Trickle, Trickled, View, Viewed
from media.messages.worker import Begin, Drain, Load, Ready

__all__ = [
    "AttachEgress",
    "AttachPipe",
    "Begin",
    "ClosePeer",
    "CloseRouter",
    "DetachEgress",
    "Done",
    "Drain",
    "EgressAttached",
    "Event",
    "FromWorker",
    "GetStats",
    "Kind",
    "Levels",
    "Load",
    "Message",
    "Notice",
    "Offered",
    "OpenPipe",
    "PeerClosed",
    "PeerConnected",
    "PeerQuality",
    "PeerSilent",
    "PictureCount",
    "PipeOpened",
    "Publish",
    "Published",
    "Ready",
    "Refusal",
    "Reply",
    "ReplyBody",
    "Request",
    "RequestBody",
    "Route",
    "SetPiped",
    "Shown",
    "Source",
    "Stats",
    "Subscribe",
    "SubscribedTrack",
    "TakeAnswer",
    "TrackInfo",
    "TrackStarted",
    "TrackStats",
    "Trickle",
    "Trickled",
    "View",
    "Viewed",
    "Watch",
]
