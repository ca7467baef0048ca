"""What varies from packet to packet of a down track: the numbers that Python and C both keep."""

from media.intake import NOTHING
from media.sequence_map import Cursor


class Leg(Cursor):
    """What varies from packet to packet of a down track; `fan.h` has the same in C."""

    __slots__ = (
        "accepts",
        "last_at",
        "last_timestamp",
        "marker",
        "octets",
        "offset",
        "packets",
        "payload_type",
        "picture_shift",
        "shifts",
        "tl0_shift",
    )

    def __init__(self) -> None:
        super().__init__()
        self.accepts = NOTHING
        """Incoming payload type of the packets that are plain."""
        self.payload_type = 0
        """Outgoing."""
        self.marker = 0
        """0x80 where a talkspurt begins (RFC 3551 section 4.1)."""
        self.offset = 0
        """Added to timestamps."""
        self.shifts = False
        """Whether VP8 picture numbers are to be shifted, by so much:"""
        self.picture_shift = self.tl0_shift = 0
        self.last_timestamp = 0
        self.last_at = 0.0
        self.packets = 0
        self.octets = 0
