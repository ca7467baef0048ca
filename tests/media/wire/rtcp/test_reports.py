"""Sender and receiver reports, compared with aiortc's."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from aiortc import rtp as theirs

from media.wire import rtcp
from media.wire.rtcp import ReportBlock
from tests.support.rtcp import one

BLOCK = ReportBlock(
    ssrc=0xDEADBEEF,
    fraction_lost=12,
    lost=-5,
    highest=0x1FFFF,
    jitter=77,
    last_sr=0x12345678,
    delay=65536,
)


def test_sender_report() -> None:
    report = rtcp.SenderReport(1, 0xE8000000_80000000, 0xFFFFFFFF, 10, 2000, (BLOCK, BLOCK))
    data = rtcp.pack_sender_report(report)
    assert one(data) == report
    (other,) = theirs.RtcpPacket.parse(data)
    assert isinstance(other, theirs.RtcpSrPacket)
    assert other.sender_info.ntp_timestamp == report.ntp
    assert other.sender_info.rtp_timestamp == 0xFFFFFFFF
    assert other.reports[0].packets_lost == -5
    assert bytes(other) == data


def test_receiver_report() -> None:
    report = rtcp.ReceiverReport(1, (BLOCK,))
    data = rtcp.pack_receiver_report(report)
    assert one(data) == report
    (other,) = theirs.RtcpPacket.parse(data)
    assert bytes(other) == data
