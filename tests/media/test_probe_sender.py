"""Probes on the wire, and the whole loop: estimate, allocation, probing over simulated paths."""

from collections.abc import Sequence

import pytest

from media.allocation import RAISING_MARGIN
from media.estimate import Estimate
from media.feedback import FeedbackGenerator
from media.link import Link
from media.messages import Shown
from media.probe_sender import AHEAD, ProbeSender
from media.probing import DURATION, Probe
from media.router import Router
from media.wake import TICK
from media.wire.rtcp import pack_transport_feedback
from media.wire.rtp import RtpPacket, parse_rtp
from tests.support.clock import VirtualClock
from tests.support.forwarding import (
    NTP_OFFSET,
    NetworkSender,
    RecordingSender,
    Stream,
    add_link,
    down_track,
    is_rtcp,
)
from tests.support.network import Network
from tests.support.packets import OPUS, VP8, WIDE, send_parameters
from tests.support.simulcast import SIZES, Simulcast

RTX = 0x33333333
STEP = 0.005
"""Seconds between looks at the path: finer than a tick, as its packets come between."""


# --- what a probe is --------------------------------------------------------------------------


class Asking(Estimate):
    """An estimate that wants one probe, and notes what it is told of it."""

    def __init__(self, probe: Probe) -> None:
        super().__init__()
        self.probe: Probe | None = probe
        self.wanted: list[int] = []
        self.told: list[tuple[str, int]] = []

    def probe_due(self, now: float, wanted: int) -> Probe | None:
        self.wanted.append(wanted)
        probe, self.probe = self.probe, None
        return probe

    def probe_started(self, first_number: int) -> None:
        self.told.append(("started", first_number))

    def probe_ended(self, last_number: int) -> None:
        self.told.append(("ended", last_number))


class Stage:
    """A camera of one layer, a subscriber whose estimate asks for `probe`."""

    def __init__(self, probe: Probe, rtx: bool = True) -> None:
        self.router = Router("r", NTP_OFFSET)
        publisher, _ = add_link(self.router)
        self.stream = Stream(self.router, publisher, 1)
        self.link, self.sender = add_link(self.router)
        self.link.estimate = self.estimate = Asking(probe)
        params = send_parameters(rtx_ssrc=RTX if rtx else None)
        self.router.add_down_track(down_track(self.link, params), self.stream.track)
        self.probes = ProbeSender(self.link)
        self.link.allocator.spent, self.link.allocator.ideal = 500_000, 2_000_000

    def run(self, ticks: int) -> list[RtpPacket]:
        """What so many ticks send."""
        for tick in range(ticks):
            self.probes.begin(10.0 + tick * TICK)
            self.probes.run(10.0 + tick * TICK)
        packets = [parse_rtp(data) for data in self.sender.rtp]
        return [packet for packet in packets if packet is not None]


def test_before_any_picture_a_probe_is_padding_alone() -> None:
    stage = Stage(Probe(1_000_000, 2500, 0.02))
    packets = stage.run(5)
    assert len(packets) == 10
    for packet, data in zip(packets, stage.sender.rtp, strict=True):
        assert (packet.ssrc, packet.payload_type, packet.payload) == (RTX, 103, b"")
        assert data[0] & 0x20
        assert data[-255:] == bytes(254) + b"\xff"
    numbers = [packet.sequence for packet in packets]
    assert numbers == list(range(numbers[0], numbers[0] + 10))


def test_later_it_repeats_what_was_sent_last_each_packet_once() -> None:
    stage = Stage(Probe(1_000_000, 100, 0.02))
    stage.stream.key(9.0)
    for frame in range(20):
        stage.stream.send(b"\x41" + b"%d" % frame, 9.0)
    sent = stage.run(0)
    stage.sender.rtp.clear()
    packets = stage.run(3)
    assert [p.payload[2:] for p in packets] == [p.payload for p in sent[::-1][: len(packets)]]
    assert {p.ssrc for p in packets} == {RTX}
    assert len(packets) > 10


def test_a_probe_is_spread_over_its_duration_and_told_of() -> None:
    """A path of its rate is never idle meanwhile: else it would be taken for a slower one."""
    stage = Stage(Probe(1_000_000, 5100, 0.0408))
    sizes = []
    for tick in range(5):
        before = len(stage.sender.rtp)
        stage.probes.begin(10.0 + tick * TICK)
        stage.probes.run(10.0 + tick * TICK)
        sizes.append(len(stage.sender.rtp) - before)
    assert sizes == [10, 10, 0, 0, 0]
    assert AHEAD == TICK
    longer = DURATION > TICK
    assert longer, "sent at once, it tells nothing of others"
    stamps = [int.from_bytes(packet.extensions[WIDE], "big") for packet in stage.run(0)]
    assert stage.estimate.told == [("started", stamps[0]), ("ended", stamps[-1])]
    assert stage.estimate.wanted[0] == pytest.approx(2_000_000 * RAISING_MARGIN)


@pytest.mark.parametrize("spent", [2_000_000, 2_000_001])
def test_who_lacks_nothing_is_not_probed(spent: int) -> None:
    stage = Stage(Probe(1_000_000, 2550, 0.03))
    stage.link.allocator.spent = spent
    assert stage.run(3) == []
    assert stage.estimate.wanted == []


def test_without_a_retransmission_stream_there_is_no_probe() -> None:
    stage = Stage(Probe(1_000_000, 2550, 0.03), rtx=False)
    assert stage.run(3) == []
    assert stage.estimate.wanted == []


def test_a_probe_whose_picture_ends_is_over() -> None:
    stage = Stage(Probe(1_000_000, 25_500, 1.0))
    stage.run(3)
    stage.link.down_tracks.clear()
    count = len(stage.run(3))
    assert len(stage.run(3)) == count
    assert [what for what, _ in stage.estimate.told] == ["started", "ended"]


# --- the whole loop ---------------------------------------------------------------------------


class Path:
    """Cameras of three layers, one microphone, and a subscriber behind a bottleneck."""

    def __init__(
        self,
        rate: float,
        cameras: int = 1,
        sizes: tuple[tuple[int, int], ...] = SIZES,
        network: Network | None = None,
    ) -> None:
        self.clock = VirtualClock(100.0)
        self.router = Router("r", NTP_OFFSET)
        self.cameras = []
        self.senders: list[RecordingSender] = []
        for number in range(cameras):
            link, sender = add_link(self.router)
            rids = "qhf"[: len(sizes)]
            self.cameras.append(Simulcast(self.router, link, 1 + number, f"v{number}", rids, sizes))
            self.senders.append(sender)
        self.microphone = Stream(self.router, link, 99, "v0", "audio")
        self.router.route(["v0"])
        self.network = network or Network(rate=rate, queue=round(rate / 8 * 0.5) + 12_000)
        self.link = Link("subscriber", NetworkSender(self.network, self.clock))
        self.router.add_link(self.link)
        for camera in self.cameras:
            ssrc = 0x5000 + camera.publication.info.track_id
            params = send_parameters(codecs=(VP8,), ssrc=ssrc, rtx_ssrc=ssrc + 0x1000)
            self.router.add_down_track(
                down_track(self.link, params), camera.publication.up_tracks[0]
            )
        params = send_parameters("audio", (OPUS,), 0x7000, None)
        self.router.add_down_track(down_track(self.link, params), self.microphone.track)
        self.feedback = FeedbackGenerator()
        self.spoken = self.heard = self.steps = 0
        self.ticked_at = 0.0
        self.waits: list[float] = []

    def run(self, seconds: float) -> "Path":
        for _ in range(round(seconds / STEP)):
            now = self.clock.advance(STEP)
            self.steps += 1
            if now + 1e-6 >= max(self.router.wake.at, self.ticked_at + TICK):  # as the shell does
                self.ticked_at = now
                self.router.tick(now)
            if self.steps % 8 == 0:
                self._film(now)
            if self.steps % 4 == 0:
                self.microphone.send(bytes(80), now)
                self.spoken += 1
            self._receive(now)
            self.waits.append(self.network.queueing)
        return self

    def _film(self, now: float) -> None:
        for camera, sender in zip(self.cameras, self.senders, strict=True):
            reports, sender.rtcp = sender.rtcp, []
            asked = {int.from_bytes(r[8:12], "big") for r in reports if r[:2] == b"\x81\xce"}
            for layer in camera.layers:
                layer.wants_key = layer.wants_key or layer.ssrc in asked
                size = layer.bitrate // 8 // 25 * (3 if layer.wants_key else 1)
                for data in layer.frame(now, size):
                    self.router.receive_rtp(camera.link, data, now)

    def _receive(self, now: float) -> None:
        for data in self.network.deliver(now):
            packet = None if is_rtcp(data) else parse_rtp(data)
            if packet is not None:
                self.heard += packet.ssrc == 0x7000
                self.feedback.receive(int.from_bytes(packet.extensions[WIDE], "big"), now)
        for feedback in self.feedback.due(now):
            self.router.receive_rtcp(self.link, pack_transport_feedback(9, 9, feedback), now)

    @property
    def layers(self) -> Sequence[int]:
        return [layer for key, layer in self.link.allocator.layers.items() if key != 99]

    def heard_share(self) -> float:
        """Of the sound since the last call, but for what is on its way."""
        spoken, heard, self.spoken, self.heard = self.spoken, self.heard, 0, 0
        return (heard + 5) / spoken


@pytest.mark.parametrize(("rate", "layer"), [(300e3, 0), (900e3, 1), (4e6, 2)])
def test_a_path_gets_the_layer_that_it_takes(rate: float, layer: int) -> None:
    path = Path(rate).run(3)
    assert path.layers[0] >= min(layer, 1)
    path.run(12)
    assert path.layers == [layer]
    path.waits.clear()
    path.run(10)
    assert path.layers == [layer]
    assert path.heard_share() > 0.99
    assert max(path.waits) < 0.3


def test_on_a_thin_path_sound_is_clean_and_the_lowest_layer_comes_soon() -> None:
    path = Path(300e3, cameras=4)
    for camera, rank in zip(path.cameras, (1, 0, 2, 3), strict=True):
        track_id = camera.publication.info.track_id
        shown = [*path.link.allocator._shown.values(), Shown(track_id, 720, rank)]
        path.link.allocator.watch(shown)
    path.run(3)
    assert path.layers == [-1, 0, -1, -1]
    path.waits.clear()
    path.heard_share()
    path.run(15)
    assert path.layers == [-1, 0, -1, -1]
    assert path.heard_share() > 0.99
    assert max(path.waits) < 0.5


@pytest.mark.parametrize("later", [0, 3, 7])
def test_a_drop_is_survived_and_a_rise_is_found(later: int) -> None:
    """Whenever it comes: of what a probe finds it must not hang in which step it was sent."""
    path = Path(4e6).run(12 + later * STEP)
    assert path.layers == [2]
    path.network.rate = 300e3
    path.run(2)
    assert path.layers[0] <= 0
    path.run(8)
    assert path.layers == [0]
    path.heard_share()
    path.network.rate = 4e6
    path.run(45)
    assert path.layers == [2]
    assert path.heard_share() > 0.99


@pytest.mark.parametrize("cameras", [4, 16])
def test_before_the_path_is_known_two_pictures_begin_and_the_queue_stays_short(
    cameras: int,
) -> None:
    path = Path(300e3, cameras=cameras).run(0.3)
    assert path.layers == [0, 0] + [-1] * (cameras - 2)
    path.run(5)
    assert max(path.waits) < 0.6


@pytest.mark.parametrize("burst", [0, 16_000, 32_000])
@pytest.mark.parametrize("bitrate", [180_000, 350_000])
def test_a_token_bucket_deceives_probes_ever_more_rarely(burst: int, bitrate: int) -> None:
    """Single layers, of which not all fit, behind a bucket that passes any probe and 200 ms."""
    network = Network(rate=500e3, queue=15_500, burst=burst)
    path = Path(500e3, 4, ((360, bitrate),), network).run(15)
    path.heard_share()
    troubled, shown = 0, 0
    for _ in range(90):
        dropped = network.dropped
        path.run(0.5)
        troubled += network.dropped > dropped
        shown += any(layer >= 0 for layer in path.layers)
    assert troubled <= 4
    assert shown >= 80
    assert path.heard_share() > 0.99


def test_a_picture_that_fits_is_not_left_paused() -> None:
    network = Network(rate=500e3, queue=15_500)
    path = Path(500e3, 1, ((360, 350_000),), network).run(6)
    assert path.layers == [0]
    path.run(20)
    assert path.layers == [0]
