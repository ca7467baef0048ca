"""REMB, compared with aiortc's reading."""

import warnings

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from aiortc import rtp as theirs

from media.wire import rtcp
from tests.support.rtcp import one


@pytest.mark.parametrize("bitrate", [0, 1, 262143, 262144, 1_000_000, 2_500_000, 10_000_000_000])
def test_remb(bitrate: int) -> None:
    data = rtcp.pack_remb(1, bitrate, [5, 6])
    report = one(data)
    assert isinstance(report, rtcp.Remb)
    assert report.ssrcs == (5, 6)
    assert bitrate * (1 - 2**-17) <= report.bitrate <= bitrate
    (other,) = theirs.RtcpPacket.parse(data)
    assert isinstance(other, theirs.RtcpPsfbPacket)
    assert theirs.unpack_remb_fci(other.fci) == (report.bitrate, [5, 6])
