"""A worker's counters, for operations."""

import msgspec

from media.messages.base import Message
from media.messages.tracks import Kind


class GetStats(Message, frozen=True, tag="get_stats"):
    """→ `Stats`."""


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
