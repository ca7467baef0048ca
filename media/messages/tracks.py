"""A published track, as hub, workers and egress speak of it."""

from typing import Literal

import msgspec

from media.wire.codecs import Codec

Kind = Literal["audio", "video"]
Source = Literal["microphone", "camera", "screen"]


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
