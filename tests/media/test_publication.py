"""Layers of one track: told apart by rid, put in order, measured, switched without a seam."""

from itertools import pairwise

import pytest

from media.layers import nominal_bitrate
from media.router import Router
from media.up_track import SILENT_AFTER
from media.wire import vp8
from media.wire.rtcp import KeyFrameRequest, parse_rtcp
from media.wire.rtp import parse_rtp
from tests.support.forwarding import NTP_OFFSET, add_link, down_track
from tests.support.packets import VP8, h264_delta, rtx, send_parameters
from tests.support.simulcast import FRAME, MID, REPAIRED, RID, SIZES, Simulcast


class Stage:
    """A simulcast camera, and a subscriber whose layer the test chooses."""

    def __init__(self, **fields: object) -> None:
        self.router = Router("r", NTP_OFFSET)
        self.publisher, self.publisher_sender = add_link(self.router, "publisher")
        self.camera = Simulcast(self.router, self.publisher, **fields)  # type: ignore[arg-type]
        self.subscriber, self.sender = add_link(self.router, "subscriber")
        self.down = down_track(self.subscriber, send_parameters(codecs=(VP8,)))
        self.now = 100.0

    def subscribe(self) -> None:
        self.router.add_down_track(self.down, self.camera.publication.up_tracks[0])

    def frames(self, count: int, *places: int, key: bool = False) -> None:
        for _ in range(count):
            self.camera.send(self.now, *places, key=key)
            self.now += FRAME

    def switch(self, place: int) -> None:
        self.down.switch(self.camera.layers[place].track)


# --- which packets are of which layer ---------------------------------------------------------


def test_each_rid_is_a_layer_with_its_own_ssrc() -> None:
    stage = Stage()
    stage.frames(2)
    assert [layer.track.ssrc for layer in stage.camera.layers] == [0x1000, 0x1001, 0x1002]
    for layer in stage.camera.layers:
        stage.router.receive_rtp(stage.publisher, layer.packet(stage.now, named=False), stage.now)
    assert [layer.track.reception.received for layer in stage.camera.layers] == [3, 3, 3]
    assert stage.router.packets_dropped == 0


@pytest.mark.parametrize("name", [b"", b"x", b"q\xff"])
def test_who_names_no_layer_of_the_track_is_dropped(name: bytes) -> None:
    stage = Stage()
    layer = stage.camera.layers[0]
    data = layer.packet(stage.now).replace(
        b"\xa0q", bytes([RID << 4 | max(0, len(name) - 1)]) + name
    )
    stage.router.receive_rtp(stage.publisher, data, stage.now)
    assert layer.track.reception.received == 0


def retransmission(stage: Stage, place: int, extensions: dict[int, bytes]) -> bytes:
    """The packet that was lost last on the layer at `place`, under an RTX SSRC nobody knows."""
    layer = stage.camera.layers[place]
    lost = parse_rtp(layer.packet(stage.now))
    assert lost is not None
    stage.frames(1)
    stage.now += 0.05
    stage.router.tick(stage.now)
    return rtx(
        1, lost.sequence, lost.payload, ssrc=0x9000 + place, payload_type=99, extensions=extensions
    )


@pytest.mark.parametrize("extensions", [{MID: b"v", REPAIRED: b"h"}, {MID: b"v", RID: b"h"}, {}])
def test_retransmissions_are_of_the_layer_they_name_or_that_asked(
    extensions: dict[int, bytes],
) -> None:
    stage = Stage()
    stage.frames(3)
    data = retransmission(stage, 1, extensions)
    stage.router.receive_rtp(stage.publisher, data, stage.now)
    assert [layer.track.reception.recovered for layer in stage.camera.layers] == [0, 1, 0]


def test_a_retransmission_that_nobody_asked_for_is_of_no_layer() -> None:
    stage = Stage()
    stage.frames(3)
    data = rtx(1, 7, h264_delta(), ssrc=0x9000, payload_type=99)
    stage.router.receive_rtp(stage.publisher, data, stage.now)
    assert stage.router.packets_dropped == 1


def test_a_layer_that_nobody_watches_is_asked_for_nothing() -> None:
    stage = Stage()
    stage.subscribe()
    stage.frames(3)
    stage.switch(0)
    stage.publisher_sender.rtcp.clear()
    for layer in stage.camera.layers:
        layer.track.want_key_frame()
    stage.publisher.feed_back(stage.now, 0)
    reports = [one for data in stage.publisher_sender.rtcp for one in parse_rtcp(data) or ()]
    asked = [one.media_ssrc for one in reports if isinstance(one, KeyFrameRequest)]
    assert asked == [0x1000]


# --- what is known of the layers --------------------------------------------------------------


def test_before_anything_comes_figures_are_those_to_expect() -> None:
    stage = Stage()
    stage.camera.publication.survey(stage.now)
    layers = stage.camera.publication.layers
    assert [layer.height for layer in layers] == [180, 360, 720]
    assert [layer.bitrate for layer in layers] == [nominal_bitrate(h) for h in (180, 360, 720)]
    assert not any(layer.flows for layer in layers)
    assert not stage.camera.publication.started


def test_order_is_by_size_whatever_the_order_in_sdp() -> None:
    stage = Stage(rids="fhq", sizes=SIZES[::-1])
    stage.frames(2)
    stage.camera.publication.survey(stage.now)
    assert [layer.height for layer in stage.camera.publication.layers] == [180, 360, 720]
    assert [track.params.rid for track in stage.camera.publication.up_tracks] == ["q", "h", "f"]


def test_a_layer_that_stops_is_off_until_it_comes_again() -> None:
    stage = Stage()
    publication = stage.camera.publication
    stage.frames(30)
    stage.camera.layers[2].on = False
    stage.frames(20)
    publication.survey(stage.now)
    assert [layer.flows for layer in publication.layers] == [True, True, True]
    stage.frames(10)
    publication.survey(stage.now)
    assert [layer.flows for layer in publication.layers] == [True, True, False]
    stage.camera.layers[2].on = True
    again = stage.now
    stage.frames(5)
    publication.survey(stage.now)
    assert publication.layers[2].flows
    assert publication.layers[2].since == again


def test_a_camera_that_stops_altogether_has_no_layer_off() -> None:
    stage = Stage()
    stage.frames(5)
    stage.now += 10 * SILENT_AFTER
    stage.camera.publication.survey(stage.now)
    assert all(layer.flows for layer in stage.camera.publication.layers)


def test_rates_are_measured_and_peaks_remembered_for_some_seconds() -> None:
    stage = Stage()
    publication = stage.camera.publication

    def seconds(count: int, size: int) -> None:
        for _ in range(25 * count):
            stage.camera.send(stage.now, 0, size=size)
            publication.survey(stage.now)
            stage.now += FRAME

    seconds(3, 1000)
    assert publication.layers[0].bitrate == pytest.approx(200_000, rel=0.05)
    seconds(2, 100)
    assert 100_000 < publication.layers[0].bitrate < 190_000
    seconds(20, 100)
    assert publication.layers[0].bitrate == pytest.approx(20_000, rel=0.05)


def test_layers_are_counted_as_one_track() -> None:
    stage = Stage()
    stage.frames(4)
    (stats,) = stage.router.track_stats(stage.now)
    assert (stats.packets, stats.bytes, stats.lost) == (12, 12 * 40, 0)
    stage.router.remove_up_track(stage.camera.layers[1].track)
    assert stage.router.track_stats(stage.now) == []
    assert stage.publisher.up_tracks == []


# --- switches ---------------------------------------------------------------------------------


@pytest.mark.parametrize("reported", [True, False])
def test_numbers_and_times_go_on_over_switches(reported: bool) -> None:
    """One picture id and TL0PICIDX further per frame; time as it passed for the publisher."""
    stage = Stage()
    stage.subscribe()
    if reported:
        stage.frames(1)
        stage.camera.report(stage.now)
    for place in (0, 2, 1, 2, 0, 2, 0, 1):
        stage.switch(place)
        stage.frames(3)
        stage.frames(1, key=True)
        stage.frames(8)
    packets = stage.sender.take_rtp()
    assert len(packets) > 90
    times = [packet.timestamp for packet in packets]
    for one, other in pairwise(packets):
        assert other.sequence_number == one.sequence_number + 1 & 0xFFFF
        before, after = vp8.numbers(one.payload), vp8.numbers(other.payload)
        assert before.picture_id is not None
        assert after.picture_id == before.picture_id + 1 & 0x7FFF
        assert before.tl0 is not None
        assert after.tl0 == before.tl0 + 1 & 0xFF
    steps = [after - before for before, after in pairwise(times)]
    # Where the higher layer's frame follows the lower one's of the same moment, time stands almost.
    assert {round(step / 3600) for step in steps} <= {0, 1}
    assert min(steps) >= 1
    assert times[-1] - times[0] == pytest.approx(round(97 * FRAME * 90000), abs=3600 * 2)


def test_what_a_late_key_frame_put_off_is_made_up_by_later_switches() -> None:
    """Time must not go back, so a key frame that comes two frames late is shown two later."""
    stage = Stage()
    stage.subscribe()
    stage.frames(1)
    stage.camera.report(stage.now)
    first = stage.sender.take_rtp()[0].timestamp
    start = stage.now - FRAME
    stage.switch(2)
    layer = stage.camera.layers[2]
    layer.wants_key = True
    late = layer.packet(stage.now)
    stage.frames(3, 0)
    stage.router.receive_rtp(stage.publisher, late, stage.now)
    stage.frames(4, 2)
    assert stage.down.source is layer.track
    behind = []
    for place in (0, 2, 0):
        stage.switch(place)
        stage.frames(2, place, key=True)
        shown = int.from_bytes(stage.sender.rtp[-1][4:8], "big") - first
        behind.append(shown - (stage.now - FRAME - start) * 90000)
    times = [packet.timestamp - first for packet in stage.sender.take_rtp()]
    assert times == sorted(set(times))
    assert times[3] == times[2] + 1
    assert behind == pytest.approx([3600, 0, 0], abs=4)


def test_reports_that_contradict_the_arrival_are_not_believed() -> None:
    stage = Stage()
    stage.subscribe()
    stage.frames(2)
    stage.camera.report(stage.now)
    liar = stage.camera.layers[2]
    liar.origin += 90000 * 500
    stage.router.receive_rtcp(stage.publisher, liar.report(stage.now), stage.now)
    liar.origin -= 90000 * 500
    stage.switch(2)
    stage.frames(3, key=True)
    times = [packet.timestamp for packet in stage.sender.take_rtp()]
    assert max(after - before for before, after in pairwise(times)) <= 3601


def test_an_urgent_switch_stops_the_old_layer_at_once() -> None:
    stage = Stage()
    stage.subscribe()
    stage.switch(2)
    stage.frames(3)
    stage.sender.rtp.clear()
    stage.down.switch(stage.camera.layers[0].track, urgent=True)
    stage.frames(3)
    assert stage.sender.rtp == []
    stage.frames(2, key=True)
    assert len(stage.sender.rtp) == 2


def test_retransmissions_have_the_numbers_that_were_sent() -> None:
    stage = Stage()
    stage.subscribe()
    stage.frames(3)
    stage.switch(2)
    stage.frames(2, key=True)
    sent = stage.sender.take_rtp()
    stage.down.resend([packet.sequence_number for packet in sent], stage.now)
    again = stage.sender.take_rtp()
    assert [packet.payload[2:] for packet in again] == [packet.payload for packet in sent]


def test_picture_numbers_go_on_after_a_pause_however_long() -> None:
    stage = Stage()
    stage.subscribe()
    stage.frames(3)
    for place in (0, 2, 0):
        stage.down.switch(None)
        stage.frames(1500)  # more than any cache keeps
        stage.switch(place)
        stage.frames(3, key=True)
    numbers = [vp8.numbers(packet.payload) for packet in stage.sender.take_rtp()]
    assert len(numbers) == 12
    for one, other in pairwise(numbers):
        assert one.picture_id is not None
        assert other.picture_id == one.picture_id + 1 & 0x7FFF
        assert one.tl0 is not None
        assert other.tl0 == one.tl0 + 1 & 0xFF
