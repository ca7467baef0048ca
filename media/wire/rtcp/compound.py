"""A datagram of RTCP packets, taken apart (RFC 3550 section 6.1, RFC 5506).

Parsing never raises: what is malformed yields nothing. BYE, XR and other applications' APP are
passed over.
"""

from collections.abc import Sequence

from media.wire.rtcp import packet
from media.wire.rtcp.key_frames import KeyFrameRequest, parse_fir, parse_pli
from media.wire.rtcp.layers import LayerReport, parse_layers
from media.wire.rtcp.nack import Nack, parse_nack
from media.wire.rtcp.pause import PauseRequest, parse_pauses
from media.wire.rtcp.remb import Remb, parse_remb
from media.wire.rtcp.reports import (
    ReceiverReport,
    SenderReport,
    parse_receiver_report,
    parse_sender_report,
)
from media.wire.rtcp.transport_cc import FoldedFeedback

MAX_PARTS = 32
"""Packets read from one compound datagram."""

Report = (
    SenderReport
    | ReceiverReport
    | LayerReport
    | Nack
    | KeyFrameRequest
    | PauseRequest
    | Remb
    | FoldedFeedback
)
"""What a packet says; FIR, PAUSE and our own APP say several such things."""


def parse_rtcp(data: bytes) -> list[Report] | None:
    """Everything of interest in one datagram; None if its framing is malformed."""
    found: list[Report] = []
    position = 0
    for _ in range(MAX_PARTS):
        if position + 4 > len(data):
            break
        flags, kind, words = packet.HEADER.unpack_from(data, position)
        end = position + 4 + 4 * words
        if flags & 0xC0 != 0x80 or end > len(data):
            return None
        stop = end
        if flags & 0x20:
            stop -= data[end - 1]
            if stop < position + 4 or not data[end - 1]:
                return None
        found += _parse_packet(kind, flags & 0x1F, data[position + 4 : stop])
        position = end
    return found if position == len(data) and data else None


def _parse_packet(kind: int, count: int, body: bytes) -> Sequence[Report]:
    if kind == packet.SR:
        return parse_sender_report(count, body)
    if kind == packet.RR:
        return parse_receiver_report(count, body)
    if len(body) < 8:
        return []
    match kind, count:
        case packet.APP, 0:
            return parse_layers(body)
        case packet.RTPFB, packet.FMT_NACK:
            return [parse_nack(body)]
        case packet.RTPFB, packet.FMT_PAUSE:
            return parse_pauses(body)
        case packet.RTPFB, packet.FMT_TRANSPORT_CC:
            return [FoldedFeedback(body)]
        case packet.PSFB, packet.FMT_PLI:
            return [parse_pli(body)]
        case packet.PSFB, packet.FMT_FIR:
            return parse_fir(body)
        case packet.PSFB, packet.FMT_ALFB:
            return parse_remb(body)
        case _:
            return []
