"""Allocation over time: estimates that fall and rise, layers that stop, looks that wander."""

import pytest

from media.allocator import (
    CONTENT_INTERVAL,
    EGRESS_STEADY_AFTER,
    HOLD,
    MAX_SHOWN,
    PATIENCE,
    RAISE_AFTER,
    REVIEW_INTERVAL,
    STEADY_AFTER,
    Floor,
)
from media.down_track import DownTrack
from media.link import Link
from media.messages import Shown
from media.router import Router
from media.tap import Tap
from media.wire.rtp import parse_rtp
from tests.support.forwarding import NTP_OFFSET, RecordingSender, Stream, add_link
from tests.support.packets import OPUS, VP8, send_parameters
from tests.support.simulcast import Simulcast

TICK = 0.02
FRAME_TICKS = 5
"""Ten frames a second, so that a long meeting is short to test."""


class Hall:
    """Venues that publish camera and microphone, and subscribers that take them all."""

    def __init__(self, venues: int = 1) -> None:
        self.router = Router("r", NTP_OFFSET)
        self.now = 100.0
        self.ticks = 0
        self.cameras: list[Simulcast] = []
        self.microphones: list[Stream] = []
        self.senders: list[RecordingSender] = []
        for number in range(venues):
            link, sender = add_link(self.router, f"venue {number}")
            self.senders.append(sender)
            self.cameras.append(Simulcast(self.router, link, 1 + number, f"venue {number}"))
            self.microphones.append(
                Stream(self.router, link, 101 + number, f"venue {number}", "audio")
            )
        self.router.route(["venue 0"])

    def subscriber(self, bitrate: int) -> "Listener":
        return Listener(self, bitrate)

    def run(self, seconds: float) -> None:
        """Let time pass: frames and sound from everybody, the router's ticks."""
        for _ in range(round(seconds / TICK)):
            self.now += TICK
            self.ticks += 1
            if self.ticks % FRAME_TICKS == 0:
                for camera, sender in zip(self.cameras, self.senders, strict=True):
                    self._send(camera, asked(sender))
            for microphone in self.microphones:
                microphone.send(bytes(80), self.now)
            self.router.tick(self.now)

    def _send(self, camera: Simulcast, asked: set[int]) -> None:
        for place, layer in enumerate(camera.layers):
            layer.wants_key = layer.wants_key or layer.ssrc in asked
            if layer.on:
                size = round(layer.bitrate * TICK * FRAME_TICKS / 8)
                camera.send(self.now, place, size=size)


def asked(sender: RecordingSender) -> set[int]:
    """The SSRCs for which a publisher was sent a PLI since the last call."""
    reports, sender.rtcp = sender.rtcp, []
    return {int.from_bytes(data[8:12], "big") for data in reports if data[:2] == b"\x81\xce"}


class Listener:
    """A subscriber of every track, whose path's estimate the test sets."""

    def __init__(self, hall: Hall, bitrate: int) -> None:
        self._hall = hall
        self.sender = RecordingSender()
        self.link = Link("listener", self.sender)
        hall.router.add_link(self.link)
        self.link.estimate.bitrate = bitrate
        self.pictures = [
            self._take(hall, 1000 + camera.publication.info.track_id, VP8)
            for camera in hall.cameras
        ]
        self.sounds = [
            self._take(hall, 1000 + microphone.track.info.track_id, OPUS)
            for microphone in hall.microphones
        ]
        for camera, down in zip(hall.cameras, self.pictures, strict=True):
            hall.router.add_down_track(down, camera.publication.up_tracks[0])
        for microphone, down in zip(hall.microphones, self.sounds, strict=True):
            hall.router.add_down_track(down, microphone.track)

    def _take(self, hall: Hall, ssrc: int, codec: object) -> DownTrack:
        kind = "audio" if codec is OPUS else "video"
        params = send_parameters(kind, (codec,), ssrc, None)  # type: ignore[arg-type]  # any codec
        return DownTrack(params, self.link, 1)

    def hear(self, bitrate: int, seconds: float) -> None:
        """Let time pass in which every feedback brings about that estimate."""
        for _ in range(round(seconds / 0.1)):
            self.link.estimate.bitrate = bitrate
            self.link.follow_estimate()
            self._hall.run(0.1)

    @property
    def layers(self) -> list[int]:
        """By track, in order."""
        return [self.link.allocator.layers[key] for key in sorted(self.link.allocator.layers)][
            : len(self.pictures)
        ]

    def take(self) -> tuple[int, int]:
        """Bytes of payload, and packets of sound, since the last call."""
        taken, self.sender.rtp = self.sender.rtp, []
        packets = [packet for data in taken if (packet := parse_rtp(data)) is not None]
        sounds = sum(packet.payload_type == OPUS.payload_type for packet in packets)
        return sum(len(packet.payload) for packet in packets), sounds


def test_the_least_of_the_last_seconds() -> None:
    floor = Floor()
    values = [(0.0, 5), (0.5, 3), (1.0, 9), (2.4, 8), (2.6, 9), (3.1, 7), (9.0, 20)]
    assert [floor.update(value, now) for now, value in values] == [5, 3, 3, 3, 8, 7, 20]


@pytest.mark.parametrize(
    ("bitrate", "layer"), [(100_000, -1), (250_000, 0), (900_000, 1), (3_000_000, 2)]
)
def test_the_layer_that_fits(bitrate: int, layer: int) -> None:
    hall = Hall()
    listener = hall.subscriber(bitrate)
    hall.run(6)
    assert listener.layers == [layer]


def test_without_a_word_a_picture_is_shown_in_full_and_at_once() -> None:
    hall = Hall()
    hall.run(3)
    listener = hall.subscriber(5_000_000)
    hall.run(0.3)
    assert listener.layers == [2]
    assert listener.pictures[0].source is hall.cameras[0].layers[2].track
    assert [layer.key_frames for layer in hall.cameras[0].layers] == [1, 1, 2]


@pytest.mark.parametrize(("height", "layer"), [(0, -1), (90, 0), (180, 0), (400, 1), (1080, 2)])
def test_what_is_looked_at(height: int, layer: int) -> None:
    hall = Hall()
    listener = hall.subscriber(5_000_000)
    hall.run(3)
    listener.link.allocator.watch([Shown(1, height, 0)])
    hall.run(0.4)
    assert listener.layers == [layer]
    listener.link.allocator.watch([])
    hall.run(1.5)
    assert listener.layers == [2]


def test_a_fall_is_obeyed_at_once_and_a_rise_when_it_has_held() -> None:
    hall = Hall()
    listener = hall.subscriber(3_000_000)
    hall.run(5)
    listener.link.estimate.bitrate = 400_000
    hall.run(0.3)
    assert listener.layers == [0]
    assert listener.pictures[0].source is not hall.cameras[0].layers[2].track
    listener.link.estimate.bitrate = 3_000_000
    hall.run(RAISE_AFTER - 0.5)
    assert listener.layers == [0]
    hall.run(1.0)
    assert listener.layers == [2]


def test_who_lacks_nothing_is_not_reduced_for_a_moments_dip() -> None:
    """However long ago it was allocated: a key frame makes an estimate dip so."""
    hall = Hall()
    listener = hall.subscriber(3_000_000)
    hall.run(5)
    listener.hear(3_000_000, REVIEW_INTERVAL - 0.5)
    assert listener.layers == [2]
    dip = listener.link.allocator.spent * 9 // 10
    listener.hear(dip, PATIENCE - 0.2)
    assert listener.layers == [2]
    listener.hear(3_000_000, 2.0)
    assert listener.layers == [2]
    listener.hear(dip, PATIENCE + 0.3)
    assert listener.layers == [1], "it is no moment"


def test_a_picture_that_outgrows_the_path_is_seen_within_a_second() -> None:
    """Where all were content, nothing is allocated for longer."""
    hall = Hall()
    hall.cameras[0].layers[2].bitrate = 800_000
    listener = hall.subscriber(1_300_000)
    hall.run(10)
    while listener.link.allocator.due - hall.now < CONTENT_INTERVAL - 2 * TICK:
        hall.run(TICK)
    assert listener.layers == [2]
    hall.cameras[0].layers[2].bitrate = 4_000_000
    hall.run(CONTENT_INTERVAL + 0.3)
    assert listener.layers == [1]


def test_a_track_that_ended_is_told_of_no_more() -> None:
    hall = Hall(2)
    listener = hall.subscriber(5_000_000)
    hall.run(6)
    assert listener.link.allocator.layers == {1: 2, 2: 2}
    hall.router.remove_up_track(hall.cameras[1].layers[0].track)
    hall.cameras.pop(), hall.senders.pop()
    hall.run(0.1)
    assert listener.link.allocator.layers == {1: 2}


def test_a_newcomer_is_allocated_at_once_however_many_there_are() -> None:
    hall = Hall()
    for _ in range(200):
        hall.subscriber(5_000_000)
    hall.run(2)
    newcomers = [hall.subscriber(300_000) for _ in range(3)]
    hall.run(TICK)
    assert [newcomer.link.allocator.spent > 0 for newcomer in newcomers] == [True] * 3


def test_a_rise_must_have_held() -> None:
    hall = Hall()
    listener = hall.subscriber(400_000)
    hall.run(5)
    listener.link.estimate.bitrate = 3_000_000
    hall.run(HOLD - 0.3)
    assert listener.layers == [0]
    hall.run(0.6)
    assert listener.layers == [2]


def test_an_estimate_that_swings_does_not_make_layers_swing() -> None:
    hall = Hall()
    listener = hall.subscriber(3_000_000)
    hall.run(5)
    before = hall.cameras[0].layers[0].key_frames
    for _ in range(20):
        listener.link.estimate.bitrate = 990_000
        hall.run(0.5)
        listener.link.estimate.bitrate = 3_000_000
        hall.run(0.5)
        assert listener.layers == [1]
    assert hall.cameras[0].layers[0].key_frames == before


def test_a_layer_that_stops_is_replaced_and_taken_again_once_steady() -> None:
    hall = Hall()
    listener = hall.subscriber(5_000_000)
    hall.run(3)
    hall.cameras[0].layers[2].on = False
    hall.run(1.5)
    assert listener.layers == [1]
    hall.cameras[0].layers[2].on = True
    hall.run(STEADY_AFTER / 2)
    assert listener.layers == [1]
    hall.run(STEADY_AFTER)
    assert listener.layers == [2]


def test_the_old_layer_plays_until_the_higher_ones_key_frame() -> None:
    hall = Hall()
    listener = hall.subscriber(5_000_000)
    listener.link.allocator.watch([Shown(1, 180, 0)])
    hall.run(3)
    listener.take()
    hall.cameras[0].layers[2].on = True
    listener.link.allocator.watch([Shown(1, 720, 0)])
    for _ in range(10):
        hall.run(0.1)
        assert listener.take()[0] > 0


def test_many_who_rise_share_key_frames() -> None:
    hall = Hall()
    listeners = [hall.subscriber(5_000_000) for _ in range(20)]
    for listener in listeners:
        listener.link.allocator.watch([Shown(1, 180, 0)])
    hall.run(3)
    before = hall.cameras[0].layers[2].key_frames
    for listener in listeners:
        listener.link.allocator.watch([Shown(1, 720, 0)])
        hall.run(0.1)
    hall.run(2)
    assert all(listener.layers == [2] for listener in listeners)
    assert hall.cameras[0].layers[2].key_frames - before <= 4


def test_an_overloaded_worker_withholds_pictures_before_sound() -> None:
    hall = Hall(3)
    listener = hall.subscriber(50_000_000)
    listener.link.allocator.watch([Shown(1, 720, 0), Shown(2, 720, 1), Shown(3, 720, 1)])
    hall.run(3)
    for shed, layers in [(1, [1, 1, 1]), (2, [0, 0, 0]), (3, [0, -1, -1]), (0, [2, 2, 2])]:
        hall.router.withhold(shed)
        hall.run(1.5)
        assert listener.layers == layers
        listener.take()
        hall.run(1.0)
        assert listener.take()[1] == 50


def test_egress_takes_the_highest_layer_that_is_steady_and_falls_back() -> None:
    hall = Hall()
    sent: list[bytes] = []
    hall.router.attach(Tap(sent.append))
    hall.run(EGRESS_STEADY_AFTER - 1)
    assert hall.router.publication(1) is not None
    tracks = [layer.track for layer in hall.cameras[0].layers]
    assert [len(track.down_tracks) for track in tracks] == [1, 0, 0]
    hall.run(2)
    assert [len(track.down_tracks) for track in tracks] == [0, 0, 1]
    top = hall.cameras[0].layers[2]
    for _ in range(4):  # it comes and goes: egress stays below
        top.on = False
        hall.run(1.5)
        assert [len(track.down_tracks) for track in tracks] == [0, 1, 0]
        top.on = True
        hall.run(2)
        assert [len(track.down_tracks) for track in tracks] == [0, 1, 0]
    hall.run(EGRESS_STEADY_AFTER)
    assert [len(track.down_tracks) for track in tracks] == [0, 0, 1]


def test_a_viewer_of_the_programme_gets_the_layer_that_fits() -> None:
    hall = Hall(2)
    link = Link("viewer", RecordingSender())
    hall.router.add_link(link)
    link.estimate.bitrate = 800_000
    down = DownTrack(send_parameters(codecs=(VP8,)), link, 1)
    hall.router.follow_programme(down)
    for owner, track_id in [("venue 0", 1), ("venue 1", 2)]:
        hall.router.route([owner], owner, owner)
        hall.run(3)
        assert link.allocator.layers == {track_id: 1}
        assert down.source is hall.cameras[track_id - 1].layers[1].track


def test_what_is_said_of_being_shown_is_bounded() -> None:
    hall = Hall()
    listener = hall.subscriber(5_000_000)
    listener.link.allocator.watch([Shown(9, 0, 0)] * MAX_SHOWN + [Shown(1, 0, 0)])
    hall.run(3)
    assert listener.layers == [2]


def test_sixteen_venues_to_forty_subscribers_within_their_budgets() -> None:
    """Nobody's pictures exceed the budget for more than a moment; no sound is ever missed."""
    hall = Hall(16)
    hall.router.route(["venue 0", "venue 1", "venue 2"])
    budgets = [300_000, 700_000, 1_500_000, 4_000_000, 30_000_000]
    listeners = [hall.subscriber(budgets[n % len(budgets)]) for n in range(40)]
    for n, listener in enumerate(listeners):
        shown = [Shown(t, 720 if t == 1 + n % 3 else 180, (t - 1 - n) % 16) for t in range(1, 17)]
        listener.link.allocator.watch(shown if n % 4 else [])
    hall.run(4)
    for second in range(12):
        if second == 4:  # every path loses most of what it had, for some seconds
            for listener in listeners:
                listener.link.estimate.bitrate //= 3
                listener.link.follow_estimate()
        if second == 8:
            for listener in listeners:
                listener.link.estimate.bitrate *= 3
        for listener in listeners:
            listener.take()
        hall.run(1)
        for listener in listeners:
            size, sounds = listener.take()
            assert sounds == 150
            if second != 4:  # where one picture is raised, two layers of it are sent for a moment
                assert size * 8 <= 1.01 * listener.link.estimate.bitrate
    rich, poor = listeners[4], listeners[0]
    assert min(rich.layers) >= 0
    assert poor.layers.count(-1) >= 14
