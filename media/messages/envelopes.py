"""Which messages are requests, replies and events, and what they are sent in."""

import msgspec

from media.messages.base import Done
from media.messages.egress import AttachEgress, DetachEgress, EgressAttached
from media.messages.peers import ClosePeer, PeerClosed, PeerConnected, PeerQuality, PeerSilent
from media.messages.piping import AttachPipe, OpenPipe, PipeOpened, SetPiped
from media.messages.publishing import Publish, Published, TrackStarted
from media.messages.routing import CloseRouter, Levels, Route
from media.messages.stats import GetStats, Stats
from media.messages.subscribing import Offered, Subscribe, TakeAnswer, Watch
from media.messages.whep import Trickle, Trickled, View, Viewed
from media.messages.worker import Drain, Load, Ready

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

ReplyBody = Done | Published | Offered | Viewed | Trickled | EgressAttached | PipeOpened | Stats

Event = Ready | PeerConnected | PeerClosed | PeerSilent | TrackStarted | Levels | PeerQuality | Load


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
