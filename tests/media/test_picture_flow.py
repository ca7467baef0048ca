"""The flow of a picture: frames by the marker as it stands on the wire, whole key frames."""

import struct

import pytest

from media.messages import PictureCount
from media.picture_flow import KEPT, PictureFlow
from media.router import Router
from media.wire.rtp import RtpPacket, parse_rtp
from tests.support.forwarding import Stream, add_link
from tests.support.packets import VP8, rtp


def parse(data: bytes) -> RtpPacket:
    packet = parse_rtp(data)
    assert packet is not None
    return packet


def test_frames_are_counted_one_by_one() -> None:
    flow = PictureFlow()
    for number, marker in enumerate([False, False, True, True, False]):
        flow.receive(parse(rtp(number, b"12345", marker=marker)))
    assert flow.since_last() == PictureCount(2, [])
    flow.receive(parse(rtp(9, b"1", marker=True)))
    assert flow.since_last() == PictureCount(1, [])


# (timestamp, bytes, whether a key frame starts) of each packet, and the key frames measured.
FRAMES = [
    ([(1, 10, True), (1, 20, False)], []),  # more of it may come
    ([(1, 10, True), (1, 20, False), (2, 5, False), (3, 40, True)], [30]),
    ([(1, 4, True), (1, 4, True), (1, 90, True), (2, 5, False), (3, 1, True)], [98]),  # SPS, PPS
    ([(1, 10, True), (2, 5, False), (1, 20, False), (3, 1, True)], [30]),  # sent again
    ([(1, 10, True), (2, 11, True), (3, 12, True)], [10, 11]),
    ([(1, 10, False), (2, 11, False)], []),
]


@pytest.mark.parametrize(("packets", "sizes"), FRAMES)
def test_key_frames_are_measured_whole(
    packets: list[tuple[int, int, bool]], sizes: list[int]
) -> None:
    flow = PictureFlow()
    for timestamp, size, starts in packets:
        flow.take(parse(rtp(0, bytes(size), timestamp=timestamp)), starts)
    assert flow.since_last() == PictureCount(0, sizes)
    assert flow.since_last() == PictureCount(0, [])


def test_what_nobody_takes_is_bounded() -> None:
    flow = PictureFlow()
    for number in range(50):
        flow.take(parse(rtp(0, bytes(number), timestamp=number)), True)
    assert flow.since_last() == PictureCount(0, list(range(49 - KEPT, 49)))


def vp8_key(lines: int, size: int) -> bytes:
    """A key frame's only packet (RFC 7741 section 4.3, RFC 6386 section 9.1)."""
    return b"\x10\x00\x00\x00\x9d\x01\x2a" + struct.pack("<HH", 640, lines) + bytes(size)


class Layers:
    """Two layers of one picture."""

    def __init__(self) -> None:
        router = Router("r")
        self.link, _ = add_link(router)
        self.low, self.high = (Stream(router, self.link, id, codec=VP8) for id in (1, 2))
        self.high.track.info = self.low.track.info

    def frame(self, stream: Stream, payload: bytes) -> None:
        data = bytearray(stream.packet(payload))
        data[1] |= 0x80
        stream.router.receive_rtp(self.link, bytes(data), 1.0)

    def told(self) -> list[PictureCount]:
        return list(self.link.pictures().values())


def test_a_link_tells_the_layer_of_the_most_lines_however_many_frames_came_of_each() -> None:
    layers = Layers()
    for size in (5, 6):
        layers.frame(layers.low, vp8_key(90, size))
        layers.frame(layers.high, vp8_key(360, size + 100))
    layers.frame(layers.low, b"\x10\x01")
    high = len(vp8_key(360, 105))
    assert layers.told() == [PictureCount(2, [high])]
    layers.frame(layers.high, b"\x10\x01")
    layers.frame(layers.low, vp8_key(90, 5))
    layers.frame(layers.low, vp8_key(90, 5))
    assert layers.told() == [PictureCount(1, [])], "its key frame came before, or comes later"


def test_a_layer_that_is_off_tells_nothing() -> None:
    layers = Layers()
    layers.frame(layers.high, vp8_key(360, 100))
    assert layers.told() == [PictureCount(1, [])]
    layers.frame(layers.low, vp8_key(90, 5))
    assert layers.told() == [PictureCount(1, [])]
    layers.frame(layers.low, vp8_key(90, 6))
    assert layers.told() == [PictureCount(1, [len(vp8_key(90, 5))])]
    assert layers.told() == [PictureCount(0, [])]
