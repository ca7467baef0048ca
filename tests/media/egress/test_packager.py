"""Where segments and chunks are cut, and what stands in them."""

import io
from fractions import Fraction
from itertools import pairwise

import av
import pytest

from media.egress.aac import AacEncoder
from media.egress.boxes import SOUND_TRACK, VIDEO_TRACK, init_segment, read_decode_time
from media.egress.h264 import AccessUnit, Parameters
from media.egress.packager import LEAST_PART_TICKS, PART_TICKS, SHORTEST_PART_TICKS, Chunk, Packager
from media.egress.slate import Slate, reel

KEY, *OTHERS = reel(Slate.STARTING)
assert KEY.parameters is not None
PARAMETERS = KEY.parameters
OTHER_PARAMETERS = Parameters(PARAMETERS.sps, (*PARAMETERS.pps, b"\x68\xce\x06\xf3"))
SECOND = 90_000


def frame(number: int) -> AccessUnit:
    return OTHERS[(number - 1) % len(OTHERS)]


def run(frames: dict[float, AccessUnit], until: float) -> list[Chunk]:
    """Frames by their second; silence up to `until`, where the timeline ends."""
    packager = Packager()
    sounds = iter(range(0, round(until * 48000), 1024))
    index = next(sounds)
    for at, unit in frames.items():
        while index / 48000 < at - 0.15:  # the sound is late
            packager.add_sound(index, b"\x01\x18")
            index = next(sounds)
        packager.add_picture(round(at * SECOND), unit)
    for late in (index, *sounds):
        packager.add_sound(late, b"\x01\x18")
    packager.finish(round(until * SECOND))
    return packager.take()


def steps(start: float, end: float, step: float = 0.1) -> list[float]:
    return [round(start + n * step, 6) for n in range(round((end - start) / step))]


def cuts(chunks: list[Chunk]) -> list[tuple[float, bool, bool]]:
    """(second, independent, discontinuity) of each segment."""
    return [(c.start / SECOND, c.independent, c.discontinuity) for c in chunks if c.first]


def stream(keys: set[float], until: float, step: float = 0.1) -> dict[float, AccessUnit]:
    return {
        at: KEY if at in keys or at == 0 else frame(number)
        for number, at in enumerate(steps(0, until, step))
    }


@pytest.mark.parametrize(
    ("keys", "until", "expected"),
    [
        ({2.0, 4.0}, 5, [0, 2, 4]),
        ({0.5, 2.0}, 3, [0, 2]),
        ({1.0}, 2, [0, 1]),
        (set[float](), 4, [0, 3]),
        ({3.1}, 5, [0, 3]),
        ({3.1, 5.0}, 6, [0, 3, 5]),
    ],
    ids=["2 s", "key too soon", "1 s", "forced", "key after forced", "recovers"],
)
def test_segments_begin_at_key_frames(
    keys: set[float], until: float, expected: list[float]
) -> None:
    assert [at for at, _, _ in cuts(run(stream(keys, until), until))] == expected


def test_other_parameters_cut_at_once_with_a_discontinuity() -> None:
    frames = stream({2.0}, 3)
    frames[0.6] = AccessUnit(0, KEY.nals, OTHER_PARAMETERS)
    chunks = run(frames, 3)
    assert cuts(chunks) == [(0, True, False), (0.6, True, True), (2, True, True)]
    firsts = [chunk for chunk in chunks if chunk.first]
    assert [chunk.parameters for chunk in firsts] == [PARAMETERS, OTHER_PARAMETERS, PARAMETERS]


def test_parameters_may_not_change_all_the_time() -> None:
    packager = Packager()
    packager.add_picture(0, KEY)
    assert packager.accepts(100, PARAMETERS)
    assert not packager.accepts(100, OTHER_PARAMETERS)
    assert packager.accepts(SECOND, OTHER_PARAMETERS)
    packager.add_picture(SECOND, AccessUnit(0, KEY.nals, OTHER_PARAMETERS))
    assert not packager.accepts(SECOND + SECOND // 4, PARAMETERS)
    assert packager.accepts(SECOND + SECOND // 2, PARAMETERS)


def test_chunks_are_contiguous_and_make_up_segments() -> None:
    chunks = run(stream({2.0}, 4), 4)
    assert [chunk.duration / SECOND for chunk in chunks] == [0.25] * 16
    for before, after in pairwise(chunks):
        assert before.start + before.duration == after.start
        assert before.last == after.first
    for chunk in chunks:
        at = read_decode_time(chunk.data, VIDEO_TRACK)
        assert at is not None
        assert chunk.start <= at < chunk.start + chunk.duration
        assert read_decode_time(chunk.sound, VIDEO_TRACK) is None
        sound = read_decode_time(chunk.sound, SOUND_TRACK)
        assert sound == read_decode_time(chunk.data, SOUND_TRACK)


@pytest.mark.parametrize("step", [1 / 30, 1 / 25, 1 / 17, 0.1, 0.134, 1.0])
def test_parts_keep_to_their_target(step: float) -> None:
    """At any distance of pictures: all but the last part of a segment have 85 to 100 %."""
    frames = {number * step: frame(number) if number else KEY for number in range(int(6 / step))}
    chunks = run(frames, 6)
    assert all(chunk.duration <= PART_TICKS for chunk in chunks)
    inner = [chunk for chunk in chunks if not chunk.last]
    assert all(chunk.duration >= SHORTEST_PART_TICKS for chunk in inner)
    for before, after in pairwise(chunks):
        assert before.start + before.duration == after.start


def test_a_chunk_waits_for_its_sound() -> None:
    packager = Packager()
    for at, unit in stream(set(), 1).items():
        packager.add_picture(round(at * SECOND), unit)
    assert packager.take() == []
    for index in range(0, 11 * 1024, 1024):
        packager.add_sound(index, b"\x01")
    assert packager.take() == []
    packager.add_sound(11 * 1024, b"\x01")  # ends at 0.256 s
    assert [chunk.start for chunk in packager.take()] == [0]


def test_sound_before_the_first_picture_is_left_out() -> None:
    packager = Packager()
    packager.add_sound(-1024, b"\x01")
    packager.add_picture(0, KEY)
    packager.add_sound(0, b"\x02")
    packager.finish(SECOND)
    (chunk,) = packager.take()
    assert chunk.data.endswith(b"\x02")
    assert read_decode_time(chunk.data, 2) == 0


def test_what_is_written_is_what_a_demuxer_reads() -> None:
    """Times, sizes and key flags of an irregular stream, through FFmpeg's demuxer."""
    encoder = AacEncoder()
    frames = {0.0: KEY, 0.11: frame(1), 0.15: frame(2), 0.7: frame(3), 1.2: KEY, 1.3: frame(1)}
    chunks = run(frames, 2)
    data = init_segment(PARAMETERS, encoder.config) + b"".join(chunk.data for chunk in chunks)
    with av.open(io.BytesIO(data), "r") as container:
        video, sound = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.width, video.codec_context.height) == (1280, 720)
        assert (sound.codec_context.sample_rate, sound.codec_context.layout.name) == (48000, "mono")
        assert (video.time_base, sound.time_base) == (Fraction(1, 90000), Fraction(1, 48000))
        packets = [packet for packet in container.demux() if packet.size]
    pictures = [packet for packet in packets if packet.stream_index == 0]
    assert [p.pts for p in pictures] == [round(at * SECOND) for at in frames]
    assert [p.is_keyframe for p in pictures] == [True, False, False, False, True, False]
    assert [(p.duration or 0) / SECOND for p in pictures] == pytest.approx(
        [0.11, 0.04, 1.5, 1.5, 0.1, 1.5]  # 1.5: gone out before the next one came
    )
    sounds = [packet.pts for packet in packets if packet.stream_index == 1]
    assert sounds == list(range(0, 96000, 1024))


def late(*times: float) -> Packager:
    """Pictures up to 0.3 s, sound up to 0.6 s: two parts are out when the next pictures come."""
    packager = Packager()
    for number, at in enumerate((0.0, 0.1, 0.2, 0.3, *times)):
        packager.add_picture(round(at * SECOND), frame(number) if number else KEY)
        if number == 3:
            for index in range(0, round(0.6 * 48000), 1024):
                packager.add_sound(index, b"\x01")
    return packager


def test_a_late_picture_keeps_its_time_in_a_later_part() -> None:
    packager = late()
    assert [chunk.duration / SECOND for chunk in packager.take()] == [0.25, 0.25]
    packager.add_picture(round(0.4 * SECOND), frame(4))
    packager.add_picture(round(0.55 * SECOND), frame(5))
    packager.finish(round(0.7 * SECOND))
    (chunk,) = packager.take()
    assert (chunk.start, chunk.last) == (SECOND // 2, True)
    assert read_decode_time(chunk.data, VIDEO_TRACK) == round(0.4 * SECOND)


def test_a_late_key_frame_begins_the_segment_where_nothing_is_out_yet() -> None:
    packager = late()
    packager.take()
    other = AccessUnit(0, KEY.nals, OTHER_PARAMETERS)
    packager.add_picture(round(0.45 * SECOND), other)
    packager.finish(round(0.7 * SECOND))
    (chunk,) = packager.take()
    assert (chunk.start, chunk.first, chunk.discontinuity) == (SECOND // 2, True, True)
    assert chunk.parameters == OTHER_PARAMETERS
    assert read_decode_time(chunk.data, VIDEO_TRACK) == round(0.45 * SECOND)


def test_pictures_before_a_late_key_frame_stay_with_their_own_parameters() -> None:
    packager = late(0.4, 0.42)
    packager.take()
    packager.add_picture(round(0.45 * SECOND), AccessUnit(0, KEY.nals, OTHER_PARAMETERS))
    packager.finish(round(0.7 * SECOND))
    rest, begun = packager.take()
    assert (rest.start, rest.last, rest.parameters) == (SECOND // 2, True, PARAMETERS)
    assert rest.duration == LEAST_PART_TICKS
    assert (begun.first, begun.parameters) == (True, OTHER_PARAMETERS)
    assert begun.start == rest.start + rest.duration
