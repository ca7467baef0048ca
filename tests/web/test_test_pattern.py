"""The test pattern: decodable from any second, told apart by name, quiet but not silent."""

from itertools import pairwise

import av
import numpy as np

from web.test_pattern import (
    FRAMES_PER_SECOND,
    HEIGHT,
    LOOP_SECONDS,
    SAMPLES_PER_FRAME,
    WIDTH,
    encode_loop,
    melody,
)


def decoded(units: list[bytes]) -> list[av.VideoFrame]:
    decoder = av.CodecContext.create("h264", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    frames = [f for unit in units for f in decoder.decode(av.Packet(unit))]
    return frames + decoder.decode(None)


def test_a_decoder_may_start_at_any_second_and_sees_the_picture_move() -> None:
    units = encode_loop("石峰区会场", "县级")
    assert len(units) == FRAMES_PER_SECOND * LOOP_SECONDS
    late = decoded(units[3 * FRAMES_PER_SECOND :])
    assert len(late) == FRAMES_PER_SECOND * (LOOP_SECONDS - 3)
    assert (late[0].width, late[0].height) == (WIDTH, HEIGHT)
    first, last = (f.to_ndarray(format="gray").astype(int) for f in (late[0], late[-1]))
    assert np.abs(first - last).max() > 60


def test_the_clock_runs_in_every_second() -> None:
    units = encode_loop("石峰区会场", "县级")[::FRAMES_PER_SECOND]
    seconds = [f.to_ndarray(format="gray")[:HEIGHT].astype(int) for f in decoded(units)]
    for part in (slice(WIDTH - 170, WIDTH - 110), slice(WIDTH - 106, WIDTH - 18)):  # digit, dial
        clock = [second[18:106, part] for second in seconds]
        assert len(clock) == LOOP_SECONDS
        for before, after in pairwise([*clock, clock[0]]):
            assert (np.abs(before - after) > 60).sum() > 50


def test_the_name_is_in_the_picture() -> None:
    with_name, without = (decoded(encode_loop("全国会场", t)[:1])[0] for t in ("全国", ""))
    band = slice(180, 230)
    a, b = (f.to_ndarray(format="gray")[band].astype(int) for f in (with_name, without))
    assert (np.abs(a - b) > 60).sum() > 200


def test_melodies_differ_and_loop_without_a_cut() -> None:
    one, other = melody("全国会场"), melody("石峰区会场")
    assert len(one) % SAMPLES_PER_FRAME == 0
    assert 1000 < np.abs(one).max() < 6000
    assert abs(int(one[0]) - int(one[-1])) < 200
    assert not np.array_equal(one, other)
