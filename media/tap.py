"""A local socket's share of a router: tracks as plain RTP out, RTCP back; egress has one."""

from collections.abc import Callable

from media.down_track import DownTrack
from media.egress.config import H264_PAYLOAD_TYPE, OPUS_PAYLOAD_TYPE, VP8_PAYLOAD_TYPE
from media.link import Link
from media.up_track import UpTrack
from media.wire.codecs import Codec, HeaderExtensions, SendParameters

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

    SSRC is the `track_id`; payload types are 96 (H.264), 97 (VP8), 111 (Opus); timestamps are the
    publisher's until its stream starts anew. Each track begins with a key frame. Times in sender
    reports are the relay's, so they compare across publishers.
    """

    everything = True
    """Whether it is given all tracks, or those that the other end asks for (RFC 7728)."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self.link = Link(type(self).__name__, PlainSender(send))
        self._tracks: dict[int, DownTrack] = {}

    def track_of(self, source: UpTrack) -> DownTrack:
        """The down track for `source`: one for its life, so that numbering outlives pauses."""
        down = self._tracks.get(source.info.track_id)
        if down is None:
            down = self._tracks[source.info.track_id] = self._make(source)
        return down

    def forget(self, track_id: int) -> DownTrack | None:
        """A track has ended; the down track it had."""
        return self._tracks.pop(track_id, None)

    def want_key_frames(self) -> None:
        """Packets were lost on the way: let every picture begin anew."""
        for down in self.link.down_tracks:
            if down.source is not None and down.source.video:
                down.source.key_frames.want()

    def _make(self, source: UpTrack) -> DownTrack:
        return DownTrack(plain_parameters(source, _egress_codecs(source), None), self.link)


def plain_parameters(
    source: UpTrack, codecs: tuple[Codec, ...], audio_level: int | None
) -> SendParameters:
    """How a local socket takes `source`: without retransmission, and without `mid`."""
    return SendParameters(
        mid="",
        kind=source.params.kind,
        codecs=codecs,
        extensions=HeaderExtensions(audio_level=audio_level),
        ssrc=source.info.track_id,
        rtx_ssrc=None,
        cname=source.info.owner,
    )


def _egress_codecs(source: UpTrack) -> tuple[Codec, ...]:
    """The publisher's own under the fixed payload types."""
    return tuple(
        Codec(codec.name, codec.clock_rate, payload_type, codec.channels, codec.fmtp)
        for codec in source.params.codecs
        for name, payload_type in EGRESS_PAYLOAD_TYPES.items()
        if codec.name.lower() == name.lower()
    )
