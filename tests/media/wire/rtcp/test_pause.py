"""PAUSE and RESUME, and what else RFC 7728 has."""

import struct
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from aiortc import rtp as theirs

from media.wire import rtcp


def test_pause_and_resume() -> None:
    requests = [rtcp.PauseRequest(7, paused=True), rtcp.PauseRequest(0xFFFFFFFF, paused=False)]
    data = rtcp.pack_pauses(1, requests)
    assert rtcp.parse_rtcp(data) == requests
    (theirs_,) = theirs.RtcpPacket.parse(data)
    assert isinstance(theirs_, theirs.RtcpRtpfbPacket)
    assert theirs_.fmt == 9


def test_pauses_with_parameters_and_indications_are_passed_over() -> None:
    body = struct.pack("!II", 1, 0)
    body += struct.pack("!IBBHI", 7, 1 << 4, 1, 0, 99)  # one word of parameters
    body += struct.pack("!IBBH", 8, 2 << 4, 0, 0)  # PAUSED
    body += struct.pack("!IBBH", 9, 0, 0, 0)
    data = struct.pack("!BBH", 0x80 | 9, 205, len(body) // 4) + body
    assert rtcp.parse_rtcp(data) == [rtcp.PauseRequest(7, False), rtcp.PauseRequest(9, True)]
