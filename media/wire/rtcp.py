"""RTCP (RFC 3550 section 6) and its feedback messages (RFC 4585, 5104, 7728, REMB, transport-cc).

Parsing never raises: what is malformed yields nothing. Compound and reduced-size (RFC 5506) packets
are both taken. BYE, XR and other applications' APP are passed over.
"""

from collections.abc import Iterable, Sequence
from struct import Struct
from typing import NamedTuple

SR, RR, SDES, APP, RTPFB, PSFB = 200, 201, 202, 204, 205, 206
FMT_NACK, FMT_PAUSE, FMT_TRANSPORT_CC = 1, 9, 15
FMT_PLI, FMT_FIR, FMT_ALFB = 1, 4, 15
PAUSE, RESUME = 0, 1
"""Types of RFC 7728's messages; its indications, PAUSED and REFUSED, have no use here."""
LAYERS = b"TXLY"
"""The name of our own APP packet (RFC 3550 section 6.7), which only our workers send."""
MAX_PARTS = 32
"""Packets read from one compound datagram."""
MAX_NACKED = 512
"""Sequence numbers taken from one NACK."""
MAX_STATUSES = 2048
"""Packets told of by one transport-wide feedback: several times what fits the usual interval."""
MAX_REPORTS = 31
"""RFC 3550 section 6.4.1: the count has five bits."""
DELTA_TICKS = 4000
"""Transport-wide receive deltas are in 250 µs."""
REFERENCE_TICKS = 256
"""Ticks per unit (64 ms) of the transport-wide reference time."""

_HEADER = Struct("!BBH")
_U16 = Struct("!H")
_U32 = Struct("!I")
_SENDER_INFO = Struct("!IIIIII")
_BLOCK = Struct("!IIIIII")
_TARGET = Struct("!II")
_FIR = Struct("!IB3x")
_PAUSE = Struct("!IBBH")
_LAYER = Struct("!IIHH")
_TRANSPORT = Struct("!HHI")


class ReportBlock(NamedTuple):
    """What a receiver tells of one stream; `lost` is signed 24 bits, `fraction_lost` of 256."""

    ssrc: int
    fraction_lost: int
    lost: int
    highest: int
    jitter: int
    last_sr: int
    delay: int
    """Since `last_sr`, in 1/65536 s; both 0 before the first sender report."""


class SenderReport(NamedTuple):
    """RFC 3550 section 6.4.1; `ntp` is 32.32 fixed point seconds since 1900."""

    ssrc: int
    ntp: int
    rtp_timestamp: int
    packets: int
    octets: int
    reports: tuple[ReportBlock, ...] = ()


class ReceiverReport(NamedTuple):
    """RFC 3550 section 6.4.2."""

    ssrc: int
    reports: tuple[ReportBlock, ...] = ()


class Nack(NamedTuple):
    """RFC 4585 section 6.2.1, its bit masks unfolded."""

    media_ssrc: int
    sequences: list[int]


class KeyFrameRequest(NamedTuple):
    """A PLI (RFC 4585 section 6.3.1), or one entry of a FIR (RFC 5104 section 4.3.1)."""

    media_ssrc: int


class PauseRequest(NamedTuple):
    """One entry of RFC 7728 section 8: a receiver wants a stream paused, or resumed."""

    ssrc: int
    paused: bool


class LayerReport(NamedTuple):
    """What a worker knows of a layer that it can send another one: lines, bit/s, whether it is on.

    Of what is not known yet, 0. One entry of the APP packet `LAYERS`: SSRC, bit/s, lines, 1 or 0.
    """

    ssrc: int
    height: int
    bitrate: int
    flows: bool


class Remb(NamedTuple):
    """draft-alvestrand-rmcat-remb-03: what the receiver thinks it can take, bit/s."""

    bitrate: int
    ssrcs: tuple[int, ...]


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


# --- reading ----------------------------------------------------------------------------------


def parse_rtcp(data: bytes) -> list[Report] | None:
    """Everything of interest in one datagram; None if its framing is malformed."""
    found: list[Report] = []
    position = 0
    for _ in range(MAX_PARTS):
        if position + 4 > len(data):
            break
        flags, kind, words = _HEADER.unpack_from(data, position)
        end = position + 4 + 4 * words
        if flags & 0xC0 != 0x80 or end > len(data):
            return None
        stop = end
        if flags & 0x20:
            stop -= data[end - 1]
            if stop < position + 4 or not data[end - 1]:
                return None
        found += _parse_part(kind, flags & 0x1F, data[position + 4 : stop])
        position = end
    return found if position == len(data) and data else None


def _parse_part(kind: int, count: int, body: bytes) -> Sequence[Report]:
    if kind == SR and len(body) >= 24 + 24 * count:
        ssrc, high, low, timestamp, packets, octets = _SENDER_INFO.unpack_from(body)
        ntp = high << 32 | low
        return [SenderReport(ssrc, ntp, timestamp, packets, octets, _blocks(body, 24, count))]
    if kind == RR and len(body) >= 4 + 24 * count:
        return [ReceiverReport(_U32.unpack_from(body)[0], _blocks(body, 4, count))]
    if len(body) < 8:
        return []
    media_ssrc = _U32.unpack_from(body, 4)[0]
    match kind, count:
        case (204, 0):
            return _parse_layers(body)
        case (205, 1):
            return [Nack(media_ssrc, _parse_nack(body[8:]))]
        case (205, 9):
            return _parse_pauses(body)
        case (205, 15):
            return [FoldedFeedback(body)]
        case (206, 1):
            return [KeyFrameRequest(media_ssrc)]
        case (206, 4):
            return [
                KeyFrameRequest(_U32.unpack_from(body, at)[0]) for at in range(8, len(body) - 7, 8)
            ]
        case (206, 15):
            remb = _parse_remb(body)
            return [] if remb is None else [remb]
        case _:
            return []


def _blocks(body: bytes, position: int, count: int) -> tuple[ReportBlock, ...]:
    blocks = []
    for at in range(position, position + 24 * count, 24):
        ssrc, lost, highest, jitter, last_sr, delay = _BLOCK.unpack_from(body, at)
        cumulative = lost & 0xFFFFFF
        if cumulative & 0x800000:
            cumulative -= 1 << 24
        blocks.append(ReportBlock(ssrc, lost >> 24, cumulative, highest, jitter, last_sr, delay))
    return tuple(blocks)


def _parse_nack(body: bytes) -> list[int]:
    sequences: list[int] = []
    for at in range(0, len(body) - 3, 4):
        packet, mask = body[at] << 8 | body[at + 1], body[at + 2] << 8 | body[at + 3]
        sequences.append(packet)
        sequences += [packet + bit + 1 & 0xFFFF for bit in range(16) if mask >> bit & 1]
        if len(sequences) >= MAX_NACKED:
            break
    return sequences[:MAX_NACKED]


def _parse_pauses(body: bytes) -> list[PauseRequest]:
    requests = []
    position = 8
    while position + 8 <= len(body):
        ssrc, kind, words, _ = _PAUSE.unpack_from(body, position)
        if kind >> 4 in (PAUSE, RESUME):
            requests.append(PauseRequest(ssrc, kind >> 4 == PAUSE))
        position += 8 + 4 * words
    return requests


def _parse_layers(body: bytes) -> list[LayerReport]:
    if body[4:8] != LAYERS:
        return []
    entries = (_LAYER.unpack_from(body, at) for at in range(8, len(body) - 11, 12))
    return [
        LayerReport(ssrc, height, bitrate, flows != 0) for ssrc, bitrate, height, flows in entries
    ]


def _parse_remb(body: bytes) -> Remb | None:
    if len(body) < 16 or body[8:12] != b"REMB" or len(body) < 16 + 4 * body[12]:
        return None
    exponent, mantissa = body[13] >> 2, (body[13] & 3) << 16 | body[14] << 8 | body[15]
    ssrcs = tuple(_U32.unpack_from(body, at)[0] for at in range(16, 16 + 4 * body[12], 4))
    return Remb(mantissa << exponent, ssrcs)


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


# --- writing ----------------------------------------------------------------------------------


def _part(kind: int, count: int, body: bytes) -> bytes:
    return _HEADER.pack(0x80 | count, kind, len(body) // 4) + body


def _pack_blocks(reports: Iterable[ReportBlock]) -> bytes:
    return b"".join(
        _BLOCK.pack(
            block.ssrc,
            block.fraction_lost << 24 | block.lost & 0xFFFFFF,
            block.highest,
            block.jitter,
            block.last_sr,
            block.delay,
        )
        for block in reports
    )


def pack_sender_report(report: SenderReport) -> bytes:
    """One SR; numbers are already within their width."""
    info = _SENDER_INFO.pack(
        report.ssrc,
        report.ntp >> 32,
        report.ntp & 0xFFFFFFFF,
        report.rtp_timestamp,
        report.packets & 0xFFFFFFFF,
        report.octets & 0xFFFFFFFF,
    )
    return _part(SR, len(report.reports), info + _pack_blocks(report.reports))


def pack_receiver_report(report: ReceiverReport) -> bytes:
    """One RR of at most `MAX_REPORTS` blocks."""
    body = _U32.pack(report.ssrc) + _pack_blocks(report.reports)
    return _part(RR, len(report.reports), body)


def pack_cname(ssrc: int, cname: str) -> bytes:
    """One SDES with the CNAME (RFC 3550 section 6.5.1) of one SSRC.

    One chunk each, though the format allows more: aiortc reads no second one.
    """
    name = cname.encode()[:255]
    chunk = _U32.pack(ssrc) + bytes([1, len(name)]) + name + b"\0"
    return _part(SDES, 1, chunk + bytes(-len(chunk) % 4))


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
            pairs += _U16.pack(first) + _U16.pack(mask)
        first, mask = sequence, 0
    if first is not None:
        pairs += _U16.pack(first) + _U16.pack(mask)
    return _part(RTPFB, FMT_NACK, _TARGET.pack(sender_ssrc, media_ssrc) + pairs)


def pack_pli(sender_ssrc: int, media_ssrc: int) -> bytes:
    """One PLI."""
    return _part(PSFB, FMT_PLI, _TARGET.pack(sender_ssrc, media_ssrc))


def pack_fir(sender_ssrc: int, media_ssrc: int, count: int) -> bytes:
    """One FIR; `count` grows with each new request (RFC 5104 section 4.3.1.1), modulo 256."""
    entry = _FIR.pack(media_ssrc, count & 0xFF)
    return _part(PSFB, FMT_FIR, _TARGET.pack(sender_ssrc, 0) + entry)


def pack_pauses(sender_ssrc: int, requests: Iterable[PauseRequest]) -> bytes:
    """PAUSE and RESUME requests; one receiver alone asks, so that the PauseID may stay 0."""
    entries = [_PAUSE.pack(r.ssrc, (PAUSE if r.paused else RESUME) << 4, 0, 0) for r in requests]
    return _part(RTPFB, FMT_PAUSE, _TARGET.pack(sender_ssrc, 0) + b"".join(entries))


def pack_layers(sender_ssrc: int, layers: Iterable[LayerReport]) -> bytes:
    """One APP packet with these layers."""
    entries = [
        _LAYER.pack(one.ssrc, min(one.bitrate, 0xFFFFFFFF), min(one.height, 0xFFFF), one.flows)
        for one in layers
    ]
    return _part(APP, 0, _U32.pack(sender_ssrc) + LAYERS + b"".join(entries))


def pack_remb(sender_ssrc: int, bitrate: int, ssrcs: Sequence[int]) -> bytes:
    """One REMB: `bitrate` bit/s, in 18 bits of mantissa and 6 of exponent, for `ssrcs` together."""
    exponent = max(0, bitrate.bit_length() - 18)
    mantissa = bitrate >> exponent
    value = bytes([len(ssrcs), exponent << 2 | mantissa >> 16]) + _U16.pack(mantissa & 0xFFFF)
    body = _TARGET.pack(sender_ssrc, 0) + b"REMB" + value
    return _part(PSFB, FMT_ALFB, body + b"".join(_U32.pack(ssrc) for ssrc in ssrcs))


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
            deltas += _U16.pack(delta & 0xFFFF)
    tail = (reference & 0xFFFFFF) << 8 | feedback.number & 0xFF
    body = (
        _TARGET.pack(sender_ssrc, media_ssrc)
        + _TRANSPORT.pack(feedback.base_sequence, len(symbols), tail)
        + _pack_chunks(symbols)
        + deltas
    )
    return _part(RTPFB, FMT_TRANSPORT_CC, body + bytes(-len(body) % 4))


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
            chunks += _U16.pack(symbol << 13 | stop - at)
            at = stop
            continue
        part = symbols[at : at + 14]
        if 2 not in part:
            bits = sum(value << 13 - place for place, value in enumerate(part))
            chunks += _U16.pack(0x8000 | bits)
            at += 14
        else:
            bits = sum(value << 12 - 2 * place for place, value in enumerate(part[:7]))
            chunks += _U16.pack(0xC000 | bits)
            at += 7
    return bytes(chunks)
