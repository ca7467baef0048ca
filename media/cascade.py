"""The pipe between two workers of one consultation: its home gives tracks, the leaf asks for them.

Plain RTP and RTCP. Publishers are at the home; a leaf has subscribers alone, and takes each layer
that any of them needs once, as a stream of its own SSRC. RESUME and PAUSE (RFC 7728) say which
those are, a PLI asks for a key frame. The home tells of all layers, sent or not, how high and
costly they are (an APP packet) and what time it is in them (sender reports), so that the leaf
chooses and switches among them as if its subscribers' publishers were there. There is no NACK: a
Unix socket loses nothing but what its sender drops, who then asks for key frames itself.
"""

from collections.abc import Iterable
from math import inf

import msgspec

from media.down_track import MASK32, REPORT_INTERVAL, DownTrack
from media.keyframes import State
from media.link import Link, Sender
from media.messages import TrackInfo
from media.publication import Publication
from media.return_path import LOCAL_SSRC
from media.tap import Tap, plain_parameters
from media.up_track import UpTrack
from media.wire import rtcp
from media.wire.codecs import Codec, HeaderExtensions, ReceiveParameters

AUDIO_LEVEL = 1
"""Id of the one header extension (RFC 6464) that crosses the pipe."""
REPEAT = 1.0
"""Seconds after which what is wanted is said again, should the socket have dropped it."""
LAYERS_INTERVAL = 0.4
"""Seconds between words on the layers: twice within the time after which one counts as off."""
MAX_ENTRIES = 80
"""Of one RTCP packet, to stay below `media.link.MAX_COMPOUND`."""


class PipeTap(Tap):
    """The home's end: the layers that the leaf asks for, under their publishers' payload types."""

    due = -inf

    def pause(self, request: rtcp.PauseRequest) -> None:
        """Stop or begin to send a layer; the leaf says by a PLI whether its key frame hurries."""
        down = self.link.find_down_track(request.ssrc)
        if isinstance(down, PipedTrack):
            down.switch(None if request.paused else down.layer, unhurried=True)

    def tick(self, now: float) -> None:
        """Tell of the layers."""
        if now < self.due:
            return
        self.due = now + LAYERS_INTERVAL
        reports = []
        for publication in self._publications.values():
            if publication.video:
                publication.survey(now)
                reports += publication.reports()
        for start in range(0, len(reports), MAX_ENTRIES):
            part = reports[start : start + MAX_ENTRIES]
            self.link.sender.send_rtcp(rtcp.pack_layers(LOCAL_SSRC, part))

    def _make(self, publication: Publication) -> list[DownTrack]:
        return [PipedTrack(layer, ssrc, self.link) for layer, ssrc in publication.streams()]


class PipedTrack(DownTrack):
    """A layer towards a leaf; without `publication`, for no allocator here has a say in it."""

    def __init__(self, layer: UpTrack, ssrc: int, link: Link) -> None:
        codecs = _plain(layer.params.codecs)
        super().__init__(plain_parameters(layer, ssrc, codecs, AUDIO_LEVEL), link)
        self.layer = layer

    def want_key_frame(self, now: float) -> None:
        """Pass a leaf's wish on at once: it has spaced its subscribers' already."""
        if self.target is not None and self.layer.video:
            self.layer.want_key_frame()

    def sender_report(self, now: float, ntp: int) -> rtcp.SenderReport | None:
        """Also while it is paused: who switches to it needs its time from the first packet on."""
        timestamp = self.layer.timestamp_at(now)
        if now < self.report_at or timestamp is None:
            return None
        self.report_at = now + REPORT_INTERVAL
        mapped = timestamp + (0 if self._feed is None else self._feed.offset) & MASK32
        return rtcp.SenderReport(self.params.ssrc, ntp, mapped, self.packets, self.octets)


class PipeLink(Link):
    """The leaf's end: the home's layers as up tracks, fed while anybody takes them."""

    remote = True

    def __init__(self, sender: Sender) -> None:
        super().__init__("pipe", sender)
        self._asked: frozenset[int] = frozenset()
        self._repeat_at = 0.0

    def feed_back(self, now: float, ntp: int) -> None:
        """Ask the home for what is needed, then for key frames."""
        wanted = frozenset(t.ssrc for t in self.up_tracks if t.watched and t.ssrc is not None)
        self._hurry(wanted - self._asked)
        if now >= self._repeat_at:
            self._repeat_at = now + REPEAT
            self._ask(wanted, frozenset(t.ssrc for t in self.up_tracks if t.ssrc is not None))
        elif wanted != self._asked:
            self._ask(wanted, self._asked)
        super().feed_back(now, ntp)
        self.feed_back_at = min(self.feed_back_at, self._repeat_at)

    def _hurry(self, begun: frozenset[int]) -> None:
        """Who begins with a key frame kept from before a pause lacks what followed it."""
        for track in self.up_tracks:
            if track.video and track.ssrc in begun and track.key_frames.state is State.IDLE:
                track.want_key_frame()

    def _ask(self, wanted: frozenset[int], before: frozenset[int]) -> None:
        requests = [rtcp.PauseRequest(ssrc, paused=False) for ssrc in wanted]
        requests += [rtcp.PauseRequest(ssrc, paused=True) for ssrc in before - wanted]
        for start in range(0, len(requests), MAX_ENTRIES):
            part = requests[start : start + MAX_ENTRIES]
            self.sender.send_rtcp(rtcp.pack_pauses(LOCAL_SSRC, part))
        self._asked = wanted

    def find_up_track(self, ssrc: int) -> UpTrack | None:
        """The layer that comes as `ssrc`."""
        return self._streams.get(ssrc)


def piped_publication(info: TrackInfo, link: PipeLink) -> Publication:
    """A track of the home's with its layers as up tracks of the leaf."""
    return Publication(info, [_piped_layer(info, ssrc, link) for ssrc in info.ssrcs])


def _piped_layer(info: TrackInfo, ssrc: int, link: PipeLink) -> UpTrack:
    params = ReceiveParameters(
        mid="",
        kind=info.kind,
        codecs=_plain(info.codecs),
        extensions=HeaderExtensions(audio_level=AUDIO_LEVEL),
        ssrc=ssrc,
    )
    layer = UpTrack(info, params, link)
    layer.latch(ssrc)  # at once: it can be asked for before anything of it has come
    return layer


def _plain(codecs: Iterable[Codec]) -> tuple[Codec, ...]:
    """Codecs as on the pipe: nothing is sent again, and nobody estimates bandwidth."""
    return tuple(
        msgspec.structs.replace(codec, rtx_payload_type=None, feedback=frozenset())
        for codec in codecs
    )
