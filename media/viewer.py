"""A WHEP peer: it offers to receive one picture and one sound, of the programme or of one owner."""

import secrets
from collections.abc import Sequence

import msgspec

from media import negotiation
from media.down_track import DownTrack
from media.errors import BadSdp
from media.peer import Peer, Site
from media.router import Router
from media.transport import Transport
from media.wire.codecs import SendParameters
from media.wire.sdp import Description, Media
from media.wire.sdp_write import LocalMedia, msid_word


class Viewer(Peer):
    """A WHEP session: one picture and one sound, of the programme or of one owner."""

    def __init__(
        self, name: str, router: Router, transport: Transport, site: Site, owner: str | None
    ) -> None:
        super().__init__(name, router, transport, site)
        self.owner = owner
        self._cname = secrets.token_urlsafe(12)
        self._lines: list[LocalMedia] = []

    def negotiate(
        self, lines: Sequence[Media | None], chosen: Sequence[Media], offer: Description
    ) -> str:
        """Answer the client's offer (once), sending on the `chosen` lines; returns our SDP."""
        self._take_remote(negotiation.check_transport(lines))
        self._lines = [
            self._answer_line(m, line, line is not None and line in chosen)
            for m, line in zip(offer.media, lines, strict=True)
        ]
        for line in self._lines:
            if line.direction == "sendonly":
                self._feed(line)
        return self._write(self._lines, self.transport.setup)

    def _first_line(self) -> LocalMedia:
        return next(line for line in self._lines if line.codecs)

    def _answer_line(self, media: Media, line: Media | None, chosen: bool) -> LocalMedia:
        if line is None:
            return negotiation.rejected(media)
        if not chosen:
            return negotiation.answered(media, "inactive")
        answer = negotiation.answered(media, "sendonly")
        has_rtx = any(codec.rtx_payload_type is not None for codec in answer.codecs)
        return msgspec.structs.replace(
            answer,
            codecs=negotiation.every_accepted(media),
            ssrc=self._new_ssrc(),
            rtx_ssrc=self._new_ssrc() if has_rtx else None,
            cname=self._cname,
            msid=f"{msid_word(self.owner or 'programme')} {media.kind}",
        )

    def _feed(self, line: LocalMedia) -> None:
        assert line.ssrc is not None
        down_track = self._down_track(
            SendParameters(
                mid=line.mid or "",
                kind="audio" if line.kind == "audio" else "video",
                codecs=line.codecs,
                extensions=line.extensions,
                ssrc=line.ssrc,
                rtx_ssrc=line.rtx_ssrc,
                cname=line.cname,
            )
        )
        self._when_connected(line.mid or line.kind, lambda: self._follow(down_track))

    def _follow(self, down_track: DownTrack) -> None:
        if self.owner is None:
            self.router.follow_programme(down_track)
        else:
            self.router.follow_owner(down_track, self.owner)


def viewed_lines(lines: Sequence[Media | None]) -> list[Media]:
    """The first sound and the first picture that an offer receives, or `BadSdp`."""
    receiving = [m for m in lines if m and m.direction in ("recvonly", "sendrecv")]
    first_of = {media.kind: media for media in reversed(receiving)}
    if not first_of:
        raise BadSdp("The offer receives neither sound nor pictures.")
    return list(first_of.values())
