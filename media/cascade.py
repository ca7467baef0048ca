"""The pipe between two workers of one consultation: its home gives tracks, the leaf asks for them.

Plain RTP and RTCP. Publishers are at the home; a leaf has subscribers alone, and takes each track
that any of them needs once. RESUME and PAUSE (RFC 7728) say which those are, a PLI asks for a key
frame, sender reports keep sound and picture together. There is no NACK: a Unix socket loses nothing
but what its sender drops, who then asks for key frames itself.
"""

from collections.abc import Iterable

import msgspec

from media.down_track import DownTrack
from media.link import LOCAL_SSRC, Link, Sender
from media.messages import TrackInfo
from media.tap import Tap, plain_parameters
from media.up_track import UpTrack
from media.wire import rtcp
from media.wire.codecs import Codec, HeaderExtensions, ReceiveParameters

AUDIO_LEVEL = 1
"""Id of the one header extension (RFC 6464) that crosses the pipe."""
REPEAT = 1.0
"""Seconds after which what is wanted is said again, should the socket have dropped it."""
MAX_REQUESTS = 100
"""Of one RTCP packet, to stay below `media.link.MAX_COMPOUND`."""


class PipeTap(Tap):
    """The home's end: the tracks that the leaf asks for, under their publishers' payload types."""

    everything = False

    def _make(self, source: UpTrack) -> DownTrack:
        codecs = _plain(source.params.codecs)
        return PipedTrack(plain_parameters(source, codecs, AUDIO_LEVEL), self.link)


class PipedTrack(DownTrack):
    """A track towards a leaf."""

    def want_key_frame(self, now: float) -> None:
        """Pass a leaf's wish on at once: it has spaced its subscribers' already."""
        if self.source is not None and self.source.video:
            self.source.key_frames.want()


class PipeLink(Link):
    """The leaf's end: the home's tracks as up tracks, fed while anybody takes them."""

    remote = True

    def __init__(self, sender: Sender) -> None:
        super().__init__("pipe", sender)
        self._asked: frozenset[int] = frozenset()
        self._repeat_at = 0.0

    def send_feedback(self, now: float) -> None:
        """Ask the home for what is needed, then for key frames."""
        wanted = frozenset(t.info.track_id for t in self.up_tracks if t.down_tracks or t.waiting)
        if wanted != self._asked or now >= self._repeat_at:
            self._ask(wanted)
            self._repeat_at = now + REPEAT
        super().send_feedback(now)

    def _ask(self, wanted: frozenset[int]) -> None:
        requests = [rtcp.PauseRequest(ssrc, paused=False) for ssrc in wanted]
        requests += [rtcp.PauseRequest(ssrc, paused=True) for ssrc in self._asked - wanted]
        for start in range(0, len(requests), MAX_REQUESTS):
            part = requests[start : start + MAX_REQUESTS]
            self.sender.send_rtcp(rtcp.pack_pauses(LOCAL_SSRC, part))
        self._asked = wanted


def piped_track(info: TrackInfo, link: PipeLink) -> UpTrack:
    """A track of the home's as an up track of the leaf."""
    return UpTrack(
        info,
        ReceiveParameters(
            mid="",
            kind=info.kind,
            codecs=_plain(info.codecs),
            extensions=HeaderExtensions(audio_level=AUDIO_LEVEL),
            ssrc=info.track_id,
        ),
        link,
    )


def _plain(codecs: Iterable[Codec]) -> tuple[Codec, ...]:
    """Codecs as on the pipe: nothing is sent again, and nobody estimates bandwidth."""
    return tuple(
        msgspec.structs.replace(codec, rtx_payload_type=None, feedback=frozenset())
        for codec in codecs
    )
