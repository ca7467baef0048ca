"""The stamps of a stream's packets."""

import pytest

from media.link import Link
from media.rtp_stream import RtpStream
from media.wire.codecs import HeaderExtensions
from media.wire.rtp import parse_rtp
from tests.support.forwarding import RecordingSender


@pytest.mark.parametrize("wide", [3, None])
@pytest.mark.parametrize("timed", [4, None])
def test_packets_bear_the_stamps_agreed_on(wide: int | None, timed: int | None) -> None:
    link = Link("p", RecordingSender())
    extensions = HeaderExtensions(transport_sequence=wide, abs_send_time=timed)
    stream = RtpStream(7, extensions, "", link)
    before = link.estimate.sent.sequence[0]
    data = stream.write(102 | 0x80, 5, 6, b"payload", None, 9, 64.5)
    packet = parse_rtp(bytes(data))
    assert packet is not None
    assert (packet.ssrc, packet.payload_type, packet.marker) == (7, 102, 0x80)
    assert (packet.sequence, packet.timestamp, packet.payload) == (5, 6, b"payload")
    stamp = link.estimate.sent.sequence[0]
    assert stamp - before == (1 if wide else 0)
    assert packet.extensions.get(3) == (stamp.to_bytes(2, "big") if wide else None)
    assert packet.extensions.get(4) == ((1 << 17).to_bytes(3, "big") if timed else None)
    assert stream.wide is bool(wide)
