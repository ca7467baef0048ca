"""One published track: what arrived, what is missing, and who takes it."""

from typing import TYPE_CHECKING

from media.messages import TrackInfo, TrackStats
from media.wire.codecs import ReceiveParameters

if TYPE_CHECKING:
    from media.link import Link


class UpTrack:
    """A track from a publisher; `info.codec` is what SDP preferred, packets' payload types decide.

    Make one per m-line of the publisher that sends and give it to `Router.add_up_track`. RTX
    (RFC 4588) is unwrapped, duplicates dropped, losses asked for again by NACK.
    """

    def __init__(self, info: TrackInfo, params: ReceiveParameters, link: "Link") -> None:
        self.info = info
        self.params = params
        self.link = link

    def stats(self, now: float) -> TrackStats:
        """Counters, and the bitrate of the last second."""
        raise NotImplementedError
