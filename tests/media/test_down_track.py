"""A subscriber's track: headers, key frames, switches, sender reports."""

import struct
from itertools import pairwise

import pytest
from aiortc.rtp import RtcpSdesPacket, RtcpSrPacket

from media.link import Link
from media.tap import Tap
from media.up_track import UpTrack
from media.wire import red
from media.wire.codecs import Codec, HeaderExtensions
from media.wire.rtcp import ReceiverReport, ReportBlock, pack_pli, pack_receiver_report
from media.wire.rtp import parse_rtp
from tests.support.forwarding import NTP_OFFSET, RecordingSender, Stream, add_link, down_track
from tests.support.packets import (
    H264,
    LEVEL,
    MID,
    OPUS,
    WIDE,
    h264_delta,
    h264_key,
    receive_parameters,
    rtp,
    send_parameters,
    sender_report,
    track_info,
)
from tests.support.stage import Stage


def test_rewrites_the_header_and_keeps_the_payload() -> None:
    stage = Stage()
    stream = stage.stream(sequence=65535, timestamp=0xFFFFFFFF)
    stage.router.add_down_track(down_track(stage.subscriber, first=65535), stream.track)
    stream.key(1.0)
    stream.delta(1.1)
    first, second = (parse_rtp(data) for data in stage.sender.rtp)
    assert first is not None
    assert second is not None
    assert (first.sequence, second.sequence) == (65535, 0)
    assert (first.timestamp, second.timestamp) == (0xFFFFFFFF, 2999)
    assert first.ssrc == 0x22222222
    assert first.payload == h264_key()
    assert first.extensions[MID] == b"v"
    stamps = [int.from_bytes(p.extensions[WIDE], "big") for p in (first, second)]
    assert stamps[1] == stamps[0] + 1


def test_payload_type_and_extension_ids_are_the_subscribers() -> None:
    stage = Stage()
    stream = stage.stream(kind="audio")
    theirs = Codec("OPUS", 48000, 63, 2)
    extensions = HeaderExtensions(mid=9, audio_level=8, abs_send_time=7)
    params = send_parameters("audio", (theirs,), 0x55, None, "a", extensions)
    stage.router.add_down_track(down_track(stage.subscriber, params), stream.track)
    stage.router.route(["alice"])
    stream.send(b"sound", 65.5, level=33)
    stream.send(b"sound", 65.6)
    packet = parse_rtp(stage.sender.rtp[0])
    assert packet is not None
    assert packet.payload_type == 63
    assert packet.extensions == {9: b"a", 8: bytes([33]), 7: (3 << 17).to_bytes(3, "big")}
    without = parse_rtp(stage.sender.rtp[1])
    assert without is not None
    assert 8 not in without.extensions


def test_nothing_before_a_key_frame_and_it_is_asked_for() -> None:
    stage = Stage()
    stream = stage.stream()
    stream.delta(1.0)
    stage.router.add_down_track(down_track(stage.subscriber), stream.track)
    stream.delta(1.1)
    stage.router.tick(1.1)
    assert stage.sender.rtp == []
    assert [data[1] for data in stage.publisher_sender.rtcp].count(206) == 1
    stream.key(1.2)
    stream.delta(1.3)
    assert [p.sequence_number for p in stage.sender.take_rtp()] == [1, 2]


def test_probes_of_padding_alone_leave_no_gap() -> None:
    stage = Stage()
    stream = stage.stream()
    stage.router.add_down_track(down_track(stage.subscriber), stream.track)
    stream.key(1.0)
    stream.send(b"", 1.1)
    stream.send(b"", 1.1)
    stream.delta(1.2)
    assert [p.sequence_number for p in stage.sender.take_rtp()] == [1, 2]


def test_a_switch_keeps_the_old_picture_until_the_new_ones_key_frame() -> None:
    stage = Stage()
    alice = stage.stream(1, "alice", sequence=65530, timestamp=0xFFFFF000)
    bob = stage.stream(2, "bob", sequence=9, timestamp=77)
    down = down_track(stage.subscriber)
    stage.router.follow_programme(down)
    stage.router.route([], "alice")
    alice.key(1.0)
    bob.key(1.0)
    for n in range(1, 10):
        alice.delta(1.0 + n / 30)
    stage.router.route([], "bob")
    for n in range(10, 13):
        alice.delta(1.0 + n / 30)
        bob.delta(1.0 + n / 30)
    before = stage.sender.take_rtp()
    assert len(before) == 13
    assert down.source is alice.track
    bob.key(1.45)
    alice.delta(1.46)
    bob.delta(1.48)
    after = stage.sender.take_rtp()
    assert [p.payload for p in after] == [h264_key(), h264_delta(b"%d" % (bob.sequence - 1))]
    packets = before + after
    assert [p.sequence_number for p in packets] == list(range(1, 16))
    assert {p.ssrc for p in packets} == {0x22222222}
    steps = [b.timestamp - a.timestamp & 0xFFFFFFFF for a, b in pairwise(packets)]
    assert steps[:12] == [3000] * 12
    assert steps[12] == pytest.approx((1.45 - 1.4) * 90000, abs=1)


def test_a_switch_asks_again_every_300_ms_until_the_key_frame() -> None:
    stage = Stage()
    alice, bob = stage.stream(1, "alice"), stage.stream(2, "bob")
    stage.router.follow_programme(down_track(stage.subscriber))
    stage.router.route([], "alice")
    alice.key(1.0)
    bob.key(1.0)
    stage.router.tick(1.0)
    stage.publisher_sender.rtcp.clear()
    stage.router.route([], "bob")
    for tick in range(100):
        stage.router.tick(2.0 + tick * 0.01)
    plis = [
        data
        for data in stage.publisher_sender.rtcp
        if data[:2] == b"\x81\xce" and data[8:12] == struct.pack("!I", bob.ssrc)
    ]
    assert len(plis) == 4
    bob.key(3.0)
    stage.publisher_sender.rtcp.clear()
    for tick in range(100):
        stage.router.tick(3.0 + tick * 0.01)
    assert not any(data[:2] == b"\x81\xce" for data in stage.publisher_sender.rtcp)


def test_a_switch_back_before_the_key_frame_changes_nothing() -> None:
    stage = Stage()
    alice, bob = stage.stream(1, "alice"), stage.stream(2, "bob")
    down = down_track(stage.subscriber)
    stage.router.follow_programme(down)
    stage.router.route([], "alice")
    alice.key(1.0)
    stage.router.route([], "bob")
    stage.router.route([], "alice")
    bob.key(1.1)
    alice.delta(1.1)
    assert down.source is alice.track
    assert len(stage.sender.rtp) == 2
    assert down not in bob.track.waiting


def test_back_and_forth_stays_contiguous() -> None:
    stage = Stage()
    streams = {
        "alice": stage.stream(1, "alice", timestamp=5),
        "bob": stage.stream(2, "bob", timestamp=0xFFFFFFF0, sequence=65500),
    }
    stage.router.follow_programme(down_track(stage.subscriber, first=65500))
    now = 1.0
    for turn in range(20):
        stage.router.route([], "alice" if turn % 2 else "bob")
        for frame in range(5):
            for stream in streams.values():  # half a frame apart
                stream.key(now) if frame == 2 else stream.delta(now)
                now += 1 / 60
    packets = stage.sender.take_rtp()
    assert len(packets) > 90
    steps = [other.timestamp - one.timestamp & 0xFFFFFFFF for one, other in pairwise(packets)]
    assert {round(step / 1500) for step in steps} == {1, 2}
    assert sum(steps) == pytest.approx((len(streams) * 100 - 5) * 1500, abs=9000)
    for one, other in pairwise(packets):
        assert other.sequence_number == one.sequence_number + 1 & 0xFFFF


def test_nobody_on_programme_sends_nothing() -> None:
    stage = Stage()
    alice = stage.stream(1, "alice")
    stage.router.follow_programme(down_track(stage.subscriber))
    stage.router.route([], "alice")
    alice.key(1.0)
    stage.router.route([], None)
    alice.delta(1.1)
    assert len(stage.sender.rtp) == 1


def test_an_owner_is_followed_when_they_come_later_or_again() -> None:
    stage = Stage()
    stage.router.follow_owner(down_track(stage.subscriber), "alice")
    stage.stream(9, "bob").key(1.0)
    alice = stage.stream(1, "alice")
    alice.key(1.0)
    stage.router.remove_up_track(alice.track)
    alice.delta(1.1)
    again = stage.stream(2, "alice")
    again.key(2.0)
    assert [p.sequence_number for p in stage.sender.take_rtp()] == [1, 2]


def test_an_audio_level_of_many_bytes_spoils_no_header() -> None:
    """A template written beyond its place would stay so, for the next speaker too."""
    stage = Stage()
    stream = stage.stream(kind="audio", sequence=1001)
    extensions = HeaderExtensions(mid=9, audio_level=8)
    params = send_parameters("audio", (OPUS,), 0x55, None, "a", extensions)
    stage.router.add_down_track(down_track(stage.subscriber, params), stream.track)
    stage.router.route(["alice"])
    element = bytes([LEVEL << 4 | 15]) + bytes([33]) * 16
    odd = bytearray(rtp(1000, b"sound", ssrc=stream.track.params.ssrc or 0, payload_type=111))
    odd[0] |= 0x10
    odd[12:12] = bytes.fromhex("bede0005") + element + bytes(3)
    stage.router.receive_rtp(stage.publisher, bytes(odd), 1.0)
    stream.send(b"sound", 1.02, level=44)
    levels = []
    for data in stage.sender.rtp:
        packet = parse_rtp(data)
        assert packet is not None
        assert packet.payload == b"sound"
        levels.append(packet.extensions[8])
    assert levels == [bytes([33]), bytes([44])]


def test_who_follows_an_owner_sees_a_screen_only_on_programme() -> None:
    stage = Stage()
    down = down_track(stage.subscriber)
    stage.router.follow_owner(down, "alice")
    screen = stage.stream(1, "alice", source="screen")
    screen.key(1.0)
    stage.router.route(["alice"], "bob")
    screen.key(2.0)
    assert stage.sender.rtp == []
    stage.router.route([], "alice")
    screen.key(3.0)
    assert len(stage.sender.rtp) == 1
    stage.router.route([], None)
    screen.key(4.0)
    assert len(stage.sender.rtp) == 1
    camera = stage.stream(2, "alice")
    camera.key(5.0)
    assert len(stage.sender.rtp) == 2
    assert down.source is camera.track


def test_the_programme_prefers_the_camera() -> None:
    stage = Stage()
    screen = stage.stream(1, "alice", source="screen")
    camera = stage.stream(2, "alice")
    down = down_track(stage.subscriber)
    stage.router.follow_programme(down)
    stage.router.route([], "alice")
    screen.key(1.0)
    assert stage.sender.rtp == []
    camera.key(1.0)
    assert down.source is camera.track


def test_a_players_pli_reaches_the_publisher_coalesced() -> None:
    stage = Stage()
    stream = stage.stream()
    stage.router.add_down_track(down_track(stage.subscriber), stream.track)
    stream.key(1.0)
    stage.router.tick(1.0)
    stage.publisher_sender.rtcp.clear()
    for n in range(10):
        stage.router.receive_rtcp(stage.subscriber, pack_pli(9, 0x22222222), 2.0 + n * 0.01)
        stage.router.tick(2.0 + n * 0.01)
    assert [data[:2] for data in stage.publisher_sender.rtcp].count(b"\x81\xce") == 1


def test_one_player_causes_one_key_frame_a_second_at_most() -> None:
    stage = Stage()
    stream = stage.stream()
    stage.router.add_down_track(down_track(stage.subscriber), stream.track)
    stream.key(1.0)
    stage.publisher_sender.rtcp.clear()
    for tick in range(500):
        now = 2.0 + tick * 0.01
        stage.router.receive_rtcp(stage.subscriber, pack_pli(9, 0x22222222), now)
        stage.router.tick(now)
        stream.key(now)
    assert [data[:2] for data in stage.publisher_sender.rtcp].count(b"\x81\xce") == 5


def test_fir_where_pli_was_not_agreed_on() -> None:
    stage = Stage()
    codec = Codec("H264", 90000, 102, fmtp=H264.fmtp, feedback=frozenset({"ccm fir"}))
    stream = stage.stream(codec=codec)
    stage.router.add_down_track(down_track(stage.subscriber), stream.track)
    stream.delta(1.0)
    for tick in range(35):
        stage.router.tick(1.0 + tick * 0.01)
    firs = [data for data in stage.publisher_sender.rtcp if data[:2] == b"\x84\xce"]
    assert [data[16] for data in firs] == [1, 2]  # each a new request (RFC 5104)


# --- sender reports ---------------------------------------------------------------------------


def _report_of(sender: RecordingSender) -> dict[int, tuple[float, int, str]]:
    """By SSRC: NTP seconds, RTP timestamp and CNAME, of the last reports."""
    parts = sender.take_rtcp()
    times = {
        part.ssrc: (part.sender_info.ntp_timestamp / 2**32, part.sender_info.rtp_timestamp)
        for part in parts
        if isinstance(part, RtcpSrPacket)
    }
    names = {
        chunk.ssrc: chunk.items[0][1].decode()
        for part in parts
        if isinstance(part, RtcpSdesPacket)
        for chunk in part.chunks
    }
    return {ssrc: (*times[ssrc], names[ssrc]) for ssrc in times}


def test_lips_match_sound_at_the_subscriber() -> None:
    """The publisher's clock is 7,000 s off; its picture is 80 ms older than its sound."""
    stage = Stage()
    skew = NTP_OFFSET + 7000
    video = stage.stream(1, timestamp=4_000_000_000)
    audio = stage.stream(2, kind="audio", timestamp=123)
    stage.router.route(["alice"])
    stage.router.add_down_track(down_track(stage.subscriber), video.track)
    params = send_parameters("audio", (OPUS,), 0x44444444, None, "a")
    stage.router.add_down_track(down_track(stage.subscriber, params), audio.track)
    video.key(10.0)
    audio.send(b"sound", 10.0)
    stage.router.tick(10.0)
    assert _report_of(stage.sender) == {}  # nothing is known of the publisher's times yet
    # The picture of timestamp V and the sound of timestamp A were captured at 9.9 s on our clock.
    captured_video, captured_audio = 4_000_000_000, 123
    sr = sender_report(video.ssrc, skew + 9.95, captured_video + round(0.05 * 90000))
    stage.router.receive_rtcp(stage.publisher, sr, 10.0)
    sr = sender_report(audio.ssrc, skew + 9.98, captured_audio + round(0.08 * 48000))
    stage.router.receive_rtcp(stage.publisher, sr, 10.03)
    stage.router.tick(10.11)
    reports = _report_of(stage.sender)
    assert set(reports) == {0x22222222, 0x44444444}
    assert {name for _, _, name in reports.values()} == {"relay"}
    video_ntp, video_timestamp, _ = reports[0x22222222]
    audio_ntp, audio_timestamp, _ = reports[0x44444444]
    when_video = video_ntp - ((video_timestamp - captured_video) & 0xFFFFFFFF) / 90000
    when_audio = audio_ntp - ((audio_timestamp - captured_audio) & 0xFFFFFFFF) / 48000
    assert when_video == pytest.approx(when_audio, abs=0.001)
    assert video_ntp == pytest.approx(NTP_OFFSET + 10.11, abs=1e-6)
    # Nothing can arrive before it was captured; the fastest report took 50 ms.
    assert when_video - NTP_OFFSET == pytest.approx(9.95, abs=0.001)


def test_sender_reports_follow_the_programme() -> None:
    """After a switch the report maps the new source's time to the numbers sent."""
    stage = Stage()
    other, _ = add_link(stage.router, "other")
    alice = stage.stream(1, "alice", timestamp=1000)
    bob = Stream(stage.router, other, 2, "bob", timestamp=900_000_000)
    stage.router.follow_programme(down_track(stage.subscriber))
    stage.router.route([], "alice")
    alice.key(10.0)
    for link, stream, skew in [(stage.publisher, alice, 3.0), (other, bob, -500.0)]:
        sr = sender_report(stream.ssrc, NTP_OFFSET + skew + 10.0, stream.timestamp)
        stage.router.receive_rtcp(link, sr, 10.0)
    stage.router.tick(10.1)
    before = _report_of(stage.sender)[0x22222222]
    stage.router.route([], "bob")
    bob.timestamp = (900_000_000 + 2 * 90000) & 0xFFFFFFFF  # captured at 12 s
    bob.key(12.0)
    stage.router.tick(12.2)
    after = _report_of(stage.sender)[0x22222222]
    packets = stage.sender.take_rtp()
    # What bob's camera took at 12 s has the last packet's timestamp; the report is 0.2 s later.
    assert after[0] == pytest.approx(NTP_OFFSET + 12.2)
    assert after[1] - packets[-1].timestamp == pytest.approx(0.2 * 90000, abs=3000)
    assert after[1] - before[1] == pytest.approx(2.1 * 90000, abs=6000)


def test_reports_come_often_at_first_then_seldom_with_growing_counts() -> None:
    stage = Stage()
    stream = stage.stream()
    stage.router.add_down_track(down_track(stage.subscriber), stream.track)
    stream.key(1.0)
    sr = sender_report(stream.ssrc, NTP_OFFSET + 1.0, stream.timestamp)
    stage.router.receive_rtcp(stage.publisher, sr, 1.0)
    for tick in range(1000):
        now = 1.0 + tick * 0.01
        stage.router.tick(now)
        stream.delta(now)
    reports = [p for p in stage.sender.take_rtcp() if isinstance(p, RtcpSrPacket)]
    counts = [r.sender_info.packet_count for r in reports]
    assert counts == [pytest.approx(1 + 100 * at, abs=10) for at in (0, 1, 2, 5, 8)]


def test_the_round_trip_is_measured_by_the_players_report() -> None:
    stage = Stage()
    stream = stage.stream()
    stage.router.add_down_track(down_track(stage.subscriber), stream.track)
    stream.key(1.0)
    sr = sender_report(stream.ssrc, NTP_OFFSET + 1.0, stream.timestamp)
    stage.router.receive_rtcp(stage.publisher, sr, 1.0)
    stage.router.tick(1.0)
    ntp, _, _ = _report_of(stage.sender)[0x22222222]
    last_sr = int(ntp * 65536) & 0xFFFFFFFF
    block = ReportBlock(0x22222222, 64, 5, 100, 9, last_sr, 65536 // 2)
    report = pack_receiver_report(ReceiverReport(9, (block,)))
    stage.router.receive_rtcp(stage.subscriber, report, 1.58)
    quality = stage.subscriber.quality(1.58)
    assert quality.rtt == pytest.approx(80, abs=1)
    assert quality.loss == 0.25


@pytest.mark.parametrize("lost", [(128, 0), (0, 128)])
def test_of_a_report_the_track_that_loses_most_counts(lost: tuple[int, int]) -> None:
    stage = Stage()
    for ssrc in (1, 2):
        params = send_parameters(ssrc=ssrc)
        stage.router.add_down_track(down_track(stage.subscriber, params), stage.stream().track)
    blocks = tuple(ReportBlock(ssrc, share, 0, 1, 0, 0, 0) for ssrc, share in enumerate(lost, 1))
    for now in (1.0, 2.0):
        report = pack_receiver_report(ReceiverReport(9, blocks))
        stage.router.receive_rtcp(stage.subscriber, report, now)
    assert stage.subscriber.estimate.loss == 0.5


# --- codecs -----------------------------------------------------------------------------------


def test_a_link_without_a_level_extension_still_passes_sound() -> None:
    stage = Stage()
    stream = stage.stream(kind="audio")
    params = send_parameters("audio", (OPUS,), 0x55, None, "a", HeaderExtensions())
    link: Link = stage.subscriber
    stage.router.add_down_track(down_track(link, params), stream.track)
    stage.router.route(["alice"])
    stream.send(b"sound", 1.0, level=3)
    (packet,) = stage.sender.take_rtp()
    assert packet.payload == b"sound"


RED = Codec("red", 48000, 63, 2, "111/111")
FRAMES = bytes([0xEF, 0x0F, 0x00, 0x03, 0x6F]) + b"old" + b"new"
"""What Chromium sends: a frame of 20 ms ago, then the newest."""


def spoken(stage: Stage) -> Stream:
    """A microphone whose browser may send RED, and whose owner is heard."""
    stage.router.route(["alice"])
    params = receive_parameters("audio", (OPUS, RED), 0xA1)
    stream = stage.stream(kind="audio", sequence=7)
    stage.router.remove_up_track(stream.track)
    stream.track = UpTrack(track_info(2, kind="audio"), params, stage.publisher)
    stream.ssrc = 0xA1
    stage.router.add_up_track(stream.track)
    return stream


def say(stage: Stage, stream: Stream, payload_type: int, payload: bytes) -> None:
    """Send one packet of 20 ms, with its loudness, that begins a talkspurt."""
    packet = rtp(
        stream.sequence,
        payload,
        timestamp=stream.timestamp,
        ssrc=stream.ssrc,
        payload_type=payload_type,
        marker=True,
        extensions={LEVEL: bytes([33])},
    )
    stream.sequence += 1
    stream.timestamp += 960
    stage.router.receive_rtp(stage.publisher, packet, stream.timestamp / 48000)


@pytest.mark.parametrize(
    ("codecs", "payload_type", "payload"),
    [
        ((OPUS, RED), 63, FRAMES),
        ((RED, OPUS), 63, FRAMES),
        ((OPUS,), 111, b"new"),
        ((Codec("opus", 48000, 96, 2),), 96, b"new"),
        # Where Opus has another number, so would the frames that RED names by it.
        ((Codec("opus", 48000, 96, 2), Codec("red", 48000, 63, 2, "96/96")), 96, b"new"),
    ],
)
def test_red_passes_to_those_who_take_it_and_its_newest_frame_to_others(
    codecs: tuple[Codec, ...], payload_type: int, payload: bytes
) -> None:
    stage = Stage()
    stream = spoken(stage)
    params = send_parameters("audio", codecs, 0x55, None, "a")
    say(stage, stream, OPUS.payload_type, b"the gate opens")
    stage.router.add_down_track(down_track(stage.subscriber, params, 100), stream.track)
    say(stage, stream, RED.payload_type, FRAMES)
    say(stage, stream, RED.payload_type, b"\xef\x0f")  # malformed
    say(stage, stream, OPUS.payload_type, b"plain")
    sent = [parse_rtp(data) for data in stage.sender.rtp]
    seen = [(p.payload_type, p.sequence, p.payload) for p in sent if p is not None]
    plain = next(c.payload_type for c in codecs if c.name == "opus")
    assert seen[0] == (payload_type, 100, payload)
    assert seen[-1] == (plain, 101, b"plain")
    assert len(seen) == 2
    assert sent[0] is not None
    assert sent[0].marker
    assert sent[0].extensions[LEVEL] == bytes([33])
    assert sent[-1] is not None
    assert sent[-1].timestamp - sent[0].timestamp == 2 * 960


def test_red_is_unwrapped_for_egress() -> None:
    stage = Stage()
    stream = spoken(stage)
    taken: list[bytes] = []
    stage.router.attach(Tap(taken.append))
    say(stage, stream, RED.payload_type, FRAMES)
    (packet,) = [p for p in map(parse_rtp, taken) if p is not None]
    assert (packet.payload_type, packet.ssrc, packet.payload) == (111, 2, b"new")


def test_red_is_retransmitted_as_it_was_sent() -> None:
    stage = Stage()
    stream = spoken(stage)
    opus = Codec("opus", 48000, 111, 2, rtx_payload_type=112)
    params = send_parameters("audio", (opus,), 0x55, 0x56, "a")
    down = down_track(stage.subscriber, params, 100)
    stage.router.add_down_track(down, stream.track)
    say(stage, stream, RED.payload_type, FRAMES)
    say(stage, stream, OPUS.payload_type, b"plain")
    stage.sender.rtp.clear()
    down.resend([100, 101], 1.0)
    payloads = [packet.payload for packet in stage.sender.take_rtp()]
    assert payloads == [b"\x00\x64new", b"\x00\x65plain"]


def test_sound_is_repeated_for_a_player_that_loses_and_takes_red() -> None:
    stage = Stage()
    stream = spoken(stage)
    downs = [
        down_track(stage.subscriber, send_parameters("audio", codecs, ssrc, None, "a"), 100)
        for ssrc, codecs in [(0x55, (OPUS, RED)), (0x56, (OPUS,))]
    ]
    for down in downs:
        stage.router.add_down_track(down, stream.track)
    say(stage, stream, OPUS.payload_type, b"a")
    for down in downs:
        down.repeat_sound(2)
    for frame in (b"b", b"c", b"d"):
        say(stage, stream, OPUS.payload_type, frame)
    stream.timestamp += 48000  # a pause: what was said before it cannot be told of
    say(stage, stream, OPUS.payload_type, b"e")
    stream.sequence += 1  # lost on its way to us
    say(stage, stream, OPUS.payload_type, b"f")
    say(stage, stream, RED.payload_type, FRAMES)  # repeats already
    downs[0].repeat_sound(0)
    say(stage, stream, OPUS.payload_type, b"g")
    sent = [p for data in stage.sender.rtp if (p := parse_rtp(data)) is not None]
    plain = [p.payload for p in sent if p.ssrc == 0x56]
    assert plain == [b"a", b"b", b"c", b"d", b"e", b"f", b"new", b"g"]
    repeated = [(p.payload_type, p.payload) for p in sent if p.ssrc == 0x55]
    assert repeated == [
        (111, b"a"),
        (63, red.wrapped(b"b", 111, [(960, b"a")])),
        (63, red.wrapped(b"c", 111, [(1920, b"a"), (960, b"b")])),
        (63, red.wrapped(b"d", 111, [(1920, b"b"), (960, b"c")])),
        (63, red.wrapped(b"e", 111, [])),
        (63, red.wrapped(b"f", 111, [(960, b"e")])),
        (63, FRAMES),
        (111, b"g"),
    ]


def test_nothing_from_before_the_gate_opened_is_repeated() -> None:
    stage = Stage()
    stream = spoken(stage)
    params = send_parameters("audio", (OPUS, RED), 0x55, None, "a")
    down = down_track(stage.subscriber, params, 100)
    stage.router.add_down_track(down, stream.track)
    down.repeat_sound(2)
    say(stage, stream, OPUS.payload_type, b"heard")
    stage.router.route([])
    say(stage, stream, OPUS.payload_type, b"secret")
    stage.router.route(["alice"])
    say(stage, stream, OPUS.payload_type, b"open")
    say(stage, stream, OPUS.payload_type, b"on")
    sent = [p.payload for data in stage.sender.rtp if (p := parse_rtp(data)) is not None]
    assert sent == [
        red.wrapped(b"heard", 111, []),
        red.wrapped(b"open", 111, []),
        red.wrapped(b"on", 111, [(960, b"open")]),
    ]
