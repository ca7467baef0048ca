"""A consultation's tracks towards livestream and recording."""

from media.messages.base import Message


class AttachEgress(Message, frozen=True, tag="attach_egress"):
    """Send every track of `router` as plain RTP to `path`. → `EgressAttached`.

    `path` is a Unix datagram socket of the egress process.
    RTCP goes both ways on it: sender reports out, PLI in. Each track's SSRC is its `track_id`.
    """

    router: str
    path: str


class EgressAttached(Message, frozen=True, tag="egress_attached"):
    """`path` is the worker's own datagram socket, where egress sends its RTCP."""

    path: str


class DetachEgress(Message, frozen=True, tag="detach_egress"):
    """Stop sending to egress. → `Done`."""

    router: str
