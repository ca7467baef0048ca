"""A peer that receives exactly the tracks it was told to: we offer, m-lines are recycled."""

import secrets
from collections.abc import Sequence

import msgspec

from media import negotiation
from media.down_track import DownTrack
from media.errors import BadSdp, TooManyTracks
from media.messages import Kind, SubscribedTrack
from media.peer import Peer, Site
from media.publication import Publication
from media.router import Router
from media.transport import Transport
from media.wire.codecs import Codec, SendParameters
from media.wire.sdp import MAX_MEDIA, Description, Media
from media.wire.sdp_write import LocalMedia, msid_word


class _DownLine:
    """One m-line of a subscriber. Recycled, it gets SSRCs that this peer has never used.

    Chromium 156 decodes but does not render an m-line that was inactive and comes back with the
    SSRC it had; and with a fresh one no nonce is ever used twice.
    """

    def __init__(self, mid: str, kind: Kind, ssrc: int, rtx_ssrc: int | None) -> None:
        self.mid = mid
        self.kind: Kind = kind
        self.ssrc = ssrc
        self.rtx_ssrc = rtx_ssrc
        self.source: Publication | None = None
        self.offered = LocalMedia(kind=kind, mid=mid)
        self.down_track: DownTrack | None = None
        self.accepted: Publication | None = None
        """What the answer agreed to receive on it."""
        self.sending = False
        """Whether the router has the down track."""


class Subscriber(Peer):
    """A peer that is offered tracks; the relay offers, so offers cannot collide."""

    def __init__(self, name: str, router: Router, transport: Transport, site: Site) -> None:
        super().__init__(name, router, transport, site)
        self.revision = 0
        self._lines: list[_DownLine] = []
        self._cname = secrets.token_urlsafe(12)  # RFC 7022

    @property
    def has_lines(self) -> bool:
        """Whether there was ever an m-line, without which no transport comes up."""
        return bool(self._lines)

    def offer(self, tracks: Sequence[Publication], ice_restart: bool) -> str:
        """Make an offer of exactly `tracks`, under the next `revision`."""
        assigned = self._assign(tracks)
        if ice_restart and self.has_lines:
            self._restart_ice()
        self.revision += 1
        self._free([line for line in self._lines if line.source and line.source not in tracks])
        for track, line in assigned:
            self._use(line, track)
        return self._write([line.offered for line in self._lines], "actpass")

    def subscribed(self) -> list[SubscribedTrack]:
        """Which m-line carries which track, as last offered."""
        return [
            SubscribedTrack(line.mid, line.source.info.track_id)
            for line in self._lines
            if line.source is not None
        ]

    def take_answer(self, answer: Description) -> None:
        """Take the answer to the last offer and begin to send what it accepts."""
        if len(answer.media) != len(self._lines):
            raise BadSdp("The answer has another number of m-lines than the offer.")
        if any(m.mid != line.mid for m, line in zip(answer.media, self._lines, strict=True)):
            raise BadSdp("The answer's mids are not the offer's.")
        if not self._lines:
            return
        first = negotiation.check_transport(
            [m if m.port != 0 and m.codecs else None for m in answer.media]
        )
        self._check_remote(first)
        self._take_remote(first)
        for line, media in zip(self._lines, answer.media, strict=True):
            self._answered(line, media)

    def _first_line(self) -> LocalMedia:
        return self._lines[0].offered

    def _assign(self, tracks: Sequence[Publication]) -> list[tuple[Publication, _DownLine | None]]:
        """An m-line for each track that has none: a free one, or None for a new one."""
        served = {line.source for line in self._lines}
        free = [line for line in self._lines if line.source is None]
        assigned: list[tuple[Publication, _DownLine | None]] = []
        for track in tracks:
            if track in served:
                continue
            line = next((f for f in free if f.kind == track.info.kind), None)
            if line is not None:
                free.remove(line)
            assigned.append((track, line))
        if len(self._lines) + sum(line is None for _, line in assigned) > MAX_MEDIA:
            raise TooManyTracks(f"A subscriber takes at most {MAX_MEDIA} tracks.")
        return assigned

    def _use(self, line: _DownLine | None, track: Publication) -> None:
        kind = track.info.kind
        ssrc, rtx_ssrc = self._new_ssrc(), self._new_ssrc() if kind == "video" else None
        if line is None:
            line = _DownLine(str(len(self._lines)), kind, ssrc, rtx_ssrc)
            self._lines.append(line)
        else:
            self._end(line)
            line.ssrc, line.rtx_ssrc, line.down_track = ssrc, rtx_ssrc, None
        line.source = track
        codecs, extensions = negotiation.offered(line.kind)
        line.offered = LocalMedia(
            kind=line.kind,
            mid=line.mid,
            direction="sendonly",
            codecs=codecs,
            extensions=extensions,
            ssrc=line.ssrc,
            rtx_ssrc=line.rtx_ssrc,
            cname=self._cname,
            msid=f"{msid_word(track.info.owner)} {track.info.track_id}",
        )

    def _end(self, line: _DownLine) -> None:
        """What was sent on a line that is recycled is never sent again."""
        for old in (line.ssrc, line.rtx_ssrc):
            if line.down_track is not None and old is not None:
                self.transport.end_outbound(old)

    def _free(self, lines: Sequence[_DownLine]) -> None:
        for line in lines:
            self._stop(line)
            line.source = None
            line.offered = msgspec.structs.replace(
                line.offered, direction="inactive", ssrc=None, rtx_ssrc=None, msid=None
            )

    def _stop(self, line: _DownLine) -> None:
        if line.sending and line.down_track is not None:
            self.router.remove_down_track(line.down_track)
        line.sending = False
        line.accepted = None

    def _answered(self, line: _DownLine, media: Media) -> None:
        codecs = negotiation.subscriber_codecs(line.offered, media)
        takes = media.port != 0 and media.direction in ("recvonly", "sendrecv") and codecs
        if line.source is None or not takes:
            self._stop(line)
        elif line.accepted is not line.source:
            self._stop(line)
            source = line.accepted = line.source
            down_track = self._make_down_track(line, media, codecs)
            if source.video:
                source.up_tracks[0].announce(down_track, ask=not self.transport.connected)
            self._when_connected(line.mid, lambda: self._send(line, source))

    def _send(self, line: _DownLine, source: Publication) -> None:
        # Since the answer, the line may have been freed and the track may have ended.
        known = self.router.publication(source.info.track_id) is source
        if line.accepted is source and line.down_track and known:
            self.router.add_down_track(line.down_track, source.up_tracks[0])
            line.sending = True

    def _make_down_track(
        self, line: _DownLine, media: Media, codecs: tuple[Codec, ...]
    ) -> DownTrack:
        if line.down_track is None:
            line.down_track = self._down_track(
                SendParameters(
                    mid=line.mid,
                    kind=line.kind,
                    codecs=codecs,
                    extensions=negotiation.subscriber_extensions(line.offered, media),
                    ssrc=line.ssrc,
                    rtx_ssrc=line.rtx_ssrc,
                    cname=self._cname,
                )
            )
        return line.down_track
