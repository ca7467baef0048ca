"""What each packet of an up track changes; and the native way for those that are plain.

Where C has opened a packet, and it is the next of its stream and nothing special, `intake.c` counts
it, keeps it and forwards it by the fan, so that nothing is left to do for Python. Every other one
comes to `UpTrack.receive`, the specification, which says in the end what may go the native way
after it. Both work on the same numbers: this class's, or the C struct's of the same names.
"""

from math import inf
from typing import Any

from media.native import ffi
from media.wire.codecs import ReceiveParameters

NOTHING = 255
"""Accepted where no packet is plain, here and by the fan: payload types have seven bits."""
NEVER = -1
"""An index, a number or a timestamp that there is not."""


class Intake:
    """Of one stream, as `intake.h` has it."""

    __slots__ = (
        "accepts",
        "bytes",
        "counted",
        "disorderly",
        "frames",
        "heard_at",
        "highest",
        "jitter",
        "key_timestamp",
        "level",
        "level_at",
        "nacked",
        "received",
        "transit",
    )

    def __init__(self) -> None:
        self.accepts = NOTHING
        """Payload type of the packets that may go the native way; set `NOTHING` by what changes
        what is to become of them.
        """
        self.highest = NEVER
        """Of `Numbering`, as is the next."""
        self.disorderly = NEVER
        self.counted = 0
        """Of `Reception`, as are the next three."""
        self.received = 0
        self.jitter = 0.0
        self.transit = 0.0
        self.nacked = NEVER
        """Of `NackGenerator`."""
        self.frames = 0
        """Of `PictureFlow`, as is the next."""
        self.key_timestamp = NEVER
        self.level = -127.0
        """Of `LevelMeter`, as is the next; silence at first."""
        self.level_at = -inf
        self.bytes = 0
        """Of `UpTrack`, as is the next."""
        self.heard_at = -inf


def native(library: Any, capacity: int, params: ReceiveParameters) -> Any:
    """The same in C (`intake`), with room to keep `capacity` packets, a power of two."""
    struct = library.intake_new(capacity)
    if struct == ffi.NULL:
        raise MemoryError("no room for a track's packets")
    struct = ffi.gc(struct, library.intake_free)
    first = Intake()
    for name in Intake.__slots__:
        setattr(struct, name, getattr(first, name))
    struct.level_id = params.extensions.audio_level or 0
    struct.clock_rate = params.codecs[0].clock_rate
    return struct
