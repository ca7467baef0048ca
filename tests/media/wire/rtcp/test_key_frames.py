"""PLI and FIR, compared with aiortc's reading."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from aiortc import rtp as theirs

from media.wire import rtcp
from tests.support.rtcp import one


def test_pli_and_fir() -> None:
    assert one(rtcp.pack_pli(1, 2)) == rtcp.KeyFrameRequest(2)
    assert one(rtcp.pack_fir(1, 2, 300)) == rtcp.KeyFrameRequest(2)
    (pli,) = theirs.RtcpPacket.parse(rtcp.pack_pli(1, 2))
    assert isinstance(pli, theirs.RtcpPsfbPacket)
    assert (pli.fmt, pli.media_ssrc) == (theirs.RTCP_PSFB_PLI, 2)
