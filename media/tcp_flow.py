"""One TCP connection of a peer (RFC 6544), without I/O: datagrams in, a bounded stream out.

A reader slower than its media must cost neither memory nor its connection: old media is dropped,
as a congested UDP path would, and STUN and DTLS go ahead of what waits.
"""

from collections import deque

from media.ice import TcpAddress
from media.wire.rfc4571 import Deframer, frame

MAX_MEDIA = 256 * 1024
"""Bytes of media that wait: the largest key frame that cameras send, and its audio."""
MAX_MEDIA_AGE = 0.5
"""Seconds that media may wait; then it is later than any jitter buffer waits for it."""
MAX_CONTROL = 64 * 1024
"""Bytes of STUN and DTLS that wait: several handshakes' flights."""
CHUNK = 16 * 1024
"""Bytes given to the kernel at once: nothing overtakes them any more."""
FIRST_MEDIA = 64
"""First byte from which a datagram is media (RFC 7983 section 7): below are STUN and DTLS."""


class TcpFlow:
    """What arrives on one connection, and what waits to leave on it."""

    def __init__(self, address: TcpAddress, now: float) -> None:
        self.address = address
        self.opened = now
        self.lost = 0
        """Datagrams dropped because the reader is slow."""
        self._deframer = Deframer()
        self._control: deque[bytes] = deque()
        self._control_size = 0
        self._media: deque[tuple[float, bytes]] = deque()
        self._media_size = 0
        self._chunk = b""

    @property
    def waiting(self) -> int:
        """Bytes that wait."""
        return len(self._chunk) + self._control_size + self._media_size

    def receive(self, data: bytes) -> list[bytes]:
        """The datagrams that `data` completes; `BadFrame` ends the connection."""
        return self._deframer.receive(data)

    def queue(self, datagram: bytes, now: float) -> None:
        """Have `datagram` sent after what waits, or drop it or older ones."""
        framed = frame(datagram)
        if datagram[0] < FIRST_MEDIA:
            self._queue_control(framed)
            return
        self._media.append((now, framed))
        self._media_size += len(framed)
        while self._media_size > MAX_MEDIA or now - self._media[0][0] > MAX_MEDIA_AGE:
            self._media_size -= len(self._media.popleft()[1])
            self.lost += 1

    def next_chunk(self) -> bytes:
        """What to give to the kernel now: whole frames, or the rest of the last chunk."""
        if not self._chunk:
            self._chunk = b"".join(self._take())
        return self._chunk

    def sent(self, size: int) -> None:
        """The kernel took `size` bytes of the chunk."""
        self._chunk = self._chunk[size:]

    def _queue_control(self, framed: bytes) -> None:
        if self._control_size + len(framed) > MAX_CONTROL:
            self.lost += 1
            return
        self._control.append(framed)
        self._control_size += len(framed)

    def _take(self) -> list[bytes]:
        taken, size = [], 0
        while size < CHUNK and (self._control or self._media):
            if self._control:
                framed = self._control.popleft()
                self._control_size -= len(framed)
            else:
                framed = self._media.popleft()[1]
                self._media_size -= len(framed)
            taken.append(framed)
            size += len(framed)
        return taken
