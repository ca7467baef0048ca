"""A local socket's share of a router: tracks as plain RTP out, RTCP back; egress has one."""

from collections.abc import Callable, Sequence
from math import inf

from media.down_track import DownTrack
from media.egress.config import H264_PAYLOAD_TYPE, OPUS_PAYLOAD_TYPE, VP8_PAYLOAD_TYPE
from media.link import Link
from media.publication import Publication
from media.up_track import UpTrack
from media.wire.codecs import Codec, HeaderExtensions, SendParameters
from media.wire.rtcp import PauseRequest

EGRESS_PAYLOAD_TYPES = {
    "H264": H264_PAYLOAD_TYPE,
    "VP8": VP8_PAYLOAD_TYPE,
    "opus": OPUS_PAYLOAD_TYPE,
}
"""Of every track given to egress, whatever the publisher's are."""


class PlainSender:
    """RTP and RTCP as they are, to whatever takes them."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send

    def send_rtp(self, packet: bytes | bytearray) -> None:
        """Give one RTP packet."""
        self._send(bytes(packet))

    def send_rtcp(self, packet: bytes) -> None:
        """Give one RTCP packet."""
        self._send(packet)


class Tap:
    """Every track of a router, present and future, to `send`: what egress takes.

    Of a track in layers it is the highest that flows. SSRC is the `track_id`; payload types are 96
    (H.264), 97 (VP8), 111 (Opus); timestamps are the publisher's until its stream starts anew. Each
    track begins with a key frame. Times in sender reports are the relay's, so they compare across
    publishers.
    """

    due = inf
    """When to call `tick` next."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self.link = Link(type(self).__name__, PlainSender(send))
        self.link.allocator.unlimited = True
        self._publications: dict[int, Publication] = {}
        self._tracks: dict[int, list[DownTrack]] = {}

    def take(self, publication: Publication) -> None:
        """A track is published."""
        downs = self._make(publication)
        self._publications[publication.info.track_id] = publication
        self._tracks[publication.info.track_id] = downs
        self.link.down_tracks += downs
        self.link.report_soon()

    def forget(self, track_id: int) -> list[DownTrack]:
        """A track has ended; its down tracks, to be removed."""
        self._publications.pop(track_id, None)
        return self._tracks.pop(track_id, [])

    def want_key_frames(self) -> None:
        """Packets were lost on the way: let every picture begin anew."""
        for down in self.link.down_tracks:
            if down.source is not None and down.source.video:
                down.source.want_key_frame()

    def pause(self, request: PauseRequest) -> None:
        """Stop or begin to send a stream as the other end asks: egress always takes all."""

    def tick(self, now: float) -> None:
        """Do what is due."""

    def _make(self, publication: Publication) -> list[DownTrack]:
        source = publication.up_tracks[0]
        codecs = _egress_codecs(source)
        down = DownTrack(plain_parameters(source, source.info.track_id, codecs, None), self.link)
        down.show(publication)
        return [down]


def plain_parameters(
    source: UpTrack, ssrc: int, codecs: Sequence[Codec], audio_level: int | None
) -> SendParameters:
    """How a local socket takes `source`: without retransmission, and without `mid`."""
    return SendParameters(
        mid="",
        kind=source.params.kind,
        codecs=tuple(codecs),
        extensions=HeaderExtensions(audio_level=audio_level),
        ssrc=ssrc,
        rtx_ssrc=None,
        cname=source.info.owner,
    )


def _egress_codecs(source: UpTrack) -> list[Codec]:
    """The publisher's own under the fixed payload types."""
    return [
        Codec(codec.name, codec.clock_rate, payload_type, codec.channels, codec.fmtp)
        for codec in source.params.codecs
        for name, payload_type in EGRESS_PAYLOAD_TYPES.items()
        if codec.name.lower() == name.lower()
    ]
