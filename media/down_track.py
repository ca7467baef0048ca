"""One track as sent to one subscriber: headers rewritten, gaps closed, sources switched."""

from typing import TYPE_CHECKING

from media.up_track import UpTrack
from media.wire.codecs import SendParameters

if TYPE_CHECKING:
    from media.link import Link


class DownTrack:
    """A track towards one subscriber, under one SSRC for its whole life.

    Make one per sending m-line once the answer is known and give it to one of the router's
    `add_down_track`, `follow_programme`, `follow_owner`. Video is forwarded from a key frame on.
    """

    def __init__(self, params: SendParameters, link: "Link") -> None:
        self.params = params
        self.link = link
        self.source: UpTrack | None = None
        """Whose packets are being sent."""
