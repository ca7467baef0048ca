"""CNAMEs as aiortc reads them."""

import warnings

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from aiortc import rtp as theirs

from media.wire import rtcp
from media.wire.rtcp import parse_rtcp


@pytest.mark.parametrize("cname", ["", "a", "ab", "abc", "abcd", "同心"])
def test_cname(cname: str) -> None:
    data = rtcp.pack_cname(7, cname)
    (other,) = theirs.RtcpPacket.parse(data)
    assert isinstance(other, theirs.RtcpSdesPacket)
    assert other.chunks == [theirs.RtcpSourceInfo(ssrc=7, items=[(1, cname.encode())])]
    assert parse_rtcp(data) == []
