"""What all RTCP packets have: type and header (RFC 3550 section 6.1, RFC 4585 section 6.1)."""

from struct import Struct

SR, RR, SDES, APP, RTPFB, PSFB = 200, 201, 202, 204, 205, 206
FMT_NACK, FMT_PAUSE, FMT_TRANSPORT_CC = 1, 9, 15
"""Of `RTPFB`."""
FMT_PLI, FMT_FIR, FMT_ALFB = 1, 4, 15
"""Of `PSFB`."""

HEADER = Struct("!BBH")
U16 = Struct("!H")
U32 = Struct("!I")
TARGET = Struct("!II")
"""With which feedback begins: the SSRC of who sends it, and of the media that it is about."""


def pack_packet(kind: int, count: int, body: bytes) -> bytes:
    """One packet; `body` is in whole words."""
    return HEADER.pack(0x80 | count, kind, len(body) // 4) + body
