"""Which packets arrived and when: transport-wide feedback for congestion control.

draft-holmer-rmcat-transport-wide-cc-extensions-01. `observer.c` unfolds in the same way.
"""

from collections.abc import Sequence
from struct import Struct
from typing import NamedTuple

from media.wire.rtcp.packet import FMT_TRANSPORT_CC, RTPFB, TARGET, U16, pack_packet

MAX_STATUSES = 2048
"""Packets told of by one transport-wide feedback: several times what fits the usual interval."""
DELTA_TICKS = 4000
"""Transport-wide receive deltas are in 250 µs."""
REFERENCE_TICKS = 256
"""Ticks per unit (64 ms) of the transport-wide reference time."""
_TRANSPORT = Struct("!HHI")


class TransportFeedback(NamedTuple):
    """draft-holmer-rmcat-transport-wide-cc-extensions-01, unfolded.

    `arrivals` has for `base_sequence` and each that follows the arrival in 250 µs ticks of the
    receiver's clock, or None for what did not arrive.
    """

    base_sequence: int
    number: int
    """The feedback packet count, modulo 256."""
    arrivals: list[int | None]


class FoldedFeedback(NamedTuple):
    """A transport-wide feedback as it came: subscribers send so many that C unfolds most."""

    body: bytes
    """From the sender's SSRC on."""

    def unfold(self) -> TransportFeedback | None:
        """What it says; None where it is malformed."""
        return _unfold(self.body)


def _unfold(body: bytes) -> TransportFeedback | None:
    if len(body) < 16:
        return None
    base, total, tail = _TRANSPORT.unpack_from(body, 8)
    if total > MAX_STATUSES:
        return None
    reference = tail >> 8
    if reference & 0x800000:
        reference -= 1 << 24
    symbols, position = _unfold_chunks(body, 16, total)
    if len(symbols) < total:
        return None
    arrival = reference * REFERENCE_TICKS
    arrivals: list[int | None] = []
    for symbol in symbols:
        if symbol == 0 or symbol == 3:
            arrivals.append(None)
            continue
        if position + symbol > len(body):
            return None
        if symbol == 1:
            arrival += body[position]
        else:
            delta = body[position] << 8 | body[position + 1]
            arrival += delta - 0x10000 if delta & 0x8000 else delta
        position += symbol
        arrivals.append(arrival)
    return TransportFeedback(base, tail & 0xFF, arrivals)


def _unfold_chunks(body: bytes, position: int, total: int) -> tuple[list[int], int]:
    """Status symbols (sections 3.1.3 and 3.1.4), no more than `total`, and where they end."""
    symbols: list[int] = []
    while len(symbols) < total and position + 2 <= len(body):
        chunk = body[position] << 8 | body[position + 1]
        position += 2
        if not chunk & 0x8000:
            symbols += [chunk >> 13 & 3] * min(chunk & 0x1FFF, total)
        elif chunk & 0x4000:
            symbols += [chunk >> shift & 3 for shift in range(12, -1, -2)]
        else:
            symbols += [chunk >> shift & 1 for shift in range(13, -1, -1)]
    return symbols[:total], position


def pack_transport_feedback(
    sender_ssrc: int, media_ssrc: int, feedback: TransportFeedback
) -> bytes:
    """One transport-wide feedback; at least one packet arrived, and no delta exceeds ±8.19 s."""
    first = next(arrival for arrival in feedback.arrivals if arrival is not None)
    reference = first // REFERENCE_TICKS
    previous = reference * REFERENCE_TICKS
    symbols: list[int] = []
    deltas = bytearray()
    for arrival in feedback.arrivals:
        if arrival is None:
            symbols.append(0)
            continue
        delta = arrival - previous
        previous = arrival
        if 0 <= delta <= 0xFF:
            symbols.append(1)
            deltas.append(delta)
        else:
            symbols.append(2)
            deltas += U16.pack(delta & 0xFFFF)
    tail = (reference & 0xFFFFFF) << 8 | feedback.number & 0xFF
    body = (
        TARGET.pack(sender_ssrc, media_ssrc)
        + _TRANSPORT.pack(feedback.base_sequence, len(symbols), tail)
        + _pack_chunks(symbols)
        + deltas
    )
    return pack_packet(RTPFB, FMT_TRANSPORT_CC, body + bytes(-len(body) % 4))


def _pack_chunks(symbols: Sequence[int]) -> bytes:
    """Run lengths where seven or more are alike, else vectors of one or two bits."""
    chunks = bytearray()
    at, total = 0, len(symbols)
    while at < total:
        symbol = symbols[at]
        stop = at + 1
        while stop < total and symbols[stop] == symbol and stop - at < 0x1FFF:
            stop += 1
        if stop - at >= 7 or stop == total:
            chunks += U16.pack(symbol << 13 | stop - at)
            at = stop
            continue
        part = symbols[at : at + 14]
        if 2 not in part:
            bits = sum(value << 13 - place for place, value in enumerate(part))
            chunks += U16.pack(0x8000 | bits)
            at += 14
        else:
            bits = sum(value << 12 - 2 * place for place, value in enumerate(part[:7]))
            chunks += U16.pack(0xC000 | bits)
            at += 7
    return bytes(chunks)
