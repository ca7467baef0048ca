"""Streams paused and resumed at their receiver's wish (RFC 7728)."""

from collections.abc import Iterable
from struct import Struct
from typing import NamedTuple

from media.wire.rtcp.packet import FMT_PAUSE, RTPFB, TARGET, pack_packet

PAUSE, RESUME = 0, 1
"""Types of RFC 7728's messages; its indications, PAUSED and REFUSED, have no use here."""
_PAUSE = Struct("!IBBH")


class PauseRequest(NamedTuple):
    """One entry of RFC 7728 section 8: a receiver wants a stream paused, or resumed."""

    ssrc: int
    paused: bool


def parse_pauses(body: bytes) -> list[PauseRequest]:
    """What is asked for; parameters and indications are passed over."""
    requests = []
    position = 8
    while position + 8 <= len(body):
        ssrc, kind, words, _ = _PAUSE.unpack_from(body, position)
        if kind >> 4 in (PAUSE, RESUME):
            requests.append(PauseRequest(ssrc, kind >> 4 == PAUSE))
        position += 8 + 4 * words
    return requests


def pack_pauses(sender_ssrc: int, requests: Iterable[PauseRequest]) -> bytes:
    """PAUSE and RESUME requests; one receiver alone asks, so that the PauseID may stay 0."""
    entries = [_PAUSE.pack(r.ssrc, (PAUSE if r.paused else RESUME) << 4, 0, 0) for r in requests]
    return pack_packet(RTPFB, FMT_PAUSE, TARGET.pack(sender_ssrc, 0) + b"".join(entries))
