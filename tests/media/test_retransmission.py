"""What a subscriber asks for again, and gets."""

import struct

import pytest

from media.keyframes import State
from media.resend_budget import RESEND_BURST
from media.wire.codecs import Codec, HeaderExtensions
from media.wire.rtcp import pack_nack
from media.wire.rtp import parse_rtp
from tests.support.forwarding import down_track
from tests.support.packets import H264, TIME, WIDE, send_parameters
from tests.support.stage import Stage


def test_nack_is_answered_by_rtx() -> None:
    stage = Stage()
    stream = stage.stream()
    stage.router.add_down_track(down_track(stage.subscriber, first=65535), stream.track)
    stream.key(1.0)
    stream.delta(1.1)
    stream.delta(1.2)
    originals = [parse_rtp(data) for data in stage.sender.rtp]
    stage.sender.rtp.clear()
    stage.router.receive_rtcp(stage.subscriber, pack_nack(9, 0x22222222, [65535, 0]), 1.25)
    for original, data in zip(originals, stage.sender.rtp, strict=False):
        resent = parse_rtp(data)
        assert original is not None
        assert resent is not None
        assert resent.ssrc == 0x33333333
        assert resent.payload_type == 103
        assert resent.timestamp == original.timestamp
        assert resent.payload == struct.pack("!H", original.sequence) + original.payload
        assert resent.extensions[WIDE] != original.extensions[WIDE]
    assert len(stage.sender.rtp) == 2
    numbers = [struct.unpack_from("!H", data, 2)[0] for data in stage.sender.rtp]
    assert numbers[1] == numbers[0] + 1


def test_without_rtx_the_very_bytes_are_sent_again() -> None:
    """Otherwise AES-GCM would use one nonce for two contents."""
    stage = Stage()
    stream = stage.stream()
    codec = Codec("H264", 90000, 96, fmtp=H264.fmtp, feedback=frozenset({"nack"}))
    extensions = HeaderExtensions(mid=1, transport_sequence=WIDE, abs_send_time=TIME)
    params = send_parameters(codecs=(codec,), rtx_ssrc=None, extensions=extensions)
    stage.router.add_down_track(down_track(stage.subscriber, params), stream.track)
    stream.key(1.0)
    stream.delta(1.1)
    first = list(stage.sender.rtp)
    stage.router.receive_rtcp(stage.subscriber, pack_nack(9, 0x22222222, [1, 2, 3]), 1.3)
    assert stage.sender.rtp[2:] == first


def test_nack_across_a_switch_finds_the_old_source() -> None:
    stage = Stage()
    alice, bob = stage.stream(1, "alice"), stage.stream(2, "bob", sequence=5000)
    stage.router.follow_programme(down_track(stage.subscriber))
    stage.router.route([], "alice")
    alice.key(1.0)
    alice.delta(1.1)
    stage.router.route([], "bob")
    bob.key(1.2)
    sent = [parse_rtp(data) for data in stage.sender.rtp]
    stage.sender.rtp.clear()
    stage.router.receive_rtcp(stage.subscriber, pack_nack(9, 0x22222222, [1, 2, 3]), 1.3)
    resent = [parse_rtp(data) for data in stage.sender.rtp]
    assert [r.payload[2:] for r in resent if r] == [s.payload for s in sent if s]
    assert [r.timestamp for r in resent if r] == [s.timestamp for s in sent if s]


def test_one_packet_is_not_resent_again_within_a_round_trip() -> None:
    stage = Stage()
    stream = stage.stream()
    stage.router.add_down_track(down_track(stage.subscriber), stream.track)
    stream.key(1.0)
    stage.subscriber.rtt = 0.1
    stage.sender.rtp.clear()
    for now in (1.1, 1.12, 1.15, 1.21):
        stage.router.receive_rtcp(stage.subscriber, pack_nack(9, 0x22222222, [1]), now)
    assert len(stage.sender.rtp) == 2


def test_resending_has_a_budget() -> None:
    stage = Stage()
    stream = stage.stream()
    down = down_track(stage.subscriber)
    stage.router.add_down_track(down, stream.track)
    stream.key(1.0)
    for _ in range(600):
        stream.delta(1.0)
    stage.sender.rtp.clear()
    for start in range(1, 600, 17):
        nack = pack_nack(9, 0x22222222, range(start, start + 17))
        stage.router.receive_rtcp(stage.subscriber, nack, 1.1)
    assert len(stage.sender.rtp) == RESEND_BURST
    assert stage.subscriber.counts.resent == RESEND_BURST


def test_after_an_interruption_only_what_was_sent_since_is_sent_again() -> None:
    stage = Stage()
    stream = stage.stream()
    down = down_track(stage.subscriber)
    stage.router.add_down_track(down, stream.track)
    stream.key(1.0)
    for tick in range(200):
        stream.delta(1.01 + tick / 100)
    down.resume(3.02, interrupted=True)
    assert stream.track.key_frames.state is State.WANTED
    stage.sender.rtp.clear()
    lost = pack_nack(9, 0x22222222, range(2, 200))
    stage.router.receive_rtcp(stage.subscriber, lost, 3.04)
    assert stage.sender.rtp == [], "the key frame would wait behind it"
    stream.key(3.05)
    stage.sender.rtp.clear()
    stage.router.receive_rtcp(stage.subscriber, pack_nack(9, 0x22222222, [202]), 3.06)
    assert len(stage.sender.rtp) == 1


def test_who_gives_no_transport_wide_feedback_may_have_been_silent_for_want_of_losses() -> None:
    """Receiver reports come up to 1.5 s apart, so a NACK may well be the first that is heard."""
    stage = Stage()
    stream = stage.stream()
    params = send_parameters(extensions=HeaderExtensions(mid=1))
    down = down_track(stage.subscriber, params)
    stage.router.add_down_track(down, stream.track)
    stream.key(1.0)
    stream.delta(2.2)
    stage.sender.rtp.clear()
    down.resume(2.25, interrupted=True)
    stage.router.receive_rtcp(stage.subscriber, pack_nack(9, 0x22222222, [2]), 2.25)
    assert len(stage.sender.rtp) == 1


def test_another_path_is_sent_again_what_the_one_before_lost() -> None:
    stage = Stage()
    stream = stage.stream()
    down = down_track(stage.subscriber)
    stage.router.add_down_track(down, stream.track)
    stream.key(1.0)
    stream.delta(1.1)
    down.resume(1.15, interrupted=False)
    stage.sender.rtp.clear()
    stage.router.receive_rtcp(stage.subscriber, pack_nack(9, 0x22222222, [2]), 1.16)
    assert len(stage.sender.rtp) == 1


def test_what_was_never_sent_or_is_forgotten_is_not_resent() -> None:
    stage = Stage()
    stream = stage.stream()
    stage.router.add_down_track(down_track(stage.subscriber), stream.track)
    stream.key(1.0)
    stage.sender.rtp.clear()
    nack = pack_nack(9, 0x22222222, [0, 2, 60000])
    stage.router.receive_rtcp(stage.subscriber, nack, 1.1)
    stage.router.receive_rtcp(stage.subscriber, pack_nack(9, 0x22222222, [1]), 9.0)
    stage.router.receive_rtcp(stage.subscriber, pack_nack(9, 0x777, [1]), 1.1)
    assert stage.sender.rtp == []


@pytest.mark.parametrize("megabits", [2.5, 4.0])
def test_a_second_and_more_of_video_can_be_asked_for_again(megabits: float) -> None:
    stage = Stage()
    stream = stage.stream(sequence=65000)
    down = down_track(stage.subscriber, first=65000)
    stage.router.add_down_track(down, stream.track)
    rate = round(megabits * 1e6 / 8 / 1150)  # packets/s
    stream.key(0.0)
    for number in range(1, 3 * rate):
        stream.delta(number / rate)
    stage.sender.rtp.clear()
    oldest = 65000 + 3 * rate - 1 - round(1.5 * rate)
    down.resend([oldest & 0xFFFF], 3.0)
    (packet,) = stage.sender.take_rtp()
    assert packet.payload_type == 103
    assert packet.payload[:2] == (oldest & 0xFFFF).to_bytes(2, "big")


@pytest.mark.parametrize(("loss", "times"), [(0.05, 1), (0.2, 2)])
def test_where_much_is_lost_each_retransmission_goes_out_twice(loss: float, times: int) -> None:
    stage = Stage()
    stream = stage.stream()
    stage.router.add_down_track(down_track(stage.subscriber, first=100), stream.track)
    stream.key(1.0)
    stage.sender.rtp.clear()
    stage.subscriber.estimate._feedback_at = 1.0
    stage.subscriber.estimate._loss.loss = loss
    stage.router.receive_rtcp(stage.subscriber, pack_nack(1, 0x22222222, [100]), 1.1)
    assert len(stage.sender.rtp) == times
