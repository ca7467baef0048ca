"""A peer that publishes: its offers are answered, its m-lines become the router's up tracks."""

from collections.abc import Callable, Sequence

import msgspec

from media import negotiation
from media.messages import Kind, Source, TrackInfo
from media.peer import Peer, Site
from media.publication import Publication
from media.router import Router
from media.transport import Transport
from media.up_track import UpTrack
from media.wire.codecs import Codec, ReceiveParameters
from media.wire.red import carried
from media.wire.sdp import Description, Media
from media.wire.sdp_write import LocalMedia

DEFAULT_SOURCE: dict[str, Source] = {"audio": "microphone", "video": "camera"}


class Publisher(Peer):
    """A peer whose media `owner` publishes."""

    def __init__(
        self,
        name: str,
        router: Router,
        transport: Transport,
        site: Site,
        owner: str,
        new_track_id: Callable[[], int],
    ) -> None:
        super().__init__(name, router, transport, site)
        self.owner = owner
        self._new_track_id = new_track_id
        self._tracks: dict[str, Publication] = {}  # by mid, or by place where there is none
        self._lines: list[LocalMedia] = []

    @property
    def tracks(self) -> list[TrackInfo]:
        """What the peer publishes now."""
        return [track.info for track in self._tracks.values()]

    def negotiate(
        self, lines: Sequence[Media | None], offer: Description, sources: dict[str, Source]
    ) -> str:
        """Answer an offer whose `lines` are `negotiation.usable`; returns our SDP."""
        first = negotiation.check_transport(lines)
        self._check_remote(first)
        if self._take_remote(first):
            self._restart_ice()
        self._lines = [_publisher_line(m, line) for m, line in zip(offer.media, lines, strict=True)]
        wanted = {
            media.mid if media.mid is not None else f"#{place}": (media, line)
            for place, (media, line) in enumerate(zip(offer.media, self._lines, strict=True))
            if line.direction == "recvonly"
        }
        for key in [key for key in self._tracks if key not in wanted]:
            self._remove(key)
        for key, (media, line) in wanted.items():
            self._publish(key, media, line, sources)
        return self._write(self._lines, self.transport.setup)

    def _first_line(self) -> LocalMedia:
        return next(line for line in self._lines if line.codecs)

    def _publish(
        self, key: str, media: Media, line: LocalMedia, sources: dict[str, Source]
    ) -> None:
        params = _receive_parameters(key, media, line)
        known = self._tracks.get(key)
        if known is not None and known.params == params:
            return
        if known is not None:
            self._remove(key)
        kind: Kind = params[0].kind
        track_id, *further = (self._new_track_id() for _ in params)
        info = TrackInfo(
            track_id=track_id,
            peer=self.name,
            owner=self.owner,
            kind=kind,
            source=sources.get(key, DEFAULT_SOURCE[kind]),
            codec=_codec_name(line.codecs),
            codecs=line.codecs,
            layers=(track_id, *further),
        )
        layers = [UpTrack(info, layer, self.link) for layer in params]
        publication = self._tracks[key] = Publication(info, layers)
        self.router.add_publication(publication)

    def _remove(self, key: str) -> None:
        layers = self._tracks.pop(key).up_tracks
        ssrcs = [ssrc for layer in layers for ssrc in self.link.ssrcs(layer)]
        self.router.remove_up_track(layers[0])
        for ssrc in ssrcs:
            self.transport.forget(ssrc)


def _publisher_line(media: Media, line: Media | None) -> LocalMedia:
    if line is None:
        return negotiation.rejected(media)
    sends = media.direction in ("sendrecv", "sendonly")
    return negotiation.answered(media, "recvonly" if sends else "inactive")


def _receive_parameters(key: str, media: Media, line: LocalMedia) -> tuple[ReceiveParameters, ...]:
    """How the line's stream arrives, or each of its layers.

    Layers are known by their rids alone; SDP's SSRCs, where it has any, do not say of which.
    """
    repairing = set(media.flows.values())
    ssrc = next((s for s in media.ssrcs if s not in repairing), None)
    alone = ReceiveParameters(
        mid=key,
        kind="audio" if media.kind == "audio" else "video",
        codecs=line.codecs,
        extensions=line.extensions,
        ssrc=ssrc,
        rtx_ssrc=media.flows.get(ssrc) if ssrc is not None else None,
    )
    layer = msgspec.structs.replace(alone, ssrc=None, rtx_ssrc=None)
    return tuple(msgspec.structs.replace(layer, rid=rid) for rid in line.rids) or (alone,)


def _codec_name(codecs: Sequence[Codec]) -> str:
    name = next(codec.name for codec in codecs if carried(codec) is None)
    return "opus" if name.lower() == "opus" else name.upper()
