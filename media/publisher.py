"""A peer that publishes: its offers are answered, its m-lines become the router's up tracks."""

from collections.abc import Callable, Sequence

from media import negotiation
from media.messages import Kind, Source, TrackInfo
from media.peer import Peer, Site
from media.router import Router
from media.transport import Transport
from media.up_track import UpTrack
from media.wire.codecs import ReceiveParameters
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
        self._tracks: dict[str, UpTrack] = {}  # by mid, or by place where there is none
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
        kind: Kind = params.kind
        info = TrackInfo(
            track_id=self._new_track_id(),
            peer=self.name,
            owner=self.owner,
            kind=kind,
            source=sources.get(key, DEFAULT_SOURCE[kind]),
            codec=_codec_name(params.codecs[0].name),
            codecs=params.codecs,
        )
        track = UpTrack(info, params, self.link)
        self._tracks[key] = track
        self.router.add_up_track(track)

    def _remove(self, key: str) -> None:
        track = self._tracks.pop(key)
        self.router.remove_up_track(track)
        for ssrc in (track.params.ssrc, track.params.rtx_ssrc):
            if ssrc is not None:
                self.transport.forget(ssrc)


def _publisher_line(media: Media, line: Media | None) -> LocalMedia:
    if line is None:
        return negotiation.rejected(media)
    sends = media.direction in ("sendrecv", "sendonly")
    return negotiation.answered(media, "recvonly" if sends else "inactive")


def _receive_parameters(key: str, media: Media, line: LocalMedia) -> ReceiveParameters:
    repairing = set(media.flows.values())
    ssrc = next((s for s in media.ssrcs if s not in repairing), None)
    kind: Kind = "audio" if media.kind == "audio" else "video"
    return ReceiveParameters(
        mid=key,
        kind=kind,
        codecs=line.codecs,
        extensions=line.extensions,
        ssrc=ssrc,
        rtx_ssrc=media.flows.get(ssrc) if ssrc is not None else None,
    )


def _codec_name(name: str) -> str:
    return "opus" if name.lower() == "opus" else name.upper()
