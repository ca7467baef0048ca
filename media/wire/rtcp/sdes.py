"""The name under which one participant's streams belong together: SDES (RFC 3550 section 6.5)."""

from media.wire.rtcp.packet import SDES, U32, pack_packet


def pack_cname(ssrc: int, cname: str) -> bytes:
    """One SDES with the CNAME (RFC 3550 section 6.5.1) of one SSRC.

    One chunk each, though the format allows more: aiortc reads no second one.
    """
    name = cname.encode()[:255]
    chunk = U32.pack(ssrc) + bytes([1, len(name)]) + name + b"\0"
    return pack_packet(SDES, 1, chunk + bytes(-len(chunk) % 4))
