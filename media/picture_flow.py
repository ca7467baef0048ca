"""What a picture's stream amounts to: its frames, and how large its key frames were."""

from collections import deque
from typing import Any

from media.intake import NEVER, Intake
from media.messages import PictureCount
from media.wire.rtp import RtpPacket

KEPT = 8
"""Key frames whose sizes wait to be taken; an encoder makes one or two in the second between."""


class PictureFlow:
    """Of one stream; nothing in it is decoded."""

    __slots__ = ("_intake", "_key_frames", "_size")

    def __init__(self, intake: Intake | Any | None = None) -> None:
        self._intake = intake or Intake()
        self._key_frames: deque[int] = deque(maxlen=KEPT)
        self._size = 0

    def receive(self, packet: RtpPacket) -> None:
        """Count what came on the stream itself; a frame ends with the marker bit."""
        self._intake.frames += packet.marker != 0

    def take(self, packet: RtpPacket, starts_key_frame: bool) -> None:
        """Measure key frames by what came of them by any way, each packet once.

        All packets of a frame have its timestamp, so that who has none with `Intake.key_timestamp`
        need not give one that starts none; that it is whole is known when the next begins.
        """
        known: int = self._intake.key_timestamp
        if starts_key_frame and packet.timestamp != known:
            if known != NEVER:
                self._key_frames.append(self._size)
            known = self._intake.key_timestamp = packet.timestamp
            self._size = 0
        if packet.timestamp == known:
            self._size += len(packet.payload)

    def since_last(self) -> PictureCount:
        """What came since the last call."""
        count = PictureCount(int(self._intake.frames), list(self._key_frames))
        self._intake.frames = 0
        self._key_frames.clear()
        return count
