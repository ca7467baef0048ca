"""Packets asked for again: the generic NACK (RFC 4585 section 6.2.1)."""

from collections.abc import Sequence
from typing import NamedTuple

from media.wire.rtcp.packet import FMT_NACK, RTPFB, TARGET, U16, U32, pack_packet

MAX_NACKED = 512
"""Sequence numbers taken from one NACK."""


class Nack(NamedTuple):
    """RFC 4585 section 6.2.1, its bit masks unfolded."""

    media_ssrc: int
    sequences: list[int]


def parse_nack(body: bytes) -> Nack:
    """A NACK of whole words; beyond `MAX_NACKED` numbers it is cut."""
    return Nack(U32.unpack_from(body, 4)[0], _unfold(body[8:]))


def _unfold(body: bytes) -> list[int]:
    sequences: list[int] = []
    for at in range(0, len(body) - 3, 4):
        packet, mask = body[at] << 8 | body[at + 1], body[at + 2] << 8 | body[at + 3]
        sequences.append(packet)
        sequences += [packet + bit + 1 & 0xFFFF for bit in range(16) if mask >> bit & 1]
        if len(sequences) >= MAX_NACKED:
            break
    return sequences[:MAX_NACKED]


def pack_nack(sender_ssrc: int, media_ssrc: int, sequences: Sequence[int]) -> bytes:
    """One NACK for sequence numbers in growing order (wrap-around allowed)."""
    pairs = b""
    first: int | None = None
    mask = 0
    for sequence in sequences:
        offset = 0 if first is None else (sequence - first & 0xFFFF)
        if first is not None and 1 <= offset <= 16:
            mask |= 1 << offset - 1
            continue
        if first is not None:
            pairs += U16.pack(first) + U16.pack(mask)
        first, mask = sequence, 0
    if first is not None:
        pairs += U16.pack(first) + U16.pack(mask)
    return pack_packet(RTPFB, FMT_NACK, TARGET.pack(sender_ssrc, media_ssrc) + pairs)
