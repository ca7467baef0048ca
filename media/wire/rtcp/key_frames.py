"""Key frames asked for: PLI (RFC 4585 section 6.3.1) and FIR (RFC 5104 section 4.3.1)."""

from struct import Struct
from typing import NamedTuple

from media.wire.rtcp.packet import FMT_FIR, FMT_PLI, PSFB, TARGET, U32, pack_packet

_FIR = Struct("!IB3x")


class KeyFrameRequest(NamedTuple):
    """A PLI (RFC 4585 section 6.3.1), or one entry of a FIR (RFC 5104 section 4.3.1)."""

    media_ssrc: int


def parse_pli(body: bytes) -> KeyFrameRequest:
    """The one request of a PLI."""
    return KeyFrameRequest(U32.unpack_from(body, 4)[0])


def parse_fir(body: bytes) -> list[KeyFrameRequest]:
    """The requests of a FIR."""
    return [KeyFrameRequest(U32.unpack_from(body, at)[0]) for at in range(8, len(body) - 7, 8)]


def pack_pli(sender_ssrc: int, media_ssrc: int) -> bytes:
    """One PLI."""
    return pack_packet(PSFB, FMT_PLI, TARGET.pack(sender_ssrc, media_ssrc))


def pack_fir(sender_ssrc: int, media_ssrc: int, count: int) -> bytes:
    """One FIR; `count` grows with each new request (RFC 5104 section 4.3.1.1), modulo 256."""
    entry = _FIR.pack(media_ssrc, count & 0xFF)
    return pack_packet(PSFB, FMT_FIR, TARGET.pack(sender_ssrc, 0) + entry)
