"""The native fan: one RTP packet to all its subscribers in one call, where `native.py` has it.

Without it every packet goes the way of `DownTrack.forward`, which sends the very same bytes.
What protects the packets (`seal.py`, or the libsrtp that pylibsrtp carries) is called by address.
"""

from collections.abc import Sequence
from typing import Any

from media.intake import NOTHING
from media.native import ffi
from media.observed import NativeObserved
from media.seal import sealer
from media.sent_log import SentLog
from media.srtp import SrtpSession
from media.wire.rtp import HeaderWriter, RtpPacket

SOURCES = 256
"""Packets of up tracks in one batch; a fuller one is sent early. What 30 cameras send in 4 ms."""
DATAGRAMS = 16_384
"""Of one batch: ten times what a core forwards in 4 ms."""


class FanPath:
    """One destination. `name` is a `sockaddr` in bytes, or None: not to be reached by UDP now."""

    def __init__(self, fan: "Fan") -> None:
        self.fan = fan
        struct: Any = ffi.new("fan_path *")
        self.struct = struct
        self.struct.queue = fan.queue
        self.struct.first = self.struct.last = -1
        self.struct.segments = 1
        self._kept: list[Any] = []

    def log_to(self, sent: SentLog) -> None:
        """Stamp transport-wide sequence numbers from `sent`."""
        arrays = [ffi.from_buffer(a) for a in (sent.sequence, sent.sizes, sent.times)]
        self._kept = arrays
        self.struct.sequence = ffi.cast("uint16_t *", arrays[0])
        self.struct.sizes = ffi.cast("uint16_t *", arrays[1])
        self.struct.times = ffi.cast("uint32_t *", arrays[2])

    def open(self, session: SrtpSession, name: bytes | None) -> None:
        """Send as `session` protects, to `name`."""
        self.struct.protect = ffi.cast("fan_protect", session.protector)
        self.struct.session = ffi.cast("void *", session.outbound_address)
        self.struct.open = name is not None
        if name is not None:
            self.struct.name[0 : len(name)] = name
            self.struct.name_length = len(name)

    def close(self) -> None:
        """Send nothing more, not even what waits: its session may be gone, and its keys with it."""
        self.struct.open = 0
        self.struct.protect = self.struct.session = ffi.NULL
        self.fan.retire(self)

    @property
    def bytes(self) -> int:
        """RTP bytes sent, before protection."""
        return int(self.struct.bytes)

    @property
    def refused(self) -> int:
        """Packets that could not be protected."""
        return int(self.struct.refused)


class Fan:
    """The queue of one socket."""

    def __init__(self, library: Any, fd: int) -> None:
        self._library = library
        queue = library.fan_queue_new(fd, SOURCES, DATAGRAMS)
        if queue == ffi.NULL:
            raise MemoryError("no room for the fan's queue")
        self.queue: Any = ffi.gc(queue, library.fan_queue_free)
        self._retired: list[FanPath | FanGroup] = []
        self.sealer = sealer(library)
        """What protects in C, for sessions that are to send here."""

    @property
    def cipher(self) -> str:
        """Whose AES-GCM protects."""
        if self.sealer is None:
            return "libsrtp"
        return "libIPSec_MB" if self.sealer.quick else "libcrypto"

    def path(self) -> FanPath:
        """A destination, closed at first."""
        return FanPath(self)

    def observed(self, sent: SentLog) -> NativeObserved:
        """What a path does that was stamped in `sent`."""
        return NativeObserved(self._library, sent)

    def retire(self, used: "FanPath | FanGroup") -> None:
        """Keep the memory of what is over until what waits for it has left."""
        if self.waiting:
            self._retired.append(used)

    def leg(self, path: FanPath, header: HeaderWriter, late: bool) -> Any:
        """A down track's struct (`fan_leg`), for a stream with `header`; `late`: of short packets,
        behind which nothing longer fits into the same message.
        """
        leg: Any = ffi.new("fan_leg *")
        leg.path = path.struct
        template = bytes(header.template)
        leg.header[0 : len(template)] = template
        leg.header_length = len(template)
        leg.wide_at = header.transport_sequence_at
        leg.time_at = header.abs_send_time_at
        leg.level_at = header.level_at
        leg.level_head[0 : len(header.level_head)] = header.level_head
        leg.level_head_length = len(header.level_head)
        leg.late = late
        leg.accepts = NOTHING
        return leg

    def group(self, legs: Sequence[Any]) -> "FanGroup":
        """The legs of one up track."""
        return FanGroup(self, self._library, legs)

    def flush(self) -> None:
        """Send what waits."""
        self._library.fan_flush(self.queue)
        self._retired.clear()

    @property
    def waiting(self) -> int:
        """Datagrams in the batch."""
        return int(self._library.fan_waiting(self.queue))

    @property
    def packets(self) -> int:
        """Forwarded since the start."""
        return int(self._library.fan_packets(self.queue))

    @property
    def unsent(self) -> int:
        """Datagrams that the kernel refused."""
        return int(self._library.fan_unsent(self.queue))

    @property
    def segments(self) -> bool:
        """Whether the kernel takes several datagrams in one message."""
        return bool(self._library.fan_segments(self.queue))


class FanGroup:
    """The legs of one up track, to be sent each of its packets."""

    def __init__(self, fan: Fan, library: Any, legs: Sequence[Any]) -> None:
        self._fan = fan
        self._forward = library.fan_forward
        self._legs = list(legs)
        self.count = len(self._legs)
        self.array: Any = ffi.new("fan_leg *[]", self._legs)
        self._deferred: Any = ffi.new("int32_t[]", max(1, self.count))

    def retire(self) -> None:
        """Send no more; what waits still leaves."""
        self._fan.retire(self)

    def forward(self, packet: RtpPacket, level: int, now: float) -> list[int]:
        """Send `packet`; returns the places of the legs that it does not fit plainly."""
        left = self._forward(
            self.array,
            self.count,
            packet.payload,
            len(packet.payload),
            packet.index,
            packet.timestamp,
            packet.payload_type,
            packet.marker,
            packet.padding,
            level,
            now,
            self._deferred,
        )
        return list(self._deferred[0:left]) if left else []
