"""A camera of three layers over a pipe: what crosses, who chooses, how leaves switch."""

import pytest

from media.down_track import DownTrack
from media.layers import Layer
from media.messages import Shown
from media.wire import rtcp
from media.wire.codecs import Codec, HeaderExtensions
from media.wire.rtp import RtpPacket, parse_rtp
from tests.support.forwarding import Stream, add_link
from tests.support.packets import LEVEL, OPUS, VP8, rtp, send_parameters
from tests.support.pipe import Pair
from tests.support.simulcast import Simulcast

FRAME = 0.04
SIZES = ((270, 200_000), (540, 600_000), (1080, 2_000_000))
"""Lines and bit/s of the layers; no size that one would guess."""
SSRCS = (1, 0x1001, 0x2001)
"""Of the layers on the pipe."""


class Stage:
    """A pair with alice's camera (1), and subscribers at the leaf."""

    def __init__(self) -> None:
        self.pair = Pair()
        self.link, self.sender = add_link(self.pair.home, "alice")
        self.camera = Simulcast(self.pair.home, self.link, 1, sizes=SIZES)
        self.pair.route("alice")
        self.pair.pipe.tell()
        self.asked: list[int] = []
        """Layers of which a key frame was asked, since cleared."""
        self.film(1.5)

    def film(self, seconds: float) -> None:
        """25 frames a second in each layer that is on; sender reports each second."""
        for number in range(round(seconds / FRAME)):
            self._take_wishes()
            if number % 25 == 0:
                self.camera.report(self.pair.now)
            for place, layer in enumerate(self.camera.layers):
                self.camera.send(self.pair.now, place, size=round(layer.bitrate * FRAME / 8))
            self.pair.run(FRAME)

    def _take_wishes(self) -> None:
        sent, self.sender.rtcp = self.sender.rtcp, []
        for data in sent:
            for report in rtcp.parse_rtcp(data) or []:
                if isinstance(report, rtcp.KeyFrameRequest):
                    place = report.media_ssrc - self.camera.layers[0].ssrc
                    self.camera.layers[place].wants_key = True
                    self.asked.append(place)

    def crossed(self) -> set[int]:
        """SSRCs that crossed since the last call."""
        packets, self.pair.pipe.crossed = self.pair.pipe.crossed, []
        return {packet.ssrc for packet in map(parse_rtp, packets) if packet}

    @property
    def layers(self) -> tuple[Layer, ...]:
        """As the leaf knows them."""
        publication = self.pair.leaf.publication(1)
        assert publication is not None
        publication.survey(self.pair.now)
        return publication.layers


class Viewer:
    """A subscriber at the leaf."""

    def __init__(self, stage: Stage, height: int, ssrc: int = 0x20) -> None:
        publication = stage.pair.leaf.publication(1)
        assert publication is not None
        self.link, self.sender = add_link(stage.pair.leaf, f"viewer-{ssrc}")
        self.link.estimate.bitrate = 10_000_000
        self.down = DownTrack(send_parameters(codecs=(VP8,), ssrc=ssrc, rtx_ssrc=None), self.link)
        self.watch(height)
        stage.pair.leaf.add_down_track(self.down, publication.up_tracks[0])

    def watch(self, height: int) -> None:
        self.link.allocator.watch([Shown(1, height, 0)])

    def take(self) -> list[RtpPacket]:
        sent, self.sender.rtp = self.sender.rtp, []
        return [packet for data in sent if (packet := parse_rtp(data)) is not None]


def test_a_leaf_knows_all_layers_before_any_crosses() -> None:
    stage = Stage()
    assert stage.crossed() == set()
    assert [layer.height for layer in stage.layers] == [height for height, _ in SIZES]
    for layer, (_, bitrate) in zip(stage.layers, SIZES, strict=True):
        assert layer.flows
        assert layer.bitrate == pytest.approx(bitrate, rel=0.1)


@pytest.mark.parametrize(("height", "place"), [(100, 0), (540, 1), (1080, 2)])
def test_the_layer_that_is_of_use_crosses_alone(height: int, place: int) -> None:
    stage = Stage()
    viewer = Viewer(stage, height)
    stage.film(3)
    stage.crossed()
    viewer.take()
    stage.film(1)
    assert stage.crossed() == {SSRCS[place]}
    assert viewer.link.allocator.layers == {1: place}
    rate = 8 * sum(len(packet.payload) for packet in viewer.take())
    assert rate == pytest.approx(SIZES[place][1], rel=0.1)


def test_each_layer_crosses_once_however_many_take_it_and_none_that_nobody_sees() -> None:
    stage = Stage()
    viewers = [Viewer(stage, height, 0x20 + at) for at, height in enumerate((100, 100, 1080, 1080))]
    stage.film(3)
    stage.crossed()
    before = stage.pair.home.packets_forwarded
    for viewer in viewers:
        viewer.take()
    stage.film(1)
    sent = stage.pair.home.packets_forwarded - before
    assert sent == len(viewers[0].take()) + len(viewers[2].take())
    assert stage.crossed() == {SSRCS[0], SSRCS[2]}
    for viewer in viewers:
        viewer.watch(0)
    stage.film(0.2)
    stage.crossed()
    stage.film(1)
    assert stage.crossed() == set()


def test_a_leaf_switches_layers_without_a_gap_in_numbers_or_times() -> None:
    stage = Stage()
    viewer = Viewer(stage, 100)
    stage.film(3)
    seen = viewer.take()
    for height in (1080, 540, 100, 1080):
        viewer.watch(height)
        stage.film(1.2)
        seen += viewer.take()
    first = seen[0].sequence
    assert [p.sequence - first & 0xFFFF for p in seen] == list(range(len(seen)))
    ticks = [packet.timestamp - seen[0].timestamp & 0xFFFFFFFF for packet in seen]
    assert ticks == sorted(ticks)
    # Where both layers' packets of one moment are sent, they differ by the least there is.
    assert {tick % 3600 for tick in ticks} == {0, 1}, "each frame is of its publisher's moment"


def test_a_wish_for_a_key_frame_is_for_the_layer_that_is_watched() -> None:
    stage = Stage()
    small, large = Viewer(stage, 100, 0x20), Viewer(stage, 1080, 0x30)
    stage.film(4)
    for viewer, place in ((small, 0), (large, 2)):
        stage.asked.clear()
        pli = rtcp.pack_pli(9, viewer.down.params.ssrc)
        stage.pair.leaf.receive_rtcp(viewer.link, pli, stage.pair.now)
        stage.film(0.2)
        assert stage.asked == [place]


def test_a_layer_that_its_publisher_gave_up_is_left_and_taken_again() -> None:
    stage = Stage()
    viewer = Viewer(stage, 1080)
    stage.film(3)
    stage.camera.layers[2].on = False
    stage.film(2.5)
    viewer.take()
    stage.crossed()
    stage.film(0.5)
    assert stage.crossed() == {SSRCS[1]}
    assert viewer.take()
    stage.camera.layers[2].on = True
    stage.film(4)
    stage.crossed()
    stage.film(0.5)
    assert stage.crossed() == {SSRCS[2]}


def test_layers_are_learned_from_the_pipe_alone() -> None:
    stage = Stage()
    link, _ = add_link(stage.pair.leaf, "mallory")
    lie = rtcp.pack_layers(1, [rtcp.LayerReport(ssrc, 4320, 1, True) for ssrc in SSRCS])
    stage.pair.leaf.receive_rtcp(link, lie, stage.pair.now)
    assert [layer.height for layer in stage.layers] == [height for height, _ in SIZES]


# --- RED --------------------------------------------------------------------------------------

RED = Codec("red", 48000, 63, 2, "111/111")
FRAMES = bytes([0xEF, 0x0F, 0x00, 0x03, 0x6F]) + b"old" + b"new"
"""A frame of 20 ms ago, then the newest."""


@pytest.mark.parametrize(
    ("codecs", "heard"), [((OPUS, RED), (63, FRAMES)), ((OPUS,), (111, b"new"))]
)
def test_red_crosses_as_it_is_and_is_unwrapped_at_the_leaf(
    codecs: tuple[Codec, ...], heard: tuple[int, bytes]
) -> None:
    pair = Pair()
    link, _ = add_link(pair.home, "alice")
    spoken = Stream(pair.home, link, 2, kind="audio", codecs=(OPUS, RED))
    pair.route("alice")
    pair.pipe.tell()
    listener, sender = add_link(pair.leaf)
    extensions = HeaderExtensions(audio_level=LEVEL)
    params = send_parameters("audio", codecs, 0x55, None, extensions=extensions)
    publication = pair.leaf.publication(2)
    assert publication is not None
    pair.leaf.add_down_track(DownTrack(params, listener), publication.up_tracks[0])
    pair.run()
    for number, codec, payload in [(6, OPUS, b"the gate opens"), (7, RED, FRAMES)]:
        packet = rtp(
            number,
            payload,
            timestamp=960 * number,
            ssrc=spoken.ssrc,
            payload_type=codec.payload_type,
        )
        pair.home.receive_rtp(link, packet, pair.now)
    pair.run()
    _, crossed = map(parse_rtp, pair.pipe.crossed)
    assert crossed is not None
    assert (crossed.payload_type, crossed.payload) == (RED.payload_type, FRAMES)
    _, got = map(parse_rtp, sender.rtp)
    assert got is not None
    assert (got.payload_type, got.payload) == heard
