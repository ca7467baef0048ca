"""The flow of a picture: frames by the marker as it stands on the wire, whole key frames."""

import pytest

from media.picture_flow import KEPT, PictureFlow
from media.router import Router
from media.wire.rtp import RtpPacket, parse_rtp
from tests.support.forwarding import Stream, add_link
from tests.support.packets import h264_delta, h264_key, rtp


def parse(data: bytes) -> RtpPacket:
    packet = parse_rtp(data)
    assert packet is not None
    return packet


def test_frames_are_counted_one_by_one() -> None:
    flow = PictureFlow()
    for number, marker in enumerate([False, False, True, True, False]):
        flow.receive(parse(rtp(number, b"12345", marker=marker)))
    assert flow.since_last() == (2, 25, [])
    flow.receive(parse(rtp(9, b"1", marker=True)))
    assert flow.since_last() == (1, 1, [])


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
    assert flow.since_last() == (0, 0, sizes)
    assert flow.since_last() == (0, 0, [])


def test_what_nobody_takes_is_bounded() -> None:
    flow = PictureFlow()
    for number in range(50):
        flow.take(parse(rtp(0, bytes(number), timestamp=number)), True)
    assert flow.since_last() == (0, 0, list(range(49 - KEPT, 49)))


def test_a_link_tells_the_fuller_layer() -> None:
    router = Router("r")
    link, _ = add_link(router)
    low, high = (Stream(router, link, id) for id in (1, 2))
    high.track.info = low.track.info
    for size in (5, 6):
        for stream, more in ((low, 1), (high, 100)):
            stream.send(h264_key(bytes(size * more)), 1.0)
            stream.send(h264_delta(bytes(more)), 1.0)
    counts = link.pictures()
    assert [one.key_frames for one in counts.values()] == [[len(h264_key(bytes(500)))]]
