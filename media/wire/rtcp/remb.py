"""What a receiver thinks it can take: REMB (draft-alvestrand-rmcat-remb-03)."""

from collections.abc import Sequence
from typing import NamedTuple

from media.wire.rtcp.packet import FMT_ALFB, PSFB, TARGET, U16, U32, pack_packet


class Remb(NamedTuple):
    """draft-alvestrand-rmcat-remb-03: what the receiver thinks it can take, bit/s."""

    bitrate: int
    ssrcs: tuple[int, ...]


def parse_remb(body: bytes) -> list[Remb]:
    """A REMB; none if it is another application's feedback, or malformed."""
    if len(body) < 16 or body[8:12] != b"REMB" or len(body) < 16 + 4 * body[12]:
        return []
    exponent, mantissa = body[13] >> 2, (body[13] & 3) << 16 | body[14] << 8 | body[15]
    ssrcs = tuple(U32.unpack_from(body, at)[0] for at in range(16, 16 + 4 * body[12], 4))
    return [Remb(mantissa << exponent, ssrcs)]


def pack_remb(sender_ssrc: int, bitrate: int, ssrcs: Sequence[int]) -> bytes:
    """One REMB: `bitrate` bit/s, in 18 bits of mantissa and 6 of exponent, for `ssrcs` together."""
    exponent = max(0, bitrate.bit_length() - 18)
    mantissa = bitrate >> exponent
    value = bytes([len(ssrcs), exponent << 2 | mantissa >> 16]) + U16.pack(mantissa & 0xFFFF)
    body = TARGET.pack(sender_ssrc, 0) + b"REMB" + value
    return pack_packet(PSFB, FMT_ALFB, body + b"".join(U32.pack(ssrc) for ssrc in ssrcs))
