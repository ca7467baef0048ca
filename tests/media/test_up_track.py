"""A published track: losses, restarts, retransmission, who begins when, the gate."""

import pytest
from aiortc.rtp import RTCP_PSFB_PLI, RTCP_RTPFB_NACK, RtcpPsfbPacket, RtcpRtpfbPacket

from media.kept_key_frame import KEPT_FOR, MAX_KEPT
from media.link import Link
from media.messages import Source
from media.nack import MAX_TRIES
from media.router import Router
from media.up_track import UpTrack
from tests.support.forwarding import RecordingSender, Stream, add_link, down_track
from tests.support.packets import (
    OPUS,
    VP8,
    h264_delta,
    h264_key,
    receive_parameters,
    rtp,
    rtx,
    send_parameters,
    track_info,
)


def _track() -> UpTrack:
    track = UpTrack(track_info(1), receive_parameters(), Link("p", RecordingSender()))
    track.latch(1)
    return track


def test_counts_what_is_lost_and_what_was_recovered() -> None:
    router = Router("r")
    link, _ = add_link(router)
    stream = Stream(router, link, 1, rtx_ssrc=0x999)
    stream.key(1.0)
    lost = [stream.packet(h264_delta(b"%d" % n)) for n in range(2)]
    stream.delta(1.0)
    assert stream.track.stats(1.0).lost == 2
    sequence = int.from_bytes(lost[0][2:4], "big")
    router.receive_rtp(link, rtx(1, sequence, h264_delta(b"0"), ssrc=0x999, payload_type=103), 1.1)
    stats = stream.track.stats(1.1)
    assert (stats.packets, stats.lost) == (2, 1)


def test_one_packet_that_never_comes_ends_in_a_key_frame() -> None:
    router = Router("r")
    link, sender = add_link(router)
    down_link, _ = add_link(router)
    stream = Stream(router, link, 1)
    router.add_down_track(down_track(down_link), stream.track)
    stream.key(1.0)
    stream.packet(h264_delta(b"lost"))
    asked: list[tuple[float, str]] = []
    for step in range(150):
        now = 1.0 + step / 100
        stream.delta(now)
        router.tick(now)
        for part in sender.take_rtcp():
            if isinstance(part, RtcpRtpfbPacket) and part.fmt == RTCP_RTPFB_NACK:
                asked.append((now, "nack"))
            elif isinstance(part, RtcpPsfbPacket) and part.fmt == RTCP_PSFB_PLI:
                asked.append((now, "pli"))
    nacks = [now for now, what in asked if what == "nack"]
    plis = [now for now, what in asked if what == "pli"]
    assert 5 <= len(nacks) <= MAX_TRIES
    assert plis
    assert nacks[-1] < plis[0] <= 2.1


def test_duplicates_are_forwarded_once() -> None:
    router = Router("r")
    link, _ = add_link(router)
    stream = Stream(router, link, 1)
    down_link, sender = add_link(router)
    router.add_down_track(down_track(down_link), stream.track)
    data = stream.key(1.0)
    router.receive_rtp(link, data, 1.0)
    assert len(sender.rtp) == 1


def test_an_encoder_that_starts_anew_is_followed_without_a_gap() -> None:
    router = Router("r")
    link, _ = add_link(router)
    stream = Stream(router, link, 1, timestamp=90000)
    down_link, sender = add_link(router)
    router.add_down_track(down_track(down_link), stream.track)
    stream.key(1.0)
    stream.delta(1.1)
    stream.sequence, stream.timestamp = 40000, 5
    stream.key(1.2)  # not yet believed
    stream.delta(1.2)  # not a key frame: must wait
    stream.key(1.3)
    packets = sender.take_rtp()
    assert [p.sequence_number for p in packets] == [1, 2, 3]
    assert packets[2].timestamp - packets[1].timestamp == pytest.approx(0.2 * 90000, abs=1)
    assert packets[2].payload == h264_key()


def test_a_new_ssrc_takes_over_only_when_the_old_is_silent() -> None:
    router = Router("r")
    link, _ = add_link(router)
    track = UpTrack(track_info(1), receive_parameters(mid="0"), link)
    router.add_up_track(track)
    down_link, sender = add_link(router)
    router.add_down_track(down_track(down_link), track)
    mid = {1: b"0"}
    router.receive_rtp(link, rtp(10, h264_key(), ssrc=1, extensions=mid), 1.0)
    router.receive_rtp(link, rtp(500, h264_key(), ssrc=2, extensions=mid), 1.5)
    assert len(sender.take_rtp()) == 1
    router.receive_rtp(link, rtp(501, h264_key(b"new"), ssrc=2, extensions=mid), 2.1)
    router.receive_rtp(link, rtp(11, h264_delta(), ssrc=1, extensions=mid), 2.2)
    assert [p.payload for p in sender.take_rtp()] == [h264_key(b"new")]


@pytest.mark.parametrize(
    ("payload_type", "payload"), [(98, b"\x10\x00\x00"), (102, h264_key())], ids=["VP8", "H264"]
)
def test_the_payload_type_decides_the_codec(payload_type: int, payload: bytes) -> None:
    router = Router("r")
    link, _ = add_link(router)
    track = UpTrack(track_info(1), receive_parameters(ssrc=5), link)
    router.add_up_track(track)
    down_link, sender = add_link(router)
    router.add_down_track(down_track(down_link), track)
    router.receive_rtp(link, rtp(1, payload, ssrc=5, payload_type=payload_type), 1.0)
    (packet,) = sender.take_rtp()
    assert (packet.payload_type, packet.payload) == (payload_type, payload)


def test_a_key_frames_start_that_comes_late_brings_the_rest_along() -> None:
    router = Router("r")
    link, _ = add_link(router)
    stream = Stream(router, link, 1, rtx_ssrc=0x999)
    down_link, sender = add_link(router)
    stream.delta(1.0)
    router.add_down_track(down_track(down_link), stream.track)
    late = stream.packet(h264_key(), step=0)
    stream.delta(1.0)
    stream.delta(1.0)
    assert sender.take_rtp() == []
    router.receive_rtp(link, late, 1.05)
    assert [p.sequence_number for p in sender.take_rtp()] == [1, 2, 3]


class Announced:
    """A picture with one key frame, and a subscriber who is about to be attached."""

    def __init__(self, source: Source = "camera") -> None:
        self.router = Router("r")
        link, self.publisher = add_link(self.router)
        self.stream = Stream(self.router, link, 1, source=source)
        down_link, self.sender = add_link(self.router)
        self.down = down_track(down_link)
        self.stream.key(1.0)

    def attach(self, now: float) -> list[int]:
        """Attach it; returns the numbers of what it is sent by the next tick."""
        self.router.add_down_track(self.down, self.stream.track)
        self.router.tick(now)
        return [packet.sequence_number for packet in self.sender.take_rtp()]

    def asked(self) -> int:
        """Key frames asked for since the last look."""
        parts = self.publisher.take_rtcp()
        return sum(isinstance(p, RtcpPsfbPacket) and p.fmt == RTCP_PSFB_PLI for p in parts)


def test_who_was_announced_begins_with_the_key_frame_that_is_here() -> None:
    scene = Announced()
    scene.stream.delta(1.1)
    scene.stream.track.announce(scene.down, ask=False)
    scene.stream.delta(1.2)
    assert scene.attach(1.25) == [1, 2, 3]
    assert scene.asked() == 0
    scene.stream.delta(1.3)
    assert [packet.sequence_number for packet in scene.sender.take_rtp()] == [4]


def test_a_screen_begins_with_nothing_from_before_it_was_announced() -> None:
    scene = Announced("screen")
    scene.stream.track.announce(scene.down, ask=False)
    assert scene.attach(1.1) == []
    assert scene.asked() == 1
    scene = Announced("screen")
    scene.stream.track.announce(scene.down, ask=False)
    scene.stream.key(1.1)
    scene.stream.delta(1.2)
    assert scene.attach(1.25) == [1, 2]


@pytest.mark.parametrize(
    ("packets", "at", "sent"),
    [
        (MAX_KEPT, 1.1, MAX_KEPT),
        (MAX_KEPT + 1, 1.1, 0),
        (2, 1.0 + KEPT_FOR, 2),
        (2, 1.01 + KEPT_FOR, 0),
    ],
)
def test_a_key_frame_too_old_or_too_far_back_is_asked_for_anew(
    packets: int, at: float, sent: int
) -> None:
    scene = Announced()
    for _ in range(packets - 1):
        scene.stream.delta(1.0)
    scene.stream.track.announce(scene.down, ask=False)
    assert len(scene.attach(at)) == sent
    assert scene.asked() == (sent == 0)
    if not sent:
        scene.stream.key(at + 0.1)
        assert len(scene.sender.take_rtp()) == 1


def test_an_announcement_asks_once_for_a_key_frame() -> None:
    scene = Announced()
    scene.stream.track.announce(scene.down, ask=True)
    for step in range(200):
        scene.router.tick(1.0 + step / 100)
    assert scene.asked() == 1


def test_unknown_payload_types_and_streams_are_dropped_and_counted() -> None:
    router = Router("r")
    link, _ = add_link(router)
    stream = Stream(router, link, 1)
    router.receive_rtp(link, rtp(1, ssrc=stream.ssrc, payload_type=13), 1.0)
    router.receive_rtp(link, rtp(1, ssrc=77, payload_type=102, extensions={1: b"9"}), 1.0)
    router.receive_rtp(link, rtp(1, ssrc=78, payload_type=50), 1.0)
    router.receive_rtp(link, b"junk", 1.0)
    assert router.packets_dropped == 4
    assert stream.track.bytes == 0


def test_a_stream_that_sdp_does_not_name_is_known_by_mid_or_payload_type() -> None:
    router = Router("r")
    link, _ = add_link(router)
    video = UpTrack(track_info(1), receive_parameters(mid="0", codecs=(VP8,)), link)
    audio = UpTrack(
        track_info(2, kind="audio"), receive_parameters("audio", (OPUS,), mid="1"), link
    )
    router.add_up_track(video)
    router.add_up_track(audio)
    router.receive_rtp(link, rtp(1, ssrc=5, payload_type=111), 1.0)
    router.receive_rtp(link, rtp(1, ssrc=6, payload_type=98, extensions={1: b"0"}), 1.0)
    router.receive_rtp(link, rtp(1, ssrc=7, payload_type=98, extensions={1: b"1"}), 1.0)
    assert (audio.ssrc, video.ssrc) == (5, 6)
    assert sorted(router.take_started()) == [1, 2]
    assert router.take_started() == []


def test_ssrcs_without_end_are_not_remembered() -> None:
    router = Router("r")
    link, _ = add_link(router)
    video = UpTrack(track_info(1), receive_parameters(mid="0", codecs=(VP8,)), link)
    router.add_up_track(video)
    for ssrc in range(1000):
        router.receive_rtp(link, rtp(1, ssrc=ssrc, payload_type=98), 1.0)
    assert len(link._streams) <= 64


def test_sound_is_closed_at_first_and_pictures_are_not() -> None:
    assert _track().gate.is_open
    params = receive_parameters("audio", (OPUS,))
    sound = UpTrack(track_info(2, kind="audio"), params, Link("p", RecordingSender()))
    assert sound.gate.is_closed


def test_downs_of_another_codec_get_nothing() -> None:
    router = Router("r")
    link, _ = add_link(router)
    stream = Stream(router, link, 1)
    down_link, sender = add_link(router)
    router.add_down_track(down_track(down_link, send_parameters(codecs=(VP8,))), stream.track)
    stream.key(1.0)
    stream.delta(1.0)
    assert sender.rtp == []
