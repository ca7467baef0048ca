"""Sender and receiver reports (RFC 3550 section 6.4)."""

from collections.abc import Iterable
from struct import Struct
from typing import NamedTuple

from media.wire.rtcp.packet import RR, SR, U32, pack_packet

MAX_REPORTS = 31
"""RFC 3550 section 6.4.1: the count has five bits."""
_SENDER_INFO = Struct("!IIIIII")
_BLOCK = Struct("!IIIIII")


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


def parse_sender_report(count: int, body: bytes) -> list[SenderReport]:
    """An SR of `count` blocks; none if it is too short for them."""
    if len(body) < 24 + 24 * count:
        return []
    ssrc, high, low, timestamp, packets, octets = _SENDER_INFO.unpack_from(body)
    ntp = high << 32 | low
    return [SenderReport(ssrc, ntp, timestamp, packets, octets, _blocks(body, 24, count))]


def parse_receiver_report(count: int, body: bytes) -> list[ReceiverReport]:
    """An RR of `count` blocks; none if it is too short for them."""
    if len(body) < 4 + 24 * count:
        return []
    return [ReceiverReport(U32.unpack_from(body)[0], _blocks(body, 4, count))]


def _blocks(body: bytes, position: int, count: int) -> tuple[ReportBlock, ...]:
    blocks = []
    for at in range(position, position + 24 * count, 24):
        ssrc, lost, highest, jitter, last_sr, delay = _BLOCK.unpack_from(body, at)
        cumulative = lost & 0xFFFFFF
        if cumulative & 0x800000:
            cumulative -= 1 << 24
        blocks.append(ReportBlock(ssrc, lost >> 24, cumulative, highest, jitter, last_sr, delay))
    return tuple(blocks)


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
    return pack_packet(SR, len(report.reports), info + _pack_blocks(report.reports))


def pack_receiver_report(report: ReceiverReport) -> bytes:
    """One RR of at most `MAX_REPORTS` blocks."""
    body = U32.pack(report.ssrc) + _pack_blocks(report.reports)
    return pack_packet(RR, len(report.reports), body)
