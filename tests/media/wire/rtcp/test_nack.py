"""NACKs written and read, compared with aiortc's reading."""

import struct
import warnings

from hypothesis import given
from hypothesis import strategies as st

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from aiortc import rtp as theirs

from media.wire import rtcp
from media.wire.rtcp.nack import MAX_NACKED
from tests.support.rtcp import one


@given(st.sets(st.integers(0, 40), min_size=1), st.integers(0, 65535))
def test_nack(offsets: set[int], start: int) -> None:
    sequences = [start + offset & 0xFFFF for offset in sorted(offsets)]
    data = rtcp.pack_nack(1, 2, sequences)
    assert one(data) == rtcp.Nack(2, sequences)
    (other,) = theirs.RtcpPacket.parse(data)
    assert isinstance(other, theirs.RtcpRtpfbPacket)
    assert other.lost == sequences


def test_a_huge_nack_is_cut() -> None:
    body = struct.pack("!HH", 0, 0xFFFF) * 1000
    report = one(struct.pack("!BBHII", 0x81, 205, 2 + 1000, 1, 2) + body)
    assert isinstance(report, rtcp.Nack)
    assert len(report.sequences) == MAX_NACKED
