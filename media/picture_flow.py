"""What a picture's stream amounts to: its frames, and how large its key frames were."""

from collections import deque

from media.messages import PictureCount
from media.wire.rtp import RtpPacket

KEPT = 8
"""Key frames whose sizes wait to be taken; an encoder makes one or two in the second between."""


class PictureFlow:
    """Of one stream; nothing in it is decoded."""

    __slots__ = ("_bytes", "_frames", "_key_frames", "_size", "timestamp")

    def __init__(self) -> None:
        self._frames = 0
        self._key_frames: deque[int] = deque(maxlen=KEPT)
        self.timestamp: int | None = None
        """The latest key frame's: who has no packet of it need not `take` one that starts none."""
        self._size = 0

    def receive(self, packet: RtpPacket) -> None:
        """Count what came on the stream itself; a frame ends with the marker bit."""
        self._frames += packet.marker != 0

    def take(self, packet: RtpPacket, starts_key_frame: bool) -> None:
        """Measure key frames by what came of them by any way, each packet once.

        All packets of a frame have its timestamp; that it is whole is known when the next begins.
        """
        if starts_key_frame and packet.timestamp != self.timestamp:
            if self.timestamp is not None:
                self._key_frames.append(self._size)
            self.timestamp, self._size = packet.timestamp, 0
        if packet.timestamp == self.timestamp:
            self._size += len(packet.payload)

    def since_last(self) -> PictureCount:
        """What came since the last call."""
        count = PictureCount(self._frames, list(self._key_frames))
        self._frames = 0
        self._key_frames.clear()
        return count
