"""What one worker tells another of a track's layers: an APP packet (RFC 3550, 6.7) of our own."""

from collections.abc import Iterable
from struct import Struct
from typing import NamedTuple

from media.wire.rtcp.packet import APP, U32, pack_packet

LAYERS = b"TXLY"
"""The name of our own APP packet (RFC 3550 section 6.7), which only our workers send."""
_LAYER = Struct("!IIHH")


class LayerReport(NamedTuple):
    """What a worker knows of a layer that it can send another one: lines, bit/s, whether it is on.

    Of what is not known yet, 0. One entry of the APP packet `LAYERS`: SSRC, bit/s, lines, 1 or 0.
    """

    ssrc: int
    height: int
    bitrate: int
    flows: bool


def parse_layers(body: bytes) -> list[LayerReport]:
    """The layers of an APP packet; none if it is somebody else's."""
    if body[4:8] != LAYERS:
        return []
    entries = (_LAYER.unpack_from(body, at) for at in range(8, len(body) - 11, 12))
    return [
        LayerReport(ssrc, height, bitrate, flows != 0) for ssrc, bitrate, height, flows in entries
    ]


def pack_layers(sender_ssrc: int, layers: Iterable[LayerReport]) -> bytes:
    """One APP packet with these layers."""
    entries = [
        _LAYER.pack(one.ssrc, min(one.bitrate, 0xFFFFFFFF), min(one.height, 0xFFFF), one.flows)
        for one in layers
    ]
    return pack_packet(APP, 0, U32.pack(sender_ssrc) + LAYERS + b"".join(entries))
