"""A VP8 camera whose transcoder does not keep up: pictures are left out up to a key frame."""

from collections.abc import Callable, Mapping
from threading import Event

import pytest

from media.egress.beside import J, M, Worker
from media.egress.beside_thread import Threaded
from media.egress.clock import SenderClock, TrackClock
from media.egress.config import VIDEO_RATE
from media.egress.source import Shot, VideoSource
from media.egress.transcode import MOST, Transcode
from media.wire.rtp import parse_rtp
from tests.media.egress.sending import Camera, camera_track

SIZE = (64, 48)


class Held:
    """Begins threads that do nothing until `gate` is open."""

    def __init__(self, gate: Event) -> None:
        self._gate = gate

    def __call__(
        self, begin: Callable[[], Callable[[J], list[M]]], most: Mapping[type, int]
    ) -> Worker[J, M]:
        def begin_late() -> Callable[[J], list[M]]:
            self._gate.wait()
            return begin()

        return Threaded(begin_late, most)


def push(source: VideoSource, camera: Camera, number: int) -> list[Shot]:
    """The camera's next picture, at its time."""
    shots = []
    for datagram in camera.send(0.0):
        packet = parse_rtp(datagram)
        assert packet is not None
        shots += source.push(packet, number / camera.fps)
    return shots


@pytest.mark.timeout(20)
def test_a_transcoder_that_falls_behind_goes_on_with_a_key_frame() -> None:
    gate = Event()
    most = MOST[Transcode]
    camera = Camera(camera_track(1, "a", "VP8"), *SIZE, (200, 30, 30))
    source = VideoSource("vp8", TrackClock(VIDEO_RATE, SenderClock()), Held(gate))
    source.activate()
    for number in range(most):
        assert push(source, camera, number) == []
        assert not source.broken
    push(source, camera, most)
    assert source.broken  # so that the sender is asked
    push(source, camera, most + 1)
    gate.set()
    shots: list[Shot] = []
    while len(shots) < most:
        shots += source.expire(1.0)
    camera.ask_key()
    shots += push(source, camera, most + 2)
    assert not source.broken
    while len(shots) < most + 1:
        shots += source.expire(1.0)
    source.deactivate()
    times = [round(shot.at * camera.fps) for shot in shots]
    assert times == [*range(most), most + 2]
