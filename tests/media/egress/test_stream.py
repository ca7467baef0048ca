"""The livestream as a viewer gets it: real pictures and sound in, every segment decoded again."""

import io
from itertools import pairwise
from random import Random

import av
import m3u8
import numpy as np
import pytest

from media.egress.playlist import TARGET_DURATION
from media.egress.program import CAMERA_PATIENCE, SCREEN_PATIENCE, TAKEOVER_PATIENCE
from media.egress.stream import Beginning
from tests.media.egress.judging import LOOK, meeting
from tests.media.egress.sending import (
    UNIX_OFFSET,
    Broadcast,
    Camera,
    Microphone,
    camera_track,
    microphone_track,
)
from tests.media.egress.watching import SeenFrame, Watched, loudness, watch
from tests.support.network import Network
from tests.support.packets import rtp, sender_report

RED, BLUE = (200, 30, 30), (30, 30, 200)
SLATE = (1280, 720)
LARGE, SMALL = (640, 360), (320, 240)


def red(width: int = 640, height: int = 360) -> Camera:
    return Camera(camera_track(1, "red"), width, height, RED, fps=20)


def blue(codec: str = "H264") -> Camera:
    return Camera(camera_track(2, "blue", codec), *SMALL, BLUE, fps=15)


def low() -> Microphone:
    return Microphone(microphone_track(3, "red"), 440)


def high() -> Microphone:
    return Microphone(microphone_track(4, "blue"), 1000)


def is_coloured(frame: SeenFrame, colour: tuple[int, int, int]) -> bool:
    return all(abs(seen - sent) < 25 for seen, sent in zip(frame.colour, colour, strict=True))


def shown(watched: Watched) -> list[tuple[tuple[int, int], float]]:
    """(size, seconds on programme) of each source in turn."""
    turns: list[tuple[tuple[int, int], float]] = []
    for frame, following in pairwise(watched.frames):
        lasted = following.at - frame.at
        if turns and turns[-1][0] == frame.size:
            turns[-1] = (frame.size, turns[-1][1] + lasted)
        else:
            turns.append((frame.size, lasted))
    return turns


def complete(broadcast: Broadcast) -> list[m3u8.Segment]:
    """The segments of the playlist, without the one of which only parts are there."""
    return [segment for segment in m3u8.loads(broadcast.playlist).segments if segment.uri]


def check(broadcast: Broadcast, max_gap: float = 0.25) -> Watched:
    """What holds of every stream: decodable, monotone, continuous, sound beside pictures."""
    watched = watch(broadcast.files)
    times = [frame.at for frame in watched.frames]
    gaps = [after - before for before, after in pairwise(times)]
    assert min(gaps) > 0
    assert max(gaps) < max_gap
    assert not np.isnan(watched.samples).any()
    assert watched.sound_start == pytest.approx(times[0], abs=0.045)
    end = watched.sound_start + len(watched.samples) / 48000
    assert times[-1] - 0.4 < end < times[-1] + max_gap
    segments = m3u8.loads(broadcast.playlist).segments
    assert all(segment.duration <= TARGET_DURATION + 0.5 for segment in segments)
    moments = [segment.program_date_time.timestamp() for segment in segments]
    for segment, begins, following in zip(segments, moments, moments[1:], strict=False):
        assert following - begins == pytest.approx(segment.duration, abs=0.002)
    return watched


def test_slate_before_the_first_picture_then_the_camera_with_its_sound() -> None:
    broadcast = Broadcast()
    broadcast.add(red(), low())
    broadcast.run(2)
    broadcast.show("red", "red")
    broadcast.run(6)
    broadcast.end()
    watched = check(broadcast)
    (slate, before), (camera, _) = shown(watched)
    assert (slate, camera) == (SLATE, LARGE)
    assert before == pytest.approx(2, abs=0.2)
    assert all(is_coloured(frame, RED) for frame in watched.frames if frame.size == LARGE)
    assert loudness(watched, 0.2, 1.8, 440) < 0.002
    assert loudness(watched, 3, 7, 440) == pytest.approx(0.25, rel=0.05)


def test_segments_last_two_seconds_and_begin_at_key_frames() -> None:
    broadcast = Broadcast()
    camera = red()
    broadcast.add(camera)
    broadcast.show("red")
    broadcast.run(13)
    durations = [segment.duration for segment in complete(broadcast)][1:]
    assert len(durations) >= 5
    assert all(duration == pytest.approx(2, abs=0.15) for duration in durations)
    assert camera.keys_asked <= 8


def test_a_segment_is_on_disk_soon_after_its_end() -> None:
    broadcast = Broadcast()
    broadcast.add(red(), low())
    broadcast.show("red", "red")
    broadcast.run(10)
    ends = {}
    for segment in complete(broadcast):
        begins = segment.program_date_time.timestamp() - UNIX_OFFSET
        ends[segment.uri] = begins + segment.duration
    written = {name: at for at, name in broadcast.written}
    delays = [written[name] - end for name, end in ends.items()]
    assert all(0 < delay < 0.35 for delay in delays)


def test_a_switch_of_speaker_between_different_encoders() -> None:
    broadcast = Broadcast()
    broadcast.add(red(), blue(), low(), high())
    broadcast.show("red", "red")
    broadcast.run(5)
    for picture in ("blue", "red", "blue"):
        broadcast.show(picture, "red", "blue")
        broadcast.run(4)
    broadcast.end()
    watched = check(broadcast)
    turns = shown(watched)
    assert [size for size, _ in turns] == [LARGE, SMALL, LARGE, SMALL]
    assert [lasted for _, lasted in turns[1:3]] == pytest.approx([4, 4], abs=0.15)
    for frame in watched.frames:
        if frame.size != SLATE:
            assert is_coloured(frame, RED if frame.size == LARGE else BLUE)
    assert loudness(watched, 2, 4.5, 1000) < 0.002
    for frequency in (440, 1000):
        assert loudness(watched, 6, 16, frequency) == pytest.approx(0.25, rel=0.05)
    listed = m3u8.loads(broadcast.playlist)
    assert sum(bool(segment.discontinuity) for segment in listed.segments) == 3
    assert len({segment.init_section.uri for segment in listed.segments}) == 2


def test_a_switch_between_equal_encoders_needs_no_discontinuity() -> None:
    broadcast = Broadcast()
    other = Camera(camera_track(2, "blue"), *LARGE, BLUE, fps=20)
    broadcast.add(red(), other)
    broadcast.show("red")
    broadcast.run(4)
    broadcast.show("blue")
    broadcast.run(4)
    broadcast.end()
    watched = check(broadcast)
    assert is_coloured(watched.frames[-1], BLUE)
    listed = m3u8.loads(broadcast.playlist)
    assert sum(bool(segment.discontinuity) for segment in listed.segments) == 0


def test_the_former_speaker_stays_until_the_next_ones_key_frame() -> None:
    broadcast = Broadcast()
    slow = blue()
    broadcast.add(red(), slow)
    broadcast.show("red")
    broadcast.run(3)
    slow.muted = True
    broadcast.show("blue")
    broadcast.run(TAKEOVER_PATIENCE - 0.4)
    slow.muted = False
    broadcast.run(3)
    broadcast.end()
    assert [size for size, _ in shown(check(broadcast))] == [LARGE, SMALL]


def test_the_former_speaker_goes_if_nobody_comes() -> None:
    """Who has lost the programme must not stay on air because the next one's camera is broken."""
    broadcast = Broadcast()
    broadcast.add(red(), blue())
    broadcast.show("red")
    broadcast.run(3)
    broadcast.show("nobody's camera", "blue")
    broadcast.run(1)
    broadcast.show("red")
    broadcast.run(3)
    silent = Camera(camera_track(9, "silent"), *SMALL, BLUE)
    silent.muted = True
    broadcast.add(silent)
    broadcast.show("silent")
    broadcast.run(5)
    broadcast.end()
    turns = shown(check(broadcast))
    assert [size for size, _ in turns] == [LARGE, SLATE, LARGE, SLATE]
    assert turns[2][1] == pytest.approx(3 + TAKEOVER_PATIENCE, abs=0.4)


def test_slate_when_the_picture_fails_and_back() -> None:
    broadcast = Broadcast()
    camera = red()
    broadcast.add(camera, low())
    broadcast.show("red", "red")
    broadcast.run(4)
    camera.muted = True
    broadcast.run(4)
    camera.muted = False
    broadcast.run(3)
    broadcast.end()
    watched = check(broadcast, max_gap=CAMERA_PATIENCE + 0.1)
    turns = shown(watched)
    assert [size for size, _ in turns] == [LARGE, SLATE, LARGE]
    assert turns[1][1] == pytest.approx(4 - CAMERA_PATIENCE, abs=0.5)
    assert loudness(watched, 5, 7.5, 440) == pytest.approx(0.25, rel=0.05)


def test_sound_only_goes_out_with_the_slate() -> None:
    broadcast = Broadcast()
    broadcast.add(low(), high())
    broadcast.show("red", "red")
    broadcast.run(5)
    broadcast.end()
    watched = check(broadcast)
    assert {frame.size for frame in watched.frames} == {SLATE}
    assert loudness(watched, 1, 4, 440) == pytest.approx(0.25, rel=0.05)
    assert loudness(watched, 1, 4, 1000) < 0.002


def test_who_lost_the_floor_is_heard_no_more() -> None:
    broadcast = Broadcast()
    broadcast.add(low(), high())
    broadcast.show(None, "red", "blue")
    broadcast.run(3)
    broadcast.show(None, "blue")
    broadcast.run(3)
    broadcast.end()
    watched = check(broadcast)
    assert loudness(watched, 1, 2.8, 440) == pytest.approx(0.25, rel=0.05)
    assert loudness(watched, 3.1, 5.5, 440) < 0.002
    assert loudness(watched, 3.1, 5.5, 1000) == pytest.approx(0.25, rel=0.05)


def test_vp8_is_transcoded_while_on_programme() -> None:
    broadcast = Broadcast()
    broadcast.add(red(), blue("VP8"), high())
    broadcast.show("red")
    broadcast.run(3)
    broadcast.show("blue", "blue")
    broadcast.run(5)
    broadcast.show("red", "blue")
    broadcast.run(3)
    broadcast.end()
    watched = check(broadcast)
    turns = shown(watched)
    assert [size for size, _ in turns] == [LARGE, SMALL, LARGE]
    assert turns[1][1] == pytest.approx(5, abs=0.3)
    assert all(is_coloured(frame, BLUE) for frame in watched.frames if frame.size == SMALL)
    durations = [s.duration for s in m3u8.loads(broadcast.playlist).segments]
    assert max(durations) < 2.4


@pytest.mark.parametrize("seed", range(3))
def test_a_lossy_network(seed: int) -> None:
    """1 % of packets lost for good, 60 ms of jitter: slates at worst, no wrong picture."""
    broadcast = Broadcast(Network(seed, loss=0.01, delay=0.02, jitter=0.06))
    broadcast.add(red(), low())
    broadcast.show("red", "red")
    broadcast.run(12)
    broadcast.end()
    watched = check(broadcast, max_gap=CAMERA_PATIENCE + 0.1)
    pictures = [frame for frame in watched.frames if frame.size == LARGE]
    assert len(pictures) > 80
    assert all(is_coloured(frame, RED) for frame in pictures)
    assert loudness(watched, 2, 11, 440) > 0.2


def test_jitter_alone_costs_no_frame() -> None:
    broadcast = Broadcast(Network(5, delay=0.02, jitter=0.08))
    broadcast.add(red(), low())
    broadcast.show("red", "red")
    broadcast.run(8)
    broadcast.end()
    watched = check(broadcast)
    times = [frame.at for frame in watched.frames if frame.size == LARGE]
    assert len(times) == pytest.approx(7.9 * 20, abs=6)
    settled = [after - before for before, after in pairwise(times[50:-1])]
    assert max(settled) < 0.07  # 50 ms apart when captured
    assert loudness(watched, 3, 7, 440) == pytest.approx(0.25, rel=0.05)


def test_an_encoder_that_begins_anew_with_another_resolution() -> None:
    broadcast = Broadcast()
    camera = red()
    broadcast.add(camera)
    broadcast.show("red")
    broadcast.run(4)
    smaller = Camera(camera.track, *SMALL, RED, first_sequence=200)
    broadcast.replace(smaller)
    broadcast.run(4)
    broadcast.end()
    assert [size for size, _ in shown(check(broadcast))] == [LARGE, SMALL]


def test_a_shared_screen_goes_before_the_camera() -> None:
    broadcast = Broadcast()
    screen = Camera(camera_track(7, "red", source="screen"), *SMALL, BLUE, fps=1)
    broadcast.add(red())
    broadcast.show("red")
    broadcast.run(3)
    broadcast.add(screen)
    broadcast.run(8)
    broadcast.end()
    watched = check(broadcast, max_gap=1.1)
    assert [size for size, _ in shown(watched)] == [LARGE, SMALL]


def test_two_clocks_of_one_sender_are_aligned_by_its_reports() -> None:
    """A picture that arrives 90 ms later than the sound of its moment stands beside that sound."""
    broadcast = Broadcast()
    camera = Camera(camera_track(1, "red"), *LARGE, RED, first_timestamp=0)
    broadcast.add(camera, low())
    broadcast.show("red", "red")
    stream = broadcast.stream
    broadcast.run(1)
    # Both RTP clocks began at zero; by the reports the picture's zero was 90 ms before the sound's.
    stream.receive(sender_report(1, 3_000_000_000.0, 0), broadcast.now)
    stream.receive(sender_report(3, 3_000_000_000.09, 0), broadcast.now)
    broadcast.run(1)
    video, sound = stream._video[1].clock, stream._sound[3].clock
    assert video.at(90_000) == pytest.approx(sound.at(48_000) - 0.09, abs=1e-4)


def test_a_suspended_machine_leaves_no_hole() -> None:
    broadcast = Broadcast()
    broadcast.add(red(), low())
    broadcast.show("red", "red")
    broadcast.run(4)
    broadcast.suspend(3600)
    broadcast.run(4)
    broadcast.end()
    watched = watch(broadcast.files)
    assert watched.frames[-1].at == pytest.approx(8, abs=0.5)
    first, *_, last = m3u8.loads(broadcast.playlist).segments
    passed = last.program_date_time.timestamp() - first.program_date_time.timestamp()
    assert passed == pytest.approx(3606, abs=2)


def test_the_timeline_of_a_later_run_begins_where_it_is_told() -> None:
    broadcast = Broadcast(beginning=Beginning("u", UNIX_OFFSET, timeline=100_000))
    broadcast.add(red(), low())
    broadcast.show("red", "red")
    broadcast.run(4)
    broadcast.end()
    watched = check(broadcast)
    assert watched.frames[0].at == pytest.approx(100_000, abs=0.03)
    first = m3u8.loads(broadcast.playlist).segments[0].program_date_time
    assert first.timestamp() == pytest.approx(UNIX_OFFSET + 100, abs=0.03)


def test_an_unknown_track_and_garbage_are_dropped() -> None:
    broadcast = Broadcast()
    camera = red()
    broadcast.add(camera)
    broadcast.show("red")
    random = Random(3)
    for _ in range(400):
        broadcast.run(0.01)
        garbage = random.randbytes(random.randrange(0, 60))
        broadcast.stream.receive(garbage, broadcast.now)
        broadcast.stream.receive(rtp(1, garbage, ssrc=77, payload_type=96), broadcast.now)
        broadcast.stream.receive(rtp(1, garbage, ssrc=1, payload_type=111), broadcast.now)
        broadcast.stream.receive(b"\x80\xc8" + garbage, broadcast.now)
    broadcast.end()
    assert [size for size, _ in shown(check(broadcast))] == [LARGE]


@pytest.mark.parametrize("codec", ["H264", "VP8"])
def test_a_hostile_sender_hurts_only_itself(codec: str) -> None:
    """Payloads of random bytes, well framed, on the track that is on programme."""
    broadcast = Broadcast()
    track = camera_track(5, "hostile", codec)
    broadcast.add(red(), Camera(track, *SMALL, BLUE))
    broadcast.show("red")
    broadcast.run(2)
    broadcast.show("hostile")
    broadcast.run(2)
    random = Random(8)
    heads = [b"\x78", b"\x7c\x85", b"\x7c\x45", b"\x65", b"\x67", b"\x68", b"\x10", b"\x90\x80\x11"]
    kind = 97 if codec == "VP8" else 96
    for number in range(500):
        payload = random.choice(heads) + random.randbytes(random.randrange(0, 40))
        timestamp, marker = number // 3 * 3000, number % 3 == 2
        packet = rtp(number, payload, timestamp=timestamp, ssrc=5, payload_type=kind, marker=marker)
        broadcast.stream.receive(packet, broadcast.now)
        broadcast.run(0.005)
    broadcast.show("red")
    broadcast.run(4)
    broadcast.end()
    listed = m3u8.loads(broadcast.playlist)
    listed.segments[:] = listed.segments[-1:]
    watched = watch(broadcast.files, listed.dumps())
    assert {frame.size for frame in watched.frames} == {LARGE}
    assert all(is_coloured(frame, RED) for frame in watched.frames)


def test_a_long_meeting_in_short() -> None:
    """Speakers change, packets are lost, a camera fails: nothing goes back, nothing has a gap."""
    judge = meeting(24, changes=10, seed=4)
    assert judge.parts >= 24 / 0.25 - 4
    assert judge.worst_gap < SCREEN_PATIENCE + 0.2
    assert judge.playlists >= 24 / LOOK


def test_the_sound_alone_plays_by_itself() -> None:
    broadcast = Broadcast()
    broadcast.add(red(), low())
    broadcast.show("red", "red")
    broadcast.run(6)
    broadcast.end()
    listed = m3u8.loads(broadcast.files["sound.m3u8"].decode())
    names = [listed.segments[0].init_section.uri, *(s.uri for s in listed.segments)]
    data = b"".join(broadcast.files[name] for name in names)
    with av.open(io.BytesIO(data), "r") as container:
        assert not container.streams.video
        packets = [packet.pts for packet in container.demux() if packet.size]
    assert packets == list(range(packets[0] or 0, (packets[0] or 0) + 1024 * len(packets), 1024))
    whole = watch(broadcast.files)
    assert (packets[0] or 0) / 48000 == pytest.approx(whole.sound_start)
    assert len(packets) * 1024 == len(whole.samples)


def test_parts_make_up_their_segments() -> None:
    broadcast = Broadcast()
    broadcast.add(red(), low())
    broadcast.show("red", "red")
    broadcast.run(8)
    for file in ("video.m3u8", "sound.m3u8"):
        for segment in m3u8.loads(broadcast.files[file].decode()).segments:
            if segment.uri is not None:
                parts = b"".join(broadcast.files[part.uri] for part in segment.parts)
                assert parts == broadcast.files[segment.uri]
                assert segment.parts[0].independent == "YES"
