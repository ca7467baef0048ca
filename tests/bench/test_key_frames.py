"""Key frames of the load, read by the product's own parsers."""

import pytest

from bench.load import key_frames
from bench.load.tracks import LAYERS
from media.wire import h264, vp8
from media.wire.sps import parse_sps

SIZES = [(shape.height * 16 // 9, shape.height) for shape in LAYERS]


@pytest.mark.parametrize("size", SIZES)
def test_an_h264_key_frame_tells_its_size(size: tuple[int, int]) -> None:
    picture = parse_sps(key_frames.sps(*size))
    assert (picture.width, picture.height) == size
    assert (picture.profile, picture.compatibility, picture.level) == (0x42, 0xE0, 0x1F)


@pytest.mark.parametrize("size", SIZES)
def test_an_h264_key_frame_begins_with_parameter_sets(size: tuple[int, int]) -> None:
    start = key_frames.h264(*size)
    assert h264.inspect(start + b"\x00\x02\x06\x00") & h264.Starts.PARAMETER_SETS


@pytest.mark.parametrize("size", SIZES)
def test_a_vp8_key_frame_is_one(size: tuple[int, int]) -> None:
    start = key_frames.vp8(*size)
    assert vp8.starts_key_frame(b"\x90\x80\x80\x01" + start)
    assert int.from_bytes(start[6:8], "little") & 0x3FFF == size[0]
    assert int.from_bytes(start[8:10], "little") & 0x3FFF == size[1]
