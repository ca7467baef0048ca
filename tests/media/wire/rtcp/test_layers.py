"""What workers tell one another of layers: our own APP packet."""

import struct

from media.wire import rtcp
from media.wire.rtcp import LayerReport, parse_rtcp


def test_layers_come_as_they_were_told() -> None:
    layers = [LayerReport(7, 1080, 2_500_000, True), LayerReport(0xFFFFFFFF, 0, 0, False)]
    assert parse_rtcp(rtcp.pack_layers(1, layers)) == layers


def test_figures_beyond_their_width_are_cut() -> None:
    data = rtcp.pack_layers(1, [LayerReport(7, 70_000, 1 << 33, True)])
    assert parse_rtcp(data) == [LayerReport(7, 0xFFFF, 0xFFFFFFFF, True)]


def test_another_applications_packet_is_passed_over() -> None:
    assert parse_rtcp(struct.pack("!BBHI4s3I", 0x80, 204, 5, 1, b"ELSE", 7, 8, 9)) == []
