"""One outgoing RTP stream (RFC 3550 section 5.1): its header, and the stamps of when it is sent."""

from typing import TYPE_CHECKING

from media.wire.codecs import HeaderExtensions
from media.wire.rtp import HeaderWriter, abs_send_time

if TYPE_CHECKING:
    from media.link import Link


class RtpStream:
    """What goes out under one SSRC; a stamp counts as sent, so write nothing in vain."""

    __slots__ = ("_link", "_timed", "header", "wide")

    def __init__(self, ssrc: int, extensions: HeaderExtensions, mid: str, link: "Link") -> None:
        self.header = HeaderWriter(ssrc, extensions, mid)
        self.wide = bool(extensions.transport_sequence)
        """Whether its packets have transport-wide numbers."""
        self._timed = bool(extensions.abs_send_time)
        self._link = link

    def write(
        self,
        payload_type: int,
        sequence: int,
        timestamp: int,
        payload: bytes,
        level: bytes | None,
        padding: int,
        now: float,
    ) -> bytearray:
        """One packet; arguments as `HeaderWriter.write` has them."""
        return self.header.write(
            payload_type,
            sequence,
            timestamp,
            payload,
            self._link.estimate.sent.stamp(len(payload), now) if self.wide else 0,
            abs_send_time(now) if self._timed else 0,
            level,
            padding,
        )
